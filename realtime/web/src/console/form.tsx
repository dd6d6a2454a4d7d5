// The ticket form beside the call: few fields for a question, the whole record for a complaint.
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Problem, send } from "../api";
import { loadTree } from "../branches";
import { t } from "../i18n";
import { bind } from "../keys";
import { wordFor } from "../states";
import { hms, instant } from "../time";
import { toast } from "../toast";
import { Icon, Key } from "../ui";
import { current, draft, drafts, drop, open, ticketBody, write, type Draft } from "./drafts";
import { KINDS } from "./choices";
import { Likely } from "./likely";
import { About, Complaint, Field, Promise_, Who } from "./fields";
import { onPhone, person, state } from "./me";
import { nextWork } from "./worklist";

export const wrong = signal<Record<string, string>>({});
const sending = signal(false);

/** Files the draft; a refusal leaves everything typed and names the fields. */
async function file(then: "stay" | "ready" | "next"): Promise<void> {
  if (sending.value) return;
  const d = draft.value;
  sending.value = true;
  try {
    const body = ticketBody({ ...d, promiseAt: d.promiseAt ? new Date(instant(d.promiseAt) * 1000).toISOString() : "" });
    const { number } = await send<{ number: string }>("POST", "/tickets", body, { key: `${d.key}-${Math.round(d.savedAt ?? 0)}` });
    wrong.value = {};
    drop(d.key);
    toast(t("Ticket {number} is filed", { number }));
    if (then === "ready") await getReady();
    if (then === "next") nextWork();
  } catch (problem) {
    refuse(problem as Problem);
  }
  sending.value = false;
}

/** Ready now, or after the call when there is one. */
async function getReady(): Promise<void> {
  const said = { state: wordFor("idle") };
  if (onPhone.value) await send("PUT", "/agents/me/next-state", said);
  else if (state.value?.state !== "idle" && person.code) await send("PUT", `/agents/${person.code}/state`, said);
}

function refuse(problem: Problem): void {
  wrong.value = problem.fields ?? {};
  toast(problem.message, "bad");
  // Somebody may have changed the tree since it was read.
  if (wrong.value["category"]) void loadTree();
  const first = Object.keys(wrong.value)[0];
  const named = (name: string) => document.querySelector<HTMLElement>(`.ticketform [name="${name}"]`);
  if (first) reveal(named(first) ?? named(first.split(".").at(-1)!));
}

/** Puts the focus on a field, also when it lies among those that are folded away. */
function reveal(field: HTMLElement | null): void {
  field?.closest("details")?.setAttribute("open", "");
  field?.focus();
}

function useKeys(): void {
  useEffect(() => {
    const undo = KINDS.map(([kind], i) => bind(`kind_${i + 1}`, () => write({ kind })));
    undo.push(bind("save", () => void file("ready")));
    undo.push(bind("save_next", () => void file("next")));
    undo.push(bind("callback", () => reveal(document.querySelector<HTMLElement>('[name="promiseAt"]'))));
    undo.push(bind("complaint", () => open(`new-${Date.now()}`, { kind: "complaint" })));
    return () => undo.forEach((run) => run());
  }, []);
}

export function TicketForm() {
  useKeys();
  const d = draft.value;
  return (
    <form class="ticketform card" aria-label={t("Ticket")} onSubmit={(e) => { e.preventDefault(); void file("stay"); }}>
      <Tabs />
      <div class="inside">
        <fieldset class="segments" aria-label={t("Kind of call")}>
          {KINDS.map(([kind, word], i) => (
            <label key={kind}><input type="radio" name="kind" checked={d.kind === kind} onChange={() => write({ kind })} />{word}<Key of={`kind_${i + 1}`} /></label>
          ))}
        </fieldset>
        <div class="fields">{d.kind === "inquiry" ? <Question d={d} /> : <Matter d={d} />}</div>
      </div>
      <Foot d={d} />
    </form>
  );
}

/** A question takes ten seconds: what, of which kind, answered with what; the rest is folded away until it is wanted. */
function Question({ d }: { d: Draft }) {
  const isMore = Boolean(d.content || d.department || d.promiseAt || d.priority !== "normal" || (!d.customerId && d.name));
  return (
    <>
      <Likely d={d} />
      <Field name="subject" label={t("Subject")} d={d} required two />
      <About d={d} />
      <Field name="resolution" label={t("Answered on the spot with")} d={d} wide />
      <details class="wide more" open={isMore}>
        <summary>{t("More: caller, content, department, promise")}</summary>
        <div class="fields">
          <Who d={d} />
          <Field name="content" label={t("What the caller says")} d={d} area wide />
          <Field name="department" label={t("Department to act")} d={d} list="departments" />
          <Priority d={d} />
          <Promise_ d={d} />
        </div>
      </details>
    </>
  );
}

function Matter({ d }: { d: Draft }) {
  const needsDemand = d.kind === "complaint" || d.kind === "repair";
  return (
    <>
      <Who d={d} />
      <Likely d={d} />
      <Field name="subject" label={t("Subject")} d={d} required two />
      <About d={d} />
      <Field name="content" label={t("What the caller says")} d={d} area wide />
      {needsDemand && <Field name="demand" label={t("What the caller asks for")} d={d} two />}
      <Field name="department" label={t("Department to act")} d={d} list="departments" />
      <Priority d={d} />
      {d.kind === "complaint" && <Complaint d={d} />}
      <Promise_ d={d} />
    </>
  );
}

function Tabs() {
  const tabs = [...drafts.value.values()];
  return (
    <div class="drafttabs">
      <div role="tablist" aria-label={t("Drafts")}>
      {tabs.length === 0 && <button type="button" role="tab" aria-selected="true">{t("New ticket")}</button>}
      {tabs.map((d) => (
        <button key={d.key} type="button" role="tab" aria-selected={current.value === d.key} onClick={() => (current.value = d.key)}>
          {d.callid && <Icon name="telephone" />}{d.label || d.name || d.subject.slice(0, 12) || t("New ticket")}
        </button>
      ))}
      </div>
      {tabs.length > 0 && <button type="button" class="plus" aria-label={t("New ticket")} onClick={() => open(`new-${Date.now()}`, {})}><Icon name="plus-lg" /></button>}
    </div>
  );
}

function Priority({ d }: { d: Draft }) {
  const words: [string, string][] = [["low", t("Low")], ["normal", t("Normal")], ["high", t("High")], ["urgent", t("Urgent")]];
  return (
    <p class="field"><label for="f-priority">{t("Priority")}</label>
      <select id="f-priority" name="priority" value={d.priority} onChange={(e) => write({ priority: e.currentTarget.value })}>
        {words.map(([code, word]) => <option key={code} value={code}>{word}</option>)}
      </select></p>
  );
}

function Foot({ d }: { d: Draft }) {
  return (
    <footer>
      <span class="muted small" role="status">{d.savedAt ? t("Draft kept {time}", { time: hms(d.savedAt) }) : t("What you type is kept")}</span>
      {d.touched && <button type="button" class="button ghost" onClick={() => drop(d.key)}>{t("Discard")}</button>}
      <button type="submit" class="button" disabled={sending.value}>{t("File")}</button>
      <button type="button" class="button primary" disabled={sending.value} onClick={() => void file("ready")}>{t("File, then ready")} <Key of="save" /></button>
    </footer>
  );
}
