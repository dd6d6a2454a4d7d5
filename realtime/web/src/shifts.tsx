// The week of a roster: edited as a draft by keys or clicks, published as a whole.
import "./css/week.css";
import { signal } from "@preact/signals";
import { render } from "preact";
import { named, type RosterRow } from "./board";
import { t } from "./i18n";
import { isGrey } from "./live";
import { SendModal } from "./modal";
import { at, brief } from "./time";
import { Chip, Empty, Icon, LinkPill, Loading } from "./ui";
import { Grid } from "./week/grid";
import { NeedOfDay } from "./week/need";
import { changes, findings, mayEditAny, mayPublish, page, publish, ready, rosters, type Template } from "./week/roster";
import { fill, toggleLeader, toggleLock, undo } from "./week/selection";

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
      {page.templates.filter(({ active }) => active).map((each, i) => <Pick key={each.code} each={each} i={i} />)}
      <button type="button" class="button compact" onClick={() => void fill(null)}>{t("Clear")} <kbd aria-hidden="true">0</kbd></button>
      <button type="button" class="button compact" onClick={() => void toggleLeader()}>★ {t("Leader")} <kbd aria-hidden="true">L</kbd></button>
      <button type="button" class="button compact" onClick={() => void toggleLock()}><Icon name="lock" />{t("Lock")} <kbd aria-hidden="true">K</kbd></button>
      <button type="button" class="button compact" onClick={() => void undo()}><Icon name="arrow-counterclockwise" />{t("Undo")} <kbd aria-hidden="true">Ctrl+Z</kbd></button>
      <span class="muted small">{t("Arrows move, Shift extends, Ctrl+C and Ctrl+V copy, M carries cells to another place, or drag them")}</span>
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
      <span class="muted">{teamName(roster.team)}{page.weeks.length > 1 && ` ${roster.week_on.slice(5)}`}{t(": ")}{said}</span>
      {roster.closed_at && <b>{t("closed")}</b>}
      <a class="button compact" href={`/shifts/versions?team=${roster.team}&week=${roster.week_on}`}>{t("Versions")}</a>
      {mayPublish(roster.team) && !roster.closed_at && <button type="button" class="button primary" data-publish={roster.team} onClick={() => (roster.published_version ? (asking.value = roster) : void publish(roster, t("Published")))}><Icon name="check2" />{t("Publish {team}", { team: teamName(roster.team) })}</button>}
    </span>
  );
}

/** What the drafts break, in the server's words, read anew whenever a roster's row says something else. */
function Conflicts() {
  const found = findings.value;
  if (!ready.value || found === null) return null;
  if (found.length === 0) return <p class="notice ok"><Icon name="check-circle" />{t("No conflict in this week.")}</p>;
  const or = t(" or ");
  return (
    <details class="card" open={found.some((each) => each.weight === "hard") || found.length <= 8}>
      <summary class="inside"><b>{t("Conflicts")}</b> <Chip tone={found.some((each) => each.weight === "hard") ? "bad" : "warn"}>{found.length}</Chip></summary>
    <ul class="findings conflicts" aria-label={t("Conflicts")}>
      {found.map((each) => (
        <li class={each.weight === "hard" ? "bad" : "warn"} key={`${each.person}${each.on_day}${each.code}${each.said}`} data-code={each.code}>
          <Icon name={each.weight === "hard" ? "x-octagon" : "exclamation-triangle"} />
          <span>{each.said}{each.cures_said.length > 0 && <small class="muted"> {t("Cure: {cures}", { cures: each.cures_said.join(or) })}</small>}</span>
        </li>
      ))}
    </ul></details>
  );
}

const asking = signal<RosterRow | null>(null);

/** A week that people were told of is changed with a reason. */
function Again({ roster }: { roster: RosterRow }) {
  const close = () => void (asking.value = null);
  return (
    <SendModal title={t("Publish {team}", { team: teamName(roster.team) })} close={close} go={t("Publish")} request={`POST /rosters/${roster.team}/${roster.week_on}/publication`} done={() => undefined}>
      <p class="field"><label for="why">{t("Why is the published week changed?")}</label><input id="why" name="reason" required maxLength={200} autofocus /></p>
      <p class="muted small">{t("Only those whose cells changed are told.")}</p>
    </SendModal>
  );
}

function Week() {
  if (page.people.length === 0) return <Empty icon="people">{t("No agent here yet. An administrator adds people with an agent number and a team.")}</Empty>;
  if (!ready.value) return <Loading rows={8} />;
  return (
    <div class={isGrey.value ? "stack grey" : "stack"}>
      <div class="row"><span class="row">{rosters.value.map((roster) => <Publication key={`${roster.team}${roster.week_on}`} roster={roster} />)}</span>
        <span class="push muted" role="status">{changes.value ? t("{n} cells are not published", { n: changes.value }) : t("Everything is published")}</span></div>
      <Palette />
      <div class="card scroll"><Grid /></div>
      <Conflicts />
      {mayEditAny && page.queues.length > 0 && <NeedOfDay />}
      {asking.value && <Again roster={asking.value} />}
    </div>
  );
}

render(<LinkPill />, document.querySelector('[data-island="link"]')!);
render(<Week />, document.querySelector('[data-island="week"]')!);
