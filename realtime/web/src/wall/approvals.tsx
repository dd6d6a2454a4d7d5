// What waits for the lead's yes or no, from the floor view: leave, exchanges of shifts, breaks beyond the limit, missed
// punches, more time on a ticket.
import { signal } from "@preact/signals";
import { get, Problem, send } from "../api";
import type { Params } from "../board";
import { t } from "../i18n";
import { opened } from "../modal";
import { alertText } from "../notices";
import { at, brief } from "../time";
import { toast } from "../toast";
import { Empty, Failed, Icon } from "../ui";

type Waiting = { kind: string; params: Params; at: string; decision: string; page: string; version: number | null; certificate: Record<string, string> | null };

const MINUTE_MS = 60_000;
const decides = (JSON.parse(document.getElementById("lead")?.textContent ?? "{}") as { decides?: boolean }).decides ?? false;
const rows = signal<Waiting[]>([]);
const failed = signal<Problem | null>(null);
const isOpen = signal(false);

async function ask(): Promise<void> {
  try {
    rows.value = (await get<{ items: Waiting[] }>("/approvals")).items;
    failed.value = null;
  } catch (problem) {
    failed.value = problem as Problem;
  }
}

/** Asked once a minute while somebody looks; a screen on the wall has nobody to decide. */
export function startApprovals(): void {
  if (!decides) return;
  const look = () => document.visibilityState === "visible" && void ask();
  look();
  setInterval(look, MINUTE_MS);
  document.addEventListener("visibilitychange", look);
}

async function decide(one: Waiting, approved: boolean, why: string): Promise<void> {
  const said = one.kind === "extension_asked" ? { approved, note: why } : { approved, why };
  const version = one.version === null ? {} : { version: one.version };
  await tell(() => send("PUT", one.decision, said, version), approved ? t("Approved") : t("Refused"));
}

async function tell(deed: () => Promise<unknown>, done: string): Promise<void> {
  try {
    await deed();
    toast(done);
  } catch (problem) {
    toast((problem as Problem).message, "bad");
  }
  await ask();
}

export function Approvals() {
  if (!decides) return null;
  const count = rows.value.length;
  return (
    <>
      <button type="button" class="button ghost" data-approvals aria-haspopup="dialog" aria-label={t("Waiting for your decision: {n}", { n: count })} onClick={() => (isOpen.value = true)}><Icon name="check2" />{t("To decide")}{count > 0 && <b class="badge">{count}</b>}</button>
      {isOpen.value && <List />}
    </>
  );
}

function List() {
  const close = () => (isOpen.value = false);
  return (
    <dialog class="dialog wide" ref={opened} aria-labelledby="approvals-title" onClose={close}>
      <header><h2 id="approvals-title">{t("To decide")}</h2></header>
      <div class="inside stack">
        {failed.value && <Failed problem={failed.value} again={() => void ask()} />}
        {!failed.value && rows.value.length === 0 && <Empty icon="check-circle" slim>{t("Nothing waits for you. Leave, swaps, breaks, missed punches and questions for more time appear here.")}</Empty>}
        {rows.value.map((one) => (one.certificate ? <Punch key={`${one.page}${one.certificate["way"]}${one.certificate["person"]}`} one={one} /> : <Line key={one.decision} one={one} />))}
      </div>
      <footer><button type="button" class="button" onClick={close}>{t("Close")}</button></footer>
    </dialog>
  );
}

function Line({ one }: { one: Waiting }) {
  const text = alertText(one);
  const refuse = (event: SubmitEvent) => {
    event.preventDefault();
    void decide(one, false, String(new FormData(event.currentTarget as HTMLFormElement).get("why") ?? "").trim());
  };
  return (
    <article class="row" data-decision={one.decision}>
      <time class="muted small">{brief(at(one.at)!)}</time><a href={one.page}>{text}</a>
      <span class="push row">
        <button type="button" class="button compact primary" aria-label={`${t("Approve")}: ${text}`} onClick={() => void decide(one, true, "")}><Icon name="check2" />{t("Approve")}</button>
        <form class="row" onSubmit={refuse}><input name="why" required maxLength={200} aria-label={t("Why not")} placeholder={t("Why not")} /><button type="submit" class="button compact" aria-label={`${t("Refuse")}: ${text}`}>{t("Refuse")}</button></form>
      </span>
    </article>
  );
}

/** Nobody refuses a missed punch: it is certified, or it stays one. Another time than the planned one is said on the page. */
function Punch({ one }: { one: Waiting }) {
  const text = alertText(one);
  const certify = (event: SubmitEvent) => {
    event.preventDefault();
    const word = String(new FormData(event.currentTarget as HTMLFormElement).get("certificate") ?? "").trim();
    void tell(() => send("POST", one.decision, { ...one.certificate, certificate: word }), t("Certified"));
  };
  return (
    <article class="row" data-decision={one.decision}>
      <time class="muted small">{brief(at(one.at)!)}</time><a href={one.page}>{text}</a>
      <form class="push row" onSubmit={certify}><input name="certificate" required maxLength={200} aria-label={`${t("What shows it")}: ${text}`} placeholder={t("What shows it")} /><button type="submit" class="button compact primary" aria-label={`${t("Certify")}: ${text}`}><Icon name="check2" />{t("Certify")}</button></form>
    </article>
  );
}
