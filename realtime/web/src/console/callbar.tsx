// Moving the call: hold, hand over, hang up; each disabled with its reason where the phone system cannot be asked.
import { computed, effect, signal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { CallRow } from "../board";
import { Problem } from "../api";
import { t } from "../i18n";
import { Departments, dialled } from "../departments";
import { bind } from "../keys";
import { actWord, ask, obstacle, outcome, toneOf, type CommandRow, type Feature } from "../phoneacts";
import { at, now } from "../time";
import { toast } from "../toast";
import { Icon, Key } from "../ui";
import { HelpButton } from "./help";
import { commands, control, ready, state } from "./me";

const SHORT_CALL_S = 10;
const SECOND_PRESS_MS = 1000;
const handing = signal(false);
const consulting = signal("");
let warnedAt = -Infinity;

/** Whatever was asked is under way: the same button is not pressed twice. */
const busy = computed(() => new Set(commands.value.filter((row) => row.state === "open").map((row) => row.feature)));
const why = (feature: Feature) => obstacle(control.value ? control.value[feature] : "no_control");

export async function act(name: string, more: Record<string, unknown> = {}): Promise<void> {
  try {
    await ask(name, more);
    if (name === "attended_transfer") consulting.value = "yes";
    if (["cancel_transfer", "hangup", "blind_transfer"].includes(name)) consulting.value = "";
    handing.value = false;
  } catch (problem) {
    toast((problem as Problem).message, "bad");
  }
}

/** Says how each of the person's acts ended; those that were over when the page opened are known already. */
export function startOutcomes(): void {
  const said = new Set<number>();
  let isFirst = true;
  effect(() => {
    if (!ready.value) return;
    for (const row of commands.value) {
      if (row.state === "open" || said.has(row.id)) continue;
      said.add(row.id);
      if (!isFirst) tell(row);
    }
    isFirst = false;
  });
}

function tell(row: CommandRow): void {
  if (row.state === "done" && ["pause", "unpause", "hangup", "hold", "unhold"].includes(row.act)) return;
  toast(outcome(row), toneOf(row));
}

export function CallBar({ row }: { row: CallRow }) {
  // Bound with the buttons, not a frame after them: who sees them may press.
  useLayoutEffect(() => bind("hold", toggleHold), []);
  useLayoutEffect(() => bind("hang_up", () => hangUp(row)), [row.callid]);
  useLayoutEffect(() => bind("Escape", () => { handing.value = false; }), []);
  if (row.stage === "wrapup") return null;
  const held = state.value?.phone_state === "hold";
  return (
    <div class="callbar" role="group" aria-label={t("The call")}>
      <ActButton feature="hold" icon={held ? "telephone" : "pause-circle"} word={held ? actWord("unhold") : actWord("hold")} keys="hold" press={toggleHold} />
      <ActButton feature="transfer" icon="telephone-forward" word={t("Transfer")} press={() => (handing.value = !handing.value)} isOpen={handing.value} />
      {consulting.value && <ActButton feature="transfer" icon="arrow-repeat" word={actWord("cancel_transfer")} press={() => void act("cancel_transfer")} />}
      <ActButton feature="hangup" icon="telephone-x" word={consulting.value ? t("Complete the transfer") : actWord("hangup")} keys="hang_up" danger press={() => hangUp(row)} />
      <HelpButton />
      <Reasons />
      {handing.value && !why("transfer") && <HandOver />}
    </div>
  );
}

function ActButton({ feature, icon, word, keys, press, danger, isOpen }: { feature: Feature; icon: string; word: string; keys?: string; press: () => void; danger?: boolean; isOpen?: boolean }) {
  const reason = why(feature);
  return (
    <button type="button" class={danger ? "button danger" : "button"} disabled={Boolean(reason) || busy.value.has(feature)} title={reason} data-feature={feature}
      aria-describedby={reason ? `why-${feature}` : undefined} aria-expanded={isOpen} onClick={press}>
      <Icon name={icon} />{word}{keys && <Key of={keys} />}
    </button>
  );
}

/** One sentence for all buttons that share a reason. */
function Reasons() {
  const found = new Map<string, Feature[]>();
  for (const feature of ["hold", "transfer", "hangup"] as const) {
    const reason = why(feature);
    if (reason) found.set(reason, [...(found.get(reason) ?? []), feature]);
  }
  return <>{[...found].map(([reason, features]) => <small key={reason} class="reason">{features.map((feature) => <span key={feature} id={`why-${feature}`}>{feature === features[0] ? reason : ""}</span>)}</small>)}</>;
}

function HandOver() {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector("select")?.focus(), []);
  const go = (name: string) => {
    const value = (field: string) => (form.current!.elements.namedItem(field) as HTMLInputElement).value.trim();
    if (!value("where")) return;
    void act(name, { [value("kind")]: value("where") });
  };
  const aim = (phone: string) => {
    const field = (name: string) => form.current!.elements.namedItem(name) as HTMLInputElement;
    [field("kind").value, field("where").value] = ["to_number", phone];
    field("where").focus();
  };
  return (
    <form ref={form} class="handover card" aria-label={t("Transfer")} onSubmit={(event) => { event.preventDefault(); go("attended_transfer"); }}>
      <select name="kind" aria-label={t("To whom")}>
        <option value="to_agent">{t("agent no.")}</option><option value="to_queue">{t("queue (code)")}</option><option value="to_number">{t("outside number")}</option>
      </select>
      <Departments id="transfer-department" pick={(_, phone) => aim(dialled(phone))} />
      <input name="where" required aria-label={t("Where to")} maxLength={40} />
      <button type="submit" class="button primary">{actWord("attended_transfer")}</button>
      <button type="button" class="button" onClick={() => go("blind_transfer")}>{actWord("blind_transfer")}</button>
    </form>
  );
}

/** A key says the same as its button's tooltip where the phone system cannot be asked. */
function press(feature: Feature, name: string): void {
  const reason = why(feature);
  if (reason) toast(reason, "warn");
  else if (!busy.value.has(feature)) void act(name);
}

const toggleHold = () => press("hold", state.value?.phone_state === "hold" ? "unhold" : "hold");

/** A call that has just begun is not ended by one slip of the finger. */
function hangUp(row: CallRow): void {
  const began = at(row.since);
  const isShort = row.stage === "talking" && began !== null && now.value - began < SHORT_CALL_S;
  if (isShort && performance.now() - warnedAt > SECOND_PRESS_MS) {
    warnedAt = performance.now();
    toast(t("Press again to end a call that has just begun"), "warn");
    return;
  }
  press("hangup", "hangup");
}
