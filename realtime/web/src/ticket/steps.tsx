// The steps a ticket can take now: whatever one of them still lacks is asked for, or mended, in one popup.
import { Departments } from "../departments";
import { signal } from "@preact/signals";
import { send, type Problem } from "../api";
import { t } from "../i18n";
import { Modal } from "../modal";
import { instant, local, now } from "../time";
import { toast } from "../toast";
import { Icon } from "../ui";
import { guard, moveWord } from "../words";
import { act, look, number, page, steps, type Step } from "./page";

const taking = signal<string | null>(null);
const text = signal<Record<string, string>>({});
const force = signal(false);

/** What the person adds in the popup; everything else that is missing is named there, with a way to mend it. */
const ASKED = ["reason_missing", "wake_at_invalid", "wake_at_too_late", "resolution_missing", "root_cause_missing", "reply_missing"];
const PLAIN = ["resolve", "refer"];

export function Steps() {
  const step = steps.value.find(({ move }) => move === taking.value);
  return (
    <div class="row" role="group" aria-label={t("Steps")}>
      {steps.value.filter(({ move }) => moveWord(move)).map((one) => <StepButton key={one.move} step={one} />)}
      {step && <Ask step={step} />}
    </div>
  );
}

function StepButton({ step }: { step: Step }) {
  const why = blocked(step).map((code) => guard(code) ?? code).join(", ");
  const isPlain = !step.unmet.length && !PLAIN.includes(step.move);
  const begin = () => {
    text.value = {};
    force.value = false;
    if (isPlain) void take(step);
    else taking.value = step.move;
  };
  return (
    <button type="button" class={step.move === "resolve" ? "button primary" : "button"} data-move={step.move} aria-haspopup={isPlain ? undefined : "dialog"} title={why} onClick={begin}>
      {moveWord(step.move)}{why && <Icon name="exclamation-triangle" />}{why && <span class="hush"> {why}</span>}
    </button>
  );
}

const blocked = (step: Step) => step.unmet.filter((code) => !ASKED.includes(code) && !(code === "open_children" && force.value));

async function take(step: Step): Promise<void> {
  const said = text.value, wake = said["wake_at"];
  const last = { code: "solved", text: said["text"] ?? "", root_cause: said["root_cause"] ?? "", reply: said["reply"] ?? "" };
  const body = {
    to: step.to, reason: said["reason"] ?? "", force: force.value,
    ...(wake ? { wake_at: new Date(instant(wake) * 1000).toISOString() } : {}),
    ...(step.move === "resolve" ? { resolution: last } : {}),
  };
  if (await act("POST", "/transitions", body, { stale: true })) taking.value = null;
}

function Ask({ step }: { step: Step }) {
  const left = blocked(step);
  const title = moveWord(step.move)!;
  return (
    <Modal title={title} close={() => (taking.value = null)} submit={() => void take(step)} go={left.length ? undefined : title}>
      {left.length > 0 && <ul class="stack">{left.map((code) => <li key={code} class="notice warn"><Icon name="exclamation-triangle" />{guard(code) ?? code}<Mend code={code} /></li>)}</ul>}
      {step.unmet.includes("open_children") && <label class="check"><input type="checkbox" checked={force.value} onChange={(e) => (force.value = e.currentTarget.checked)} />{t("Settle it though tickets below it are open")}</label>}
      {step.move === "resolve" ? <Resolution /> : <Line name="reason" label={t("Reason")} required={step.unmet.includes("reason_missing")} />}
      {step.move === "refer" && <p class="field"><label for="ask-department">{t("Department")}</label><Departments id="ask-department" pick={(one, phone) => put("reason", [one.name, one.head, phone].filter(Boolean).join(" "))} /></p>}
      {step.move === "wait_customer" && <p class="field"><label for="ask-wake_at">{t("Take up again at")}</label><input id="ask-wake_at" class="when" type="datetime-local" value={text.value["wake_at"] ?? local(now.value + 86400)} onInput={(e) => put("wake_at", e.currentTarget.value)} /></p>}
    </Modal>
  );
}

/** The way out of a guard, where there is one without leaving the popup. */
function Mend({ code }: { code: string }) {
  if (code === "no_outbound_contact") return <button type="button" class="button compact push" onClick={() => void reached()}>{t("I reached the customer")}</button>;
  if (code === "open_promise") return <a class="button compact push" href="/callbacks?mine=1">{t("Call-backs")}</a>;
  return null;
}

async function reached(): Promise<void> {
  try {
    await send("POST", `/tickets/${number}/contacts`, { direction: "out", answered: true });
    await look();
  } catch (problem) {
    toast((problem as Problem).message, "bad");
  }
}

const put = (name: string, value: string) => (text.value = { ...text.value, [name]: value });

function Line({ name, label, required, rows = 2 }: { name: string; label: string; required?: boolean; rows?: number }) {
  return (
    <p class="field"><label for={`ask-${name}`}>{label}</label>
      <textarea id={`ask-${name}`} name={name} rows={rows} required={required} value={text.value[name] ?? ""} onInput={(e) => put(name, e.currentTarget.value)} /></p>
  );
}

function Resolution() {
  const isComplaint = page.dataset["kind"] === "complaint";
  return (
    <>
      <Line name="text" label={t("How it was settled")} required rows={3} />
      {isComplaint && <Line name="root_cause" label={t("Root cause")} rows={1} />}
      {isComplaint && <Line name="reply" label={t("Reply to the customer")} />}
    </>
  );
}
