// The chosen row of the work list in the middle of the screen: ring, and say what came of it.
import { signal, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { WorkRow } from "../board";
import { Problem, get, send } from "../api";
import { t } from "../i18n";
import { phone } from "../phones";
import { instant, local, now } from "../time";
import { toast } from "../toast";
import { DueChip, Icon } from "../ui";
import { obstacle } from "../phoneacts";
import { act as dial } from "./callbar";
import { control } from "./me";
import { QuickTimes, SlotHint } from "./quick";

export const chosen = signal<string | null>(null);

const RESULTS: [string, string][] = [
  ["answered_resolved", t("Reached, settled")],
  ["answered_pending", t("Reached, not settled")],
  ["no_answer", t("No answer")],
  ["busy", t("Engaged")],
  ["switched_off", t("Switched off")],
  ["voicemail", t("Voicemail")],
  ["dropped", t("Dropped call")],
  ["wrong_person", t("Wrong person")],
  ["invalid_number", t("Wrong number")],
  ["refused", t("Refused")],
  ["system_error", t("Our own fault")],
];

async function act(method: string, path: string, body: unknown, done: string): Promise<void> {
  try {
    await send(method, path, body);
    toast(done);
    chosen.value = null;
  } catch (problem) {
    toast((problem as Problem).message, "bad");
  }
}

export function Task({ row }: { row: WorkRow }) {
  return (
    <section class="task card" aria-label={t("Chosen work")}>
      <header>
        <h2>{row.customer ?? phone(row.phone) ?? t("unknown caller")}</h2>
        {row.due_at && <DueChip due={row.due_at} />}
        <button type="button" class="button ghost square" aria-label={t("Close")} onClick={() => (chosen.value = null)}><Icon name="x-lg" /></button>
      </header>
      <div class="inside stack">
        <p>{row.title}{row.number && <> · <a href={`/tickets/${row.number}`}>{row.number}</a></>}</p>
        {row.kind === "callback" || row.kind === "missed" ? <Callback row={row} /> : row.kind === "order" ? <Order row={row} /> : <Open row={row} />}
      </div>
    </section>
  );
}

function Callback({ row }: { row: WorkRow }) {
  const note = useSignal("");
  const why = obstacle(control.value ? control.value.dial : "no_control");
  const usual = useRef(local(now.value + 1800)).current;
  const again = useSignal(usual);
  const record = (result: string) => act("POST", `/callbacks/${row.id}/attempts`, { result, ...(note.value ? { note: note.value } : {}) }, t("Recorded"));
  const move = () => {
    const start = instant(again.value);
    const iso = (s: number) => new Date(s * 1000).toISOString();
    return act("PUT", `/callbacks/${row.id}/schedule`, { window_start: iso(start), window_end: iso(start + 1800), asked_by: "customer" }, t("Moved"));
  };
  const script = useSignal<string | null>(null);
  useEffect(() => {
    let stale = false;
    script.value = null;
    get<{ text: string | null }>(`/callbacks/${row.id}/script`).then(({ text }) => stale || (script.value = text), () => undefined);
    return () => void (stale = true);
  }, [row.id]);
  return (
    <>
      {script.value && <div class="notice info"><Icon name="chat-left-text" /><p class="prose">{script.value}</p></div>}
      <p class="dial"><button type="button" class="button primary" data-feature="dial" disabled={Boolean(why)} title={why} aria-describedby={why ? "why-dial" : undefined} onClick={() => void dial("dial", { callback: row.id })}><Icon name="telephone-outbound" /> {t("Dial")}</button> {phone(row.phone)}
        {why && <small class="reason" id="why-dial">{why}</small>}
        <span class="muted"> {t("try {n} of {all}", { n: (row.attempts ?? 0) + 1, all: row.max_attempts ?? 3 })}</span></p>
      <p class="field"><label for="task-note">{t("What was said")}</label><input id="task-note" onInput={(e) => (note.value = e.currentTarget.value)} /></p>
      <div class="row" role="group" aria-label={t("What came of the call")}>
        {RESULTS.map(([code, word], i) => <button key={code} type="button" class={i ? "button" : "button primary"} onClick={() => void record(code)}>{word}</button>)}
      </div>
      <p class="field"><label for="task-again">{t("Customer asks for another time")}</label>
        <span class="row"><input id="task-again" class="when" type="datetime-local" value={again.value} onInput={(e) => (again.value = e.currentTarget.value)} />
          <QuickTimes set={(text) => (again.value = text)} />
          <button type="button" class="button" onClick={() => void move()}>{t("Move")}</button></span>
        {again.value !== usual && <SlotHint when={again.value} set={(text) => (again.value = text)} />}</p>
    </>
  );
}

/** An order from above (督办) is answered here, and leaves the list. */
function Order({ row }: { row: WorkRow }) {
  return (
    <form class="stack" data-send={`PUT /tickets/${row.number}/orders/${row.id}/answer`} data-stay data-done={t("Done")}>
      <p class="notice bad" data-problem role="alert" hidden />
      <p class="field"><label for="task-answer">{t("Answer the order")}</label><textarea id="task-answer" name="text" rows={3} /></p>
      <div class="row"><button type="submit" class="button primary">{t("Answer it")}</button><a class="button" href={`/tickets/${row.number}`}>{t("Open the ticket")}</a></div>
    </form>
  );
}

function Open({ row }: { row: WorkRow }) {
  return (
    <div class="row">
      <a class="button primary" href={`/tickets/${row.number}`}>{t("Open the ticket")}</a>
      {row.kind === "escalation" && <button type="button" class="button" onClick={() => void act("PUT", `/escalations/${row.id}/acknowledgement`, {}, t("Acknowledged"))}>{t("Acknowledge")}</button>}
    </div>
  );
}
