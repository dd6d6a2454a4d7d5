// The week in rows and columns, from the live cells and what the page brought along.
import { computed, signal } from "@preact/signals";
import type { CellRow, Named, RosterRow } from "../board";
import { Problem, send } from "../api";
import { follow } from "../live";
import { toast } from "../toast";

export type Template = Named & { code: string; start_min: number; end_min: number; break_min: number; working: boolean };
export type Person = { code: string; name: string; team: string; team_name: string };
type Page = { week: string; days: string[]; templates: Template[]; people: Person[]; editable: string[]; publishable: string[] };

export const page = JSON.parse(document.getElementById("week-data")!.textContent!) as Page;
const topic = follow<unknown>(`shift:${page.week}`);

export const ready = topic.ready;
export const rosters = topic.of<RosterRow>("roster");
const teamOf = new Map(page.people.map(({ code, team }) => [code, team]));
export const mayEditAny = page.editable.length > 0;
export const mayEdit = (person: string) => page.editable.includes(teamOf.get(person) ?? "");
export const mayPublish = (team: string) => page.publishable.includes(team);
export const pending = signal<ReadonlySet<string>>(new Set());

const keyOf = (person: string, day: string) => `cell:${person}:${day}`;
export const cell = (person: string, day: string) => topic.rows.value.get(keyOf(person, day)) as CellRow | undefined;
export const template = (code: string | null | undefined) => page.templates.find((each) => each.code === code);
export const isPending = (person: string, day: string) => pending.value.has(keyOf(person, day));

/** Sets one cell of the draft; the grid changes when the server says so. */
export async function put(person: string, day: string, code: string | null, isLeader = false): Promise<void> {
  if (!mayEdit(person)) return;
  const key = keyOf(person, day);
  const held = cell(person, day);
  if (held?.template === code && held?.is_leader === isLeader) return;
  pending.value = new Set(pending.value).add(key);
  try {
    await send("PUT", `/shifts/${person}/${day}`, { template: code, is_leader: isLeader }, held ? { version: held.version } : {});
  } catch (problem) {
    toast((problem as Problem).message, "bad");
  }
  pending.value = new Set([...pending.value].filter((each) => each !== key));
}

export async function publish(roster: RosterRow, done: string): Promise<void> {
  await send("POST", `/rosters/${roster.team}/${page.week}/publication`, {}).then(() => toast(done), (problem: Problem) => toast(problem.message, "bad"));
}

export const changes = computed(() => [...topic.rows.value.values()].filter((row) => (row as CellRow).changed).length);

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
