// How a running shift is kept to, second by second: from what the server counted up to the last change of state.
import type { KeepingRow } from "./board";
import { at } from "./time";

type Span = [number, number];
/** Handing over is done at the queue or at the desk: no state of its own says it. */
const AS_GOOD: Record<string, string[]> = { handover: ["handover", "on_queue", "offline_work"] };

export type Keeping = { pct: number | null; off: number | null; planned: string | null };

/** The share kept to at a second; for how long something else is done than planned, once that is longer than the
 * tolerance; and what is planned then. */
export function keptTo(row: KeepingRow, s: number): Keeping {
  const upto = at(row.upto)!;
  const away = row.excused.map(([from, to]): Span => [at(from)!, at(to)!]);
  let [counted, kept] = [row.counted_s, row.kept_s];
  let off: number | null = null;
  let planned: string | null = null;
  for (const [from, to, does] of row.plan) {
    const [start, end] = [at(from)!, at(to)!];
    const good = (AS_GOOD[does] ?? [does]).includes(row.does);
    const more = length([Math.max(start, upto), Math.min(end, s)], away);
    counted += more;
    if (good) kept += more;
    if (start <= s && s < end) {
      planned = does;
      const since = s - Math.max(start, upto);
      off = !good && since > row.tolerance_s && !away.some(([a, b]) => a <= s && s < b) ? since : null;
    }
  }
  return { pct: counted > 0 ? (100 * kept) / counted : null, off, planned };
}

/** Seconds of a stretch without those that are excused; excused stretches may overlap each other. */
function length([from, to]: Span, away: Span[]): number {
  let [sum, place] = [0, from];
  for (const [a, b] of away.toSorted((one, other) => one[0] - other[0])) {
    sum += Math.max(0, Math.min(a, to) - place);
    place = Math.max(place, Math.min(b, to));
  }
  return sum + Math.max(0, to - place);
}
