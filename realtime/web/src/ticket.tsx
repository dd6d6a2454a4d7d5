// One ticket's page: the steps it can take now, and a fresh story whenever something happens to it.
import { effect, signal } from "@preact/signals";
import { render } from "preact";
import { useRef } from "preact/hooks";
import htmx from "htmx.org";
import { get, Problem, send } from "./api";
import { t } from "./i18n";
import { follow } from "./live";
import { instant, local, now } from "./time";
import { toast } from "./toast";
import { LinkPill } from "./ui";
import { guard, moveWord } from "./words";

type Step = { to: string; move: string; unmet: string[] };
const page = document.querySelector<HTMLElement>("[data-ticket]")!;
const number = page.dataset["ticket"]!;
const version = () => Number(document.querySelector<HTMLElement>("[data-version]")?.dataset["version"]);
const steps = signal<Step[]>([]);
const taking = signal<Step | null>(null);

const look = () => get<{ allowed: Step[] }>(`/tickets/${number}/transitions`).then(({ allowed }) => (steps.value = allowed), (problem: Problem) => toast(problem.message, "bad"));

/** The server paints the page again; only the story is taken from it, so nothing half-typed is lost. */
async function refresh(): Promise<void> {
  await htmx.ajax("GET", location.href, { target: "#story", select: "#story", swap: "outerHTML" });
  await look();
}

async function take(step: Step, body: Record<string, unknown>): Promise<void> {
  try {
    await send("POST", `/tickets/${number}/transitions`, { to: step.to, ...body }, { version: version() });
    taking.value = null;
    toast(t("Done"));
    await refresh();
  } catch (problem) {
    toast((problem as Problem).message, "bad");
  }
}

/** What the person must add themselves is asked for; everything else that is missing stands in the way. */
const ASKED = ["reason_missing", "wake_at_invalid", "wake_at_too_late", "resolution_missing", "root_cause_missing", "reply_missing"];

function Steps() {
  return (
    <div class="row" role="group" aria-label={t("Steps")}>
      {steps.value.filter(({ move }) => moveWord(move)).map((step) => {
        const blocked = step.unmet.filter((code) => !ASKED.includes(code));
        const why = blocked.map((code) => guard(code) ?? code).join(", ");
        const isPlain = !step.unmet.length && !["resolve", "refer"].includes(step.move);
        return (
          <button key={step.move} type="button" class={step.move === "resolve" ? "button primary" : "button"} data-move={step.move} disabled={blocked.length > 0} title={why}
            onClick={() => (isPlain ? void take(step, {}) : (taking.value = step))}>{moveWord(step.move)}{why && <small class="muted">{why}</small>}</button>
        );
      })}
      {taking.value && <Ask step={taking.value} />}
    </div>
  );
}

function Ask({ step }: { step: Step }) {
  const form = useRef<HTMLFormElement>(null);
  const submit = (event: Event) => {
    event.preventDefault();
    const value = (name: string) => (form.current!.elements.namedItem(name) as HTMLInputElement | null)?.value.trim() ?? "";
    const wake = value("wake_at");
    const last = { code: "solved", text: value("text"), root_cause: value("root_cause"), reply: value("reply") };
    void take(step, { reason: value("reason"), ...(wake ? { wake_at: new Date(instant(wake) * 1000).toISOString() } : {}), ...(step.move === "resolve" ? { resolution: last } : {}) });
  };
  return (
    <dialog class="dialog" open aria-label={moveWord(step.move)}>
      <form ref={form} onSubmit={submit}>
        <header><h2>{moveWord(step.move)}</h2></header>
        <div class="inside">
          {step.move === "resolve" ? <Resolution isComplaint={page.dataset["kind"] === "complaint"} /> : <p class="field"><label for="ask-reason">{t("Reason")}</label><textarea id="ask-reason" name="reason" rows={2} required={step.unmet.includes("reason_missing")} /></p>}
          {step.move === "wait_customer" && <p class="field"><label for="ask-wake">{t("Take up again at")}</label><input id="ask-wake" name="wake_at" class="when" type="datetime-local" defaultValue={local(now.value + 86400)} /></p>}
        </div>
        <footer><button type="button" class="button" onClick={() => (taking.value = null)}>{t("Cancel")}</button><button type="submit" class="button primary">{moveWord(step.move)}</button></footer>
      </form>
    </dialog>
  );
}

const Resolution = ({ isComplaint }: { isComplaint: boolean }) => (
  <>
    <p class="field"><label for="ask-text">{t("How it was settled")}</label><textarea id="ask-text" name="text" rows={3} required /></p>
    {isComplaint && <p class="field"><label for="ask-cause">{t("Root cause")}</label><input id="ask-cause" name="root_cause" /></p>}
    {isComplaint && <p class="field"><label for="ask-reply">{t("Reply to the customer")}</label><textarea id="ask-reply" name="reply" rows={2} /></p>}
  </>
);

render(<LinkPill />, document.querySelector('[data-island="link"]')!);
render(<Steps />, document.querySelector('[data-island="steps"]')!);
void look();

const topic = follow<{ version?: number }>(`ticket:${number}`);
let seen: string | undefined;
effect(() => {
  const stamp = `${topic.rows.value.get("ticket")?.version ?? ""}.${topic.rows.value.size}`;
  if (!topic.ready.value) return;
  if (seen !== undefined && seen !== stamp) void refresh();
  seen = stamp;
});
