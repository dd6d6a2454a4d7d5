// What hangs together with the ticket, and the deeds that join tickets or take them apart.
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { get } from "../api";
import { t } from "../i18n";
import { Modal } from "../modal";
import { at, brief } from "../time";
import { Chip, Icon } from "../ui";
import { ticketState } from "../words";
import { act, kin, number, page, type Kin } from "./page";

type Likely = { number: string; subject: string; state: string; is_open: boolean; is_repeat: boolean; alike: boolean };
type Entry = { id: number; at: string; actor: string | null; name: string; payload: { note_id?: number; text?: string } };

const HOW: Record<string, [string, string]> = {
  parent: [t("Above it"), t("Above it")], child: [t("Below it"), t("Below it")],
  follow_up_of: [t("Comes after"), t("Comes after")], follow_up: [t("Followed by"), t("Followed by")],
  merged_into: [t("Merged into"), t("Merged into")], merged: [t("Took up"), t("Took up")],
  related: [t("Related"), t("Related")], caused_by: [t("Caused by"), t("Cause of")],
  duplicate_of: [t("Repeats"), t("Repeated by")], split_from: [t("Split from"), t("Split off")],
};
const LINKS = ["related", "caused_by", "duplicate_of"];
const dialog = signal<"merge" | "split" | "link" | null>(null);
const likely = signal<Likely[]>([]);
const canWrite = page.dataset["writes"] === "1";

export function startRelated(): void {
  const { customer, phone } = page.dataset;
  if (!customer && !phone) return;
  const query = new URLSearchParams({ but: number, ...(customer ? { customer_id: customer } : {}), ...(phone ? { phone } : {}) });
  void get<{ items: Likely[] }>(`/tickets/duplicates?${query}`).then(({ items }) => (likely.value = items), () => undefined);
}

export function Tools() {
  if (!canWrite) return null;
  const isMerged = page.dataset["state"] === "merged";
  return (
    <div class="row" role="group" aria-label={t("Join or take apart")}>
      {kin.value.undo_until && <button type="button" class="button" data-deed="unmerge" onClick={() => void act("DELETE", "/merge").then(() => location.reload())}><Icon name="arrow-counterclockwise" />{t("Take the merge back")}</button>}
      {!isMerged && <button type="button" class="button" data-deed="merge" onClick={() => (dialog.value = "merge")}><Icon name="intersect" />{t("Merge")}</button>}
      {!isMerged && <button type="button" class="button" data-deed="split" onClick={() => (dialog.value = "split")}><Icon name="scissors" />{t("Split off")}</button>}
      <button type="button" class="button" data-deed="link" onClick={() => (dialog.value = "link")}><Icon name="link-45deg" />{t("Link tickets")}</button>
      {dialog.value === "merge" && <Merge />}
      {dialog.value === "split" && <Split />}
      {dialog.value === "link" && <Link />}
    </div>
  );
}

export function Related() {
  const rows = kin.value.items;
  const open = likely.value.filter((one) => !rows.some((row) => row.number === one.number));
  if (!rows.length && !open.length) return null;
  return (
    <section class="card">
      <header><h2>{t("Hangs together with")}</h2></header>
      <ul class="inside stack">
        {rows.map((row) => <Row key={row.how + row.number} row={row} />)}
        {open.map((one) => (
          <li key={one.number} class="row"><Chip tone="warn">{one.is_open ? t("same customer, open") : t("same customer, within 24 hours")}</Chip><a href={`/tickets/${one.number}`}>{one.number} {one.subject}</a></li>
        ))}
      </ul>
    </section>
  );
}

function Row({ row }: { row: Kin }) {
  const [word, tone] = ticketState(row.state);
  return (
    <li class="row">
      <span class="muted small">{HOW[row.how]?.[row.turned ? 1 : 0] ?? row.how}</span><a href={`/tickets/${row.number}`}>{row.number} {row.subject}</a><Chip tone={tone}>{word}</Chip>
      {row.id && canWrite && <button type="button" class="button compact ghost push" aria-label={`${t("Take away")} ${row.number}`} onClick={() => void act("DELETE", `/links/${row.id}`)}><Icon name="x-lg" /></button>}
    </li>
  );
}

