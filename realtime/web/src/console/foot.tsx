// My own numbers, and my shift as a ribbon.
import { named, type OwnShift } from "../board";
import { t } from "../i18n";
import { at, hm, now, span } from "../time";
import { Chip, percent, Since } from "../ui";
import { doing } from "../states";
import { keptTo } from "../keeping";
import { keeping, numbers, shift } from "./me";

const time = (seconds: number | null) => (seconds === null ? "—" : span(seconds));

export function Numbers() {
  const row = numbers.value;
  if (!row) return null;
  return (
    <>
      <span>{t("Answered")} <b>{row.answered}</b></span>
      <span>{t("Missed")} <b>{row.missed}</b></span>
      <span>{t("Outbound")} <b>{row.outbound}</b></span>
      <span>{t("Average talk")} <b>{time(row.talk_avg_s)}</b></span>
      <span>{t("Average wrap-up")} <b>{time(row.acw_avg_s)}</b></span>
      <span>{t("Occupancy")} <b>{percent(row.occupancy_pct)}</b></span>
      <span>{t("Satisfaction")} <b>{percent(row.satisfaction_pct)}</b></span>
      <span><a href="/quality">{t("Quality")}</a> <b>{row.quality_mean ?? "—"}</b></span>
      <span class={row.waiting ? "push loud" : "push"}>{t("Waiting in my queues")} <b>{row.waiting}</b>{row.longest_since && <> · {t("longest")} <Since at={row.longest_since} /></>}</span>
    </>
  );
}

function events(row: OwnShift): string[] {
  const breaks = row.breaks.map(([from]) => t("break {time}", { time: hm(at(from)!) }));
  return row.handover_at ? [...breaks, t("handover {time}", { time: hm(at(row.handover_at)!) })] : breaks;
}

/** How my shift is kept to, counted on each second. */
function Kept() {
  const row = keeping.value;
  if (!row) return null;
  const { pct, off, planned } = keptTo(row, now.value);
  return (
    <p class="small row" data-kept>
      <span>{t("Adherence")} <b>{percent(pct)}</b></span>
      {off !== null && planned && <Chip tone="warn" icon="exclamation-triangle">{t("planned now: {what}, for {time}", { what: doing(planned), time: span(off) })}</Chip>}
    </p>
  );
}

export function Ribbon() {
  const row = shift.value;
  if (!row?.start_at || !row.end_at) return <p class="muted row">{t("No shift today.")}<a class="push" href="/handovers">{t("Hand-over list")}</a></p>;
  const [from, to] = [at(row.start_at)!, at(row.end_at)!];
  const place = (s: number) => `${Math.min(100, Math.max(0, (100 * (s - from)) / (to - from)))}%`;
  return (
    <>
      <h2>{t("My shift")} <small class="muted">{named(row)} {hm(from)}–{hm(to)}</small></h2>
      <div class="ribbon" role="img" aria-label={t("Shift from {from} to {to}", { from: hm(from), to: hm(to) })}>
        {row.breaks.map(([a, b]) => <i key={a} style={{ left: place(at(a)!), width: `${(100 * (at(b)! - at(a)!)) / (to - from)}%` }} />)}
        {now.value >= from && now.value <= to && <u style={{ left: place(now.value) }} />}
      </div>
      <Kept />
      <p class="small muted row">{events(row).join(" · ")}<a class="push" href="/handovers">{t("Hand-over list")}</a></p>
    </>
  );
}
