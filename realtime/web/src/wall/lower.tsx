// The bottom of the wallboard: what needs somebody now, and who is on today.
import { t } from "../i18n";
import { named, type AlertRow, type Attending, type ShiftNow } from "../board";
import { alertText } from "../notices";
import { at, brief, hm, now } from "../time";
import { Empty, Icon } from "../ui";

const ICONS = { bad: "exclamation-octagon", warn: "exclamation-triangle", info: "info-circle" } as const;

export function Alerts({ alerts }: { alerts: AlertRow[] }) {
  const latest = alerts.toSorted((a, b) => at(b.at)! - at(a.at)!).slice(0, 5);
  return (
    <section class="panel alerts">
      <h2>{t("Needs attention")}</h2>
      <div class="lower">
        {latest.length === 0 && <Empty icon="check-circle" slim>{t("Nothing needs attention. Broken deadlines, escalations and long waits appear here.")}</Empty>}
        <ul>
          {latest.map((alert) => (
            <li key={alert.kind + alert.at + JSON.stringify(alert.params)} class={alert.level}>
              <Icon name={ICONS[alert.level]} />
              <time>{brief(at(alert.at)!)}</time>
              <span>{alertText(alert)}{alert.acknowledged_by && <small class="muted"> {t("seen by {name}", { name: alert.acknowledged_by })}</small>}</span>
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}

const DAY = 86400;

/** Today's shifts on one ruler from the earliest start to the latest end, with the present marked. */
export function Strip({ shifts, missing, over }: { shifts: ShiftNow[]; missing: Attending[]; over: Attending[] }) {
  const begins = Math.min(...shifts.map((shift) => at(shift.start_at)!));
  const ends = Math.max(...shifts.map((shift) => at(shift.end_at)!));
  const place = (s: number) => `${(100 * (s - begins)) / Math.min(Math.max(ends - begins, 1), 2 * DAY)}%`;
  const isNow = now.value >= begins && now.value <= ends;
  return (
    <section class="panel strip">
      <h2>{t("Shifts today")}</h2>
      <div class="lower">
        {shifts.length === 0 && <Empty icon="calendar-week" slim>{t("No shift is published for today.")}</Empty>}
        {shifts.map((shift) => (
          <div class="lane" key={shift.code}>
            <span>{named(shift)}</span>
            <div class="rule">
              <i style={{ left: place(at(shift.start_at)!), width: place(begins + at(shift.end_at)! - at(shift.start_at)!) }} />
              {isNow && <u style={{ left: place(now.value) }} />}
            </div>
            <span>{!shift.leader && <span class="chip warn"><Icon name="exclamation-triangle" />{t("no leader")}</span>}<b>{shift.present}</b> / {shift.planned}</span>
          </div>
        ))}
        {shifts.length > 0 && <Hours begins={begins} ends={ends} place={place} />}
        <Attention people={missing} say={(name, minutes) => t("{name} late {minutes} min", { name, minutes })} tone="bad" />
        <Attention people={over} say={(name, minutes) => t("{name} with a customer, {minutes} min past the end", { name, minutes })} tone="warn" />
      </div>
    </section>
  );
}

/** People of whom somebody should take notice, with the minutes since they should have come or gone. */
function Attention({ people, say, tone }: { people: Attending[]; say: (name: string, minutes: number) => string; tone: string }) {
  if (people.length === 0) return null;
  return <p class="row small">{people.map((one) => <span key={one.person} class={`chip ${tone}`}>{say(one.name, Math.max(0, Math.floor((now.value - at(one.since)!) / 60)))}</span>)}</p>;
}

function Hours({ begins, ends, place }: { begins: number; ends: number; place: (s: number) => string }) {
  const marks = [0, 0.25, 0.5, 0.75, 1].map((part) => begins + part * (ends - begins));
  return (
    <div class="lane" aria-hidden="true">
      <span />
      <div class="hours">{marks.map((s) => <span key={s} style={{ left: place(s) }}>{hm(s)}</span>)}</div>
      <span />
    </div>
  );
}