const close = () => (dialog.value = null);
const value = (form: string, name: string) => document.querySelector<HTMLInputElement>(`#${form}-${name}`)?.value.trim() ?? "";

function Merge() {
  const submit = async () => {
    const into = document.querySelector<HTMLInputElement>('input[name="merge-pick"]:checked')?.value || value("merge", "into");
    const done = await act<{ number: string }>("PUT", "/merge", { into, inherit_oldest: (document.querySelector("#merge-oldest") as HTMLInputElement).checked });
    if (done) location.assign(`/tickets/${done.number}`);
  };
  return (
    <Modal title={t("Merge into another ticket")} close={close} submit={() => void submit()} go={t("Merge")}>
      {likely.value.filter((one) => one.is_open).map((one) => <label key={one.number} class="check"><input type="radio" name="merge-pick" value={one.number} />{one.number} {one.subject}</label>)}
      <p class="field"><label for="merge-into">{t("Number of the ticket that goes on")}</label><input id="merge-into" autocomplete="off" placeholder="20261121-00042" /></p>
      <label class="check"><input id="merge-oldest" type="checkbox" defaultChecked />{t("It answers from the earlier start")}</label>
      <p class="muted small">{t("Messages, call-backs and files move. For 24 hours the merge can be taken back.")}</p>
    </Modal>
  );
}

function Split() {
  const notes = signal<Entry[]>([]);
  useEffect(() => void get<{ items: Entry[] }>(`/tickets/${number}/timeline?limit=500`).then(({ items }) => (notes.value = items.filter((one) => one.payload.note_id && one.payload.text))), []);
  const submit = async () => {
    const chosen = [...document.querySelectorAll<HTMLInputElement>('input[name="split-note"]:checked')].map((box) => Number(box.value));
    const made = await act<{ number: string }>("POST", "/splits", { notes: chosen, subject: value("split", "subject") });
    if (made) location.assign(`/tickets/${made.number}`);
  };
  return (
    <Modal title={t("Make a ticket of its own")} close={close} submit={() => void submit()} go={t("Split off")}>
      <fieldset class="stack"><legend class="label">{t("What is the other matter?")}</legend>
        <NoteBoxes notes={notes} />
      </fieldset>
      <p class="field"><label for="split-subject">{t("Subject")}</label><input id="split-subject" required maxLength={200} /></p>
    </Modal>
  );
}

function NoteBoxes({ notes }: { notes: { value: Entry[] } }) {
  if (notes.value.length === 0) return <p class="muted">{t("Nothing has been written here yet.")}</p>;
  return <>{notes.value.map((one) => <label key={one.id} class="check"><input type="checkbox" name="split-note" value={one.payload.note_id} /><span><span class="muted small">{brief(at(one.at)!)} {one.actor}</span> {one.payload.text}</span></label>)}</>;
}

function Link() {
  const submit = async () => {
    const how = value("link", "how"), to = value("link", "to");
    const done = how === "parent" ? await act("PUT", "/parent", { parent: to || null }) : await act("POST", "/links", { to, kind: how });
    if (done) close();
  };
  return (
    <Modal title={t("Link to another ticket")} close={close} submit={() => void submit()} go={t("Link tickets")}>
      <p class="field"><label for="link-how">{t("How they stand to each other")}</label>
        <select id="link-how">{LINKS.map((how) => <option key={how} value={how}>{HOW[how]![0]}</option>)}<option value="parent">{t("Hang it below")}</option></select></p>
      <p class="field"><label for="link-to">{t("Number of the other ticket")}</label><input id="link-to" required autocomplete="off" /></p>
    </Modal>
  );
}
