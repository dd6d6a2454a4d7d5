// The week of a roster: edited as a draft by keys or clicks, published as a whole.
import "./css/week.css";
import { render } from "preact";
import { named, type RosterRow } from "./board";
import { t } from "./i18n";
import { isGrey } from "./live";
import { at, brief } from "./time";
import { Empty, Icon, LinkPill } from "./ui";
import { Grid } from "./week/grid";
import { changes, mayEditAny, mayPublish, page, publish, ready, rosters, type Template } from "./week/roster";
import { fill, toggleLeader } from "./week/selection";

/** "08:30"; what lies behind midnight is said to be of the next day. */
function hm(minutes: number): string {
  const time = `${String(Math.floor(minutes / 60) % 24).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
  return minutes > 1440 ? t("{time} next day", { time }) : time;
}
const teamName = (code: string) => page.people.find(({ team }) => team === code)?.team_name ?? code;

function Palette() {
  if (!mayEditAny) return null;
  return (
    <div class="palette row" role="toolbar" aria-label={t("Set the chosen cells")}>
      {page.templates.map((each, i) => <Pick key={each.code} each={each} i={i} />)}
      <button type="button" class="button compact" onClick={() => void fill(null)}>{t("Clear")} <kbd aria-hidden="true">0</kbd></button>
      <button type="button" class="button compact" onClick={() => void toggleLeader()}>★ {t("Leader")} <kbd aria-hidden="true">L</kbd></button>
      <span class="muted small">{t("Arrows move, Shift extends, Ctrl+C and Ctrl+V copy")}</span>
    </div>
  );
}

const Pick = ({ each, i }: { each: Template; i: number }) => (
  <button type="button" class={`button compact tone${i % 6}`} title={each.working ? `${hm(each.start_min)}–${hm(each.end_min)}` : ""} onClick={() => void fill(each.code)}>
    {named(each)}{each.working && <small>{hm(each.start_min)}–{hm(each.end_min)}</small>} <kbd aria-hidden="true">{i + 1}</kbd>
  </button>
);

function Publication({ roster }: { roster: RosterRow }) {
  const said = roster.published_at ? t("version {n}, published {time}", { n: roster.published_version, time: brief(at(roster.published_at)!) }) : t("never published");
  return (
    <span class="row">
      <span class="muted">{teamName(roster.team)}: {said}</span>
      {mayPublish(roster.team) && <button type="button" class="button primary" data-publish={roster.team} onClick={() => void publish(roster, t("Published"))}><Icon name="check2" />{t("Publish {team}", { team: teamName(roster.team) })}</button>}
    </span>
  );
}

const CONFLICTS: Record<string, (values: Record<string, string | number>) => string> = {
  short_rest: (v) => t("{person} {on_day}: less than 11 hours of rest before the shift", v),
  too_many_days: (v) => t("{person} {on_day}: more than six days in a row", v),
  overlap: (v) => t("{person} {on_day}: two shifts overlap", v),
  no_leader: (v) => t("{on_day}: nobody leads a shift", v),
};

function Conflicts() {
  const found = rosters.value.flatMap(({ conflicts }) => conflicts);
  const name = (code: string) => page.people.find((each) => each.code === code)?.name ?? code;
  if (!ready.value) return null;
  if (found.length === 0) return <p class="notice ok"><Icon name="check-circle" />{t("No conflict in this week.")}</p>;
  return (
    <ul class="stack conflicts">
      {found.map((each) => {
        const values = { ...each.params, person: name(each.person), on_day: each.on_day } as Record<string, string>;
        return <li class="notice warn" key={each.person + each.on_day + each.code}><Icon name="exclamation-triangle" />{CONFLICTS[each.code]?.(values) ?? `${values["person"]} ${each.on_day}: ${each.code}`}</li>;
      })}
    </ul>
  );
}

function Week() {
  if (page.people.length === 0) return <Empty icon="people">{t("No agent here yet. An administrator adds people with an agent number and a team.")}</Empty>;
  return (
    <div class={isGrey.value ? "stack grey" : "stack"}>
      <div class="row"><span class="row">{rosters.value.map((roster) => <Publication key={roster.team} roster={roster} />)}</span>
        <span class="push muted" role="status">{changes.value ? t("{n} cells are not published", { n: changes.value }) : t("Everything is published")}</span></div>
      <Palette />
      <div class="card scroll"><Grid /></div>
      <Conflicts />
    </div>
  );
}

render(<LinkPill />, document.querySelector('[data-island="link"]')!);
render(<Week />, document.querySelector('[data-island="week"]')!);
