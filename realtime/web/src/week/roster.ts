// The week in rows and columns, from the live cells and what the page brought along.
import { computed, effect, signal } from "@preact/signals";
import type { CellRow, Named, RosterRow } from "../board";
import { get, Problem, send } from "../api";
import { follow } from "../live";
import { toast } from "../toast";

export type Template = Named & { code: string; start_min: number; end_min: number; break_min: number; working: boolean; active: boolean; wanted: number[] };
export type Person = { code: string; name: string; team: string; team_name: string };
type Page = { week: string; weeks: string[]; days: string[]; queues: (Named & { code: string })[]; templates: Template[]; people: Person[]; whole: boolean; editable: string[]; publishable: string[] };

export const page = JSON.parse(document.getElementById("week-data")!.textContent!) as Page;
// A topic for each week; a day's cells are in that of its week.
const topics = page.weeks.map((week) => follow<unknown>(`shift:${week}`));
const topicOf = (day: string) => topics[Math.floor(page.days.indexOf(day) / 7)];

export const ready = computed(() => topics.every((topic) => topic.ready.value));
const rostersOf = topics.map((topic) => topic.of<RosterRow>("roster"));
export const rosters = computed(() => rostersOf.flatMap((each) => each.value));
const teamOf = new Map(page.people.map(({ code, team }) => [code, team]));
export const mayEditAny = page.editable.length > 0;
export const mayEdit = (person: string) => page.editable.includes(teamOf.get(person) ?? "");
export const mayPublish = (team: string) => page.publishable.includes(team);
export const pending = signal<ReadonlySet<string>>(new Set());

const keyOf = (person: string, day: string) => `cell:${person}:${day}`;
export const cell = (person: string, day: string) => topicOf(day)?.rows.value.get(keyOf(person, day)) as CellRow | undefined;
export const template = (code: string | null | undefined) => page.templates.find((each) => each.code === code);
export const isPending = (person: string, day: string) => pending.value.has(keyOf(person, day));

/** What a cell is put to. */
export type Content = { template: string | null; is_leader: boolean; locked?: boolean };
export const content = (person: string, day: string): Content => {
  const held = cell(person, day);
  return { template: held?.template ?? null, is_leader: held?.is_leader ?? false };
};

/** Sets one cell of the draft; the grid changes when the server says so. Whether it was done. */
export async function put(person: string, day: string, wish: Content): Promise<boolean> {
  if (!mayEdit(person)) return false;
  const key = keyOf(person, day);
  const held = cell(person, day);
  if (wish.locked === undefined && (held?.template ?? null) === wish.template && (held?.is_leader ?? false) === wish.is_leader) return true;
  pending.value = new Set(pending.value).add(key);
  let done = true;
  try {
    await send("PUT", `/shifts/${person}/${day}`, wish, held ? { version: held.version } : {});
  } catch (problem) {
    toast((problem as Problem).message, "bad");
    done = false;
  }
  pending.value = new Set([...pending.value].filter((each) => each !== key));
  return done;
}

export type Said = { person: string | null; on_day: string; code: string; weight: string; said: string; cures_said: string[] };
/** The broken rules in words; null until they were read. */
export const findings = signal<Said[] | null>(null);
let reading = "";
effect(() => {
  const key = rosters.value.map((each) => `${each.team}${each.week_on}${JSON.stringify(each.conflicts)}`).join();
  if (!rosters.value.length || key === reading) return;
  reading = key;
  const asked = rosters.value.filter(({ conflicts }) => conflicts.length > 0).map(({ team, week_on }) => get<{ items: Said[] }>(`/rosters/${team}/${week_on}/findings`));
  void Promise.all(asked).then((answers) => {
    // What a shift of a site lacks is said to each of its teams: once is enough here.
    const all = answers.flatMap(({ items }) => items);
    if (key === reading) findings.value = all.filter((each, i) => all.findIndex((other) => other.said === each.said) === i);
  }, (problem: Problem) => toast(problem.message, "bad"));
});
/** What is said of a cell; what a shift lacks stands below the grid only. */
export const conflictOf = (person: string, day: string) => findings.value?.find((each) => each.person === person && each.on_day === day);

export async function publish(roster: RosterRow, done: string): Promise<void> {
  await send("POST", `/rosters/${roster.team}/${roster.week_on}/publication`, {}).then(() => toast(done), (problem: Problem) => toast(problem.message, "bad"));
}

export const changes = computed(() => topics.reduce((sum, topic) => sum + [...topic.rows.value.values()].filter((row) => (row as CellRow).changed).length, 0));

const NIGHT_FROM_MIN = 22 * 60;

/** Hours, night shifts and days of rest of one person's week. */
export function sums(person: string): { hours: number; nights: number; rests: number } {
  const shifts = page.days.map((day) => template(cell(person, day)?.template));
  const worked = shifts.filter((each) => each?.working);
  return {
    hours: worked.reduce((sum, each) => sum + (each!.end_min - each!.start_min - each!.break_min) / 60, 0),
    nights: worked.filter((each) => each!.end_min > NIGHT_FROM_MIN).length,
    rests: shifts.filter((each) => !each?.working).length,
  };
}
