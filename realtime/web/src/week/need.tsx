// What the day under the cursor needs, half hour by half hour, against who is planned and who was there; "why 14?".
import { computed, effect, signal } from "@preact/signals";
import { get, type Problem } from "../api";
import { named } from "../board";
import { lang, t } from "../i18n";
import { at, hm } from "../time";
import { cursor } from "./selection";
import { page } from "./roster";

type Level = { agents: number; sl_pct: number; mean_wait_s: number | null; occupancy_pct: number; abandoned_pct: number };
type Slot = { at: string; calls: number; aht_s: number; model: string; raw: number; rostered: number; thin: boolean; planned: number; actual: number | null; found: Level; below: Level | null; counted: { day: string; calls: number }[]; omitted: { day: string; why: string }[] };
type Need = { target_pct: number; within_s: number; shrinkage_pct: number; patience_s: number | null; slots: Slot[] };

const queue = signal(page.queues[0]?.code ?? "");
const day = computed(() => page.days[cursor.value.column] ?? page.week);
const need = signal<Need | null>(null);
const refused = signal("");
const asked = signal<number | null>(null);
const open = signal(false);

effect(() => {
  if (!open.value || !queue.value) return;
  const key = `/staffing/need?queue=${encodeURIComponent(queue.value)}&on=${day.value}`;
  asked.value = null;
  get<Need>(key).then((found) => { need.value = found; refused.value = ""; }, (problem: Problem) => { need.value = null; refused.value = problem.message; });
});

/** From the first half hour to the last with anything to say. */
const slots = computed(() => {
  const all = need.value?.slots ?? [];
  const said = all.flatMap((slot, i) => (slot.raw || slot.planned || slot.actual ? [i] : []));
  return said.length ? all.slice(said[0], said[said.length - 1]! + 1) : [];
});

export function NeedOfDay() {
  return (
    <details class="card need" onToggle={(e) => void (open.value = (e.currentTarget as HTMLDetailsElement).open)}>
      <summary class="inside"><b>{t("Staff needed on {day}", { day: day.value })}</b></summary>
      <div class="inside stack">
        <p class="row"><label for="need-queue">{t("Queue")}</label><select id="need-queue" value={queue.value} onChange={(e) => void (queue.value = e.currentTarget.value)}>{page.queues.map((each) => <option key={each.code} value={each.code}>{named(each)}</option>)}</select>
          <a href={`/shifts/need?queue=${encodeURIComponent(queue.value)}&on=${day.value}`}>{t("Everything about this day")}</a></p>
        {refused.value && <p class="notice bad" role="alert">{refused.value}</p>}
        {need.value && (slots.value.length ? <Band /> : <p class="muted">{t("Nothing is expected of this day and nobody is planned for it.")}</p>)}
        <div aria-live="polite">{asked.value !== null && slots.value[asked.value] && <Why slot={slots.value[asked.value]!} />}</div>
      </div>
    </details>
  );
}

const time = (slot: Slot) => hm(at(slot.at)!);

function Band() {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={t("Staff needed on {day}", { day: day.value })}>
      <table class="band">
        <thead><tr><th scope="col">{t("From")}</th>{slots.value.map((slot) => <th key={slot.at} scope="col">{time(slot)}</th>)}</tr></thead>
        <tbody>
          <tr><th scope="row">{t("Needed")}</th>{slots.value.map((slot, i) => <td key={slot.at}><button type="button" class="button compact" aria-pressed={asked.value === i} aria-label={t("Why {n} at {time}?", { n: slot.rostered, time: time(slot) })} onClick={() => void (asked.value = asked.value === i ? null : i)}>{slot.rostered}</button></td>)}</tr>
          <tr><th scope="row">{t("Planned")}</th>{slots.value.map((slot) => <td key={slot.at} class={slot.planned < slot.rostered ? "short" : ""}>{slot.planned}{slot.planned < slot.rostered && <span class="hush"> {t("short {n}", { n: slot.rostered - slot.planned })}</span>}</td>)}</tr>
          <tr><th scope="row">{t("On the line")}</th>{slots.value.map((slot) => <td key={slot.at} class={slot.actual !== null && slot.actual < slot.raw ? "short" : ""}>{slot.actual === null ? "—" : slot.actual.toFixed(1)}</td>)}</tr>
        </tbody>
      </table>
    </div>
  );
}

function Why({ slot }: { slot: Slot }) {
  const found = need.value!;
  const number = new Intl.NumberFormat(lang, { maximumFractionDigits: 2 });
  const said = (level: Level) => t("{n} agents: {sl} % in time, busy {busy} %, gave up {lost} %", { n: level.agents, sl: number.format(level.sl_pct), busy: number.format(level.occupancy_pct), lost: number.format(level.abandoned_pct) });
  return (
    <div class="notice info"><ul class="facts">
      <li><b>{t("Why {n} at {time}?", { n: slot.rostered, time: time(slot) })}</b> {t("{raw} on the line, and {pct} % of the paid time is not spent there", { raw: slot.raw, pct: number.format(found.shrinkage_pct) })}</li>
      <li>{t("Erlang {model}: {calls} calls of {aht} s, {pct} % within {seconds} s", { model: slot.model.toUpperCase(), calls: number.format(slot.calls), aht: Math.round(slot.aht_s), pct: found.target_pct, seconds: found.within_s })}</li>
      {slot.thin && <li>{t("Too few calls for statistics: one stands there all the same.")}</li>}
      {slot.found.agents > 0 && <li>{said(slot.found)}</li>}
      {slot.below && slot.below.agents > 0 && <li>{said(slot.below)}</li>}
      {slot.counted.map((one) => <li key={one.day} class="muted">{one.day}: {one.calls}</li>)}
      {slot.omitted.map((one) => <li key={one.day} class="muted">{t("{day} is left out", { day: one.day })}</li>)}
    </ul></div>
  );
}
