// One-click times of a promise: they skip the hours in which nobody may be rung, and say when a half hour is full.
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { get } from "../api";
import { t } from "../i18n";
import { at, brief, instant, local, now, ymd } from "../time";
import { Icon } from "../ui";

type Slot = { start: string; moved: boolean; mine: number; most: number; full: boolean };
const HALF_HOUR = 1800;
const PAUSE_MS = 250;
const round = (s: number) => Math.ceil(s / 300) * 300;
const slots = signal<Record<string, Slot>>({});
const ask = (s: number) => get<Slot>(`/callbacks/slot?start=${encodeURIComponent(new Date(s * 1000).toISOString())}`);

export function QuickTimes({ set }: { set: (wallClock: string) => void }) {
  /** Where the server cannot be asked the time is taken as it is: filing will say what is wrong with it. */
  const put = (s: number) => ask(s).then(({ start }) => set(local(at(start)!)), () => set(local(s)));
  return (
    <span class="row quick" role="group" aria-label={t("Quick times")}>
      <button type="button" class="button compact" onClick={() => void put(round(now.value + HALF_HOUR))}>{t("+30 min")}</button>
      <button type="button" class="button compact" onClick={() => void put(round(now.value + 4 * HALF_HOUR))}>{t("+2 h")}</button>
      <button type="button" class="button compact" onClick={() => void put(instant(`${ymd(now.value + 86400)}T09:00`))}>{t("tomorrow 9:00")}</button>
    </span>
  );
}

/** What is to be minded about a time that was chosen: off-hours with the next time, or a half hour that is full. */
export function SlotHint({ when, set }: { when: string; set: (wallClock: string) => void }) {
  useEffect(() => {
    if (!when || slots.value[when]) return undefined;
    const later = setTimeout(() => void ask(instant(when)).then((slot) => (slots.value = { [when]: slot }), () => undefined), PAUSE_MS);
    return () => clearTimeout(later);
  }, [when]);
  const slot = slots.value[when];
  if (!when || !slot || !(slot.moved || slot.full)) return null;
  const next = at(slot.start)!;
  return (
    <span class="hint warn" role="status" data-slot><Icon name="exclamation-triangle" />{" "}
      {slot.moved ? <>{t("Nobody may be rung then.")} <button type="button" class="button compact" onClick={() => set(local(next))}>{t("Take {time}", { time: brief(next) })}</button></>
        : t("{n} calls are promised by you in this half hour already.", { n: slot.mine })}
    </span>
  );
}
