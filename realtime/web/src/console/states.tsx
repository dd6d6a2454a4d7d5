// The state switch: a radio group that asks the server and shows what the server says.
import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { Problem, send } from "../api";
import { BreakLine, refresh } from "./breakline";
import { t } from "../i18n";
import { bind, isComposing } from "../keys";
import { look, reason, stateAfter, wordFor } from "../states";
import { at, now, span } from "../time";
import { toast } from "../toast";
import { Icon, Key, Since } from "../ui";
import { unlockSound } from "../sound";
import { onPhone, person, state } from "./me";

const CHOICES = ["idle", "busy", "break", "offline"] as const;
export const REASONS = ["break", "meal", "restroom", "training", "meeting", "other"];
const asking = signal(false);

/** Changes the state now, or books it for after the call. */
export async function choose(wanted: string, why?: string): Promise<void> {
  unlockSound();
  asking.value = false;
  const said = { state: wordFor(wanted), ...(why ? { reason: why } : {}) };
  try {
    if (onPhone.value) await send("PUT", "/agents/me/next-state", said);
    else await send("PUT", `/agents/${person.code}/state`, said);
  } catch (problem) {
    toast((problem as Problem).message, "bad");
    if ((problem as Problem).code === "breaks_full") {
      asking.value = true;
      void refresh();
    }
  }
}

export function StateSwitch() {
  const group = useRef<HTMLDivElement>(null);
  useEffect(() => bind("ready", () => void choose(state.value?.state === "idle" ? "busy" : "idle")), []);
  const current = onPhone.value ? stateAfter(state.value?.next_state ?? "") : state.value?.state;
  return (
    <div class="switch">
      <PhoneState />
      <div role="radiogroup" aria-label={onPhone.value ? t("State after the call") : t("My state")} ref={group} onKeyDown={(e) => walk(e, group.current!)}>
        {CHOICES.map((name) => <Choice key={name} name={name} current={current ?? ""} />)}
      </div>
      {asking.value && <Reasons />}
    </div>
  );
}

function Choice({ name, current }: { name: (typeof CHOICES)[number]; current: string }) {
  const { word, icon, tone } = look(name);
  const isCurrent = name === current;
  const isFallback = name === "idle" && !(CHOICES as readonly string[]).includes(current);
  const press = () => (name === "break" ? (asking.value = !asking.value) : void choose(name));
  return (
    <button type="button" role="radio" aria-checked={isCurrent} tabIndex={isCurrent || isFallback ? 0 : -1} class={`state ${tone}`} data-choice={name} onClick={press}>
      <Icon name={icon} />{name === "idle" ? t("Set ready") : word}
      {isCurrent && !onPhone.value && <Since at={state.value?.since} />}
      {isCurrent && !onPhone.value && <Left />}
      {name === "idle" && <Key of="ready" />}
    </button>
  );
}

/** How much of a pause is left of what is allowed, or how far it is over. */
function Left() {
  const [began, limit] = [at(state.value?.since), state.value?.break_limit_s ?? null];
  if (began === null || limit === null) return null;
  const left = limit - (now.value - began);
  return <small class={left < 0 ? "over" : ""}>{left < 0 ? t("over by {time}", { time: span(-left) }) : t("{time} left", { time: span(left) })}</small>;
}

/** What the phone says, which nobody can click away. */
function PhoneState() {
  const row = state.value;
  if (onPhone.value) {
    const { word, icon, tone } = look(row!.phone_state!);
    return <span class={`phone ${tone}`} role="status"><Icon name={icon} />{word} <Since at={row!.phone_since} />{row!.next_state && onPhone.value && <span aria-hidden="true">→</span>}</span>;
  }
  if (row?.forced_by) return <span class="phone bad" role="status"><Icon name="flag" />{t("set by {name}: {reason}", { name: row.forced_by, reason: row.forced_reason ?? "" })}</span>;
  return null;
}

function Reasons() {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => list.current?.querySelector("button")?.focus(), []);
  const close = (e: KeyboardEvent) => e.key === "Escape" && (asking.value = false);
  return (
    <div class="reasons card" ref={list} onKeyDown={close} role="group" aria-label={t("Reason of the break")}>
      <BreakLine />
      {REASONS.map((code) => <button key={code} type="button" class="button ghost" onClick={() => void choose("break", code)}>{reason(code)}</button>)}
    </div>
  );
}

/** Arrows move the focus only: a state must not change on the way to another. */
function walk(event: KeyboardEvent, group: HTMLElement): void {
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (!step || isComposing(event)) return;
  event.preventDefault();
  const buttons = [...group.querySelectorAll<HTMLElement>("[role=radio]")];
  const place = buttons.indexOf(document.activeElement as HTMLElement);
  buttons.at((place + step + buttons.length) % buttons.length)?.focus();
}
