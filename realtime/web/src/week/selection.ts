// Where the cursor of the grid stands, and the rectangle that is chosen with it.
import { computed, signal } from "@preact/signals";
import { isComposing } from "../keys";
import { cell, content, page, put, type Content, type Template } from "./roster";

type Place = { row: number; column: number };
export const cursor = signal<Place>({ row: 0, column: 0 });
const anchor = signal<Place>({ row: 0, column: 0 });
let copied: (string | null)[][] = [];

export const chosen = computed(() => {
  const [a, b] = [anchor.value, cursor.value];
  const rows = [Math.min(a.row, b.row), Math.max(a.row, b.row)] as const;
  const columns = [Math.min(a.column, b.column), Math.max(a.column, b.column)] as const;
  return { rows, columns, holds: (row: number, column: number) => row >= rows[0] && row <= rows[1] && column >= columns[0] && column <= columns[1] };
});

export function go(place: Place, extend = false): void {
  cursor.value = { row: clamp(place.row, page.people.length - 1), column: clamp(place.column, page.days.length - 1) };
  if (!extend) anchor.value = cursor.value;
  queueMicrotask(() => document.querySelector<HTMLElement>(`[data-place="${cursor.value.row}.${cursor.value.column}"]`)?.focus());
}

const clamp = (n: number, most: number) => Math.min(Math.max(n, 0), most);

/** Every chosen cell as person and day. */
function* each(): Generator<[person: string, day: string, row: number, column: number]> {
  const { rows, columns } = chosen.value;
  for (let row = rows[0]; row <= rows[1]; row++)
    for (let column = columns[0]; column <= columns[1]; column++) yield [page.people[row]!.code, page.days[column]!, row - rows[0], column - columns[0]];
}

type Change = { person: string; day: string; before: Content };
/** What was done in the draft, one list a deed: Ctrl+Z takes the last one back. */
const done: Change[][] = [];
const MOST_UNDONE = 50;

/** Carry out one deed of many cells; what each was before is kept. */
async function deed(wishes: [person: string, day: string, wish: Content][]): Promise<void> {
  const changes: Change[] = [];
  for (const [person, day, wish] of wishes) {
    const before = content(person, day);
    if ((await put(person, day, wish)) && wish.locked === undefined) changes.push({ person, day, before });
  }
  if (changes.length) done.push(changes);
  if (done.length > MOST_UNDONE) done.shift();
}

export async function undo(): Promise<void> {
  for (const { person, day, before } of (done.pop() ?? []).reverse()) await put(person, day, before);
}

export async function fill(code: string | null): Promise<void> {
  await deed([...each()].map(([person, day]) => [person, day, { template: code, is_leader: code !== null && content(person, day).is_leader }]));
}

export async function toggleLeader(): Promise<void> {
  const worked = [...each()].filter(([person, day]) => content(person, day).template !== null);
  await deed(worked.map(([person, day]) => [person, day, { ...content(person, day), is_leader: !content(person, day).is_leader }]));
}

export async function toggleLock(): Promise<void> {
  await deed([...each()].map(([person, day]) => [person, day, { ...content(person, day), locked: !cell(person, day)?.locked }]));
}

/** The cell that is being carried, by M or by the mouse. */
export const carried = signal<Place | null>(null);
export const pick = (place: Place): void => void (carried.value = place);

/** Put what is carried down here: the two cells change places. */
export async function drop(place: Place): Promise<void> {
  const from = carried.value;
  carried.value = null;
  const [a, b] = [from && page.people[from.row], page.people[place.row]];
  if (!from || !a || !b || (from.row === place.row && from.column === place.column)) return;
  const [dayA, dayB] = [page.days[from.column]!, page.days[place.column]!];
  await deed([[a.code, dayA, content(b.code, dayB)], [b.code, dayB, content(a.code, dayA)]]);
  go(place);
}

function copy(): void {
  copied = [];
  for (const [person, day, row] of each()) (copied[row] ??= []).push(content(person, day).template);
}

async function paste(): Promise<void> {
  const { row, column } = { row: chosen.value.rows[0], column: chosen.value.columns[0] };
  const wishes: [string, string, Content][] = [];
  for (const [i, line] of copied.entries())
    for (const [j, code] of line.entries()) {
      const [person, day] = [page.people[row + i], page.days[column + j]];
      if (person && day) wishes.push([person.code, day, { template: code, is_leader: false }]);
    }
  await deed(wishes);
}

/** A letter or figure that a shift's code begins with chooses it, as its place in the palette does. */
function meant(event: KeyboardEvent): Template | undefined {
  const offered = page.templates.filter(({ active }) => active);
  const digit = /^Digit([1-9])$/.exec(event.code)?.[1];
  if (digit) return offered[Number(digit) - 1];
  return event.key.length === 1 ? offered.find(({ code }) => code.toLowerCase().startsWith(event.key.toLowerCase())) : undefined;
}

const STEPS: Record<string, [number, number]> = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], Home: [0, -99], End: [0, 99], PageUp: [-10, 0], PageDown: [10, 0] };

const CONTROL: Record<string, () => unknown> = { KeyC: copy, KeyV: paste, KeyZ: undo };
const PLAIN: Record<string, () => unknown> = {
  Digit0: () => fill(null), Delete: () => fill(null), KeyL: toggleLeader, KeyK: toggleLock,
  KeyM: () => (carried.value ? drop(cursor.value) : pick(cursor.value)), Escape: () => (carried.value = null),
};

/** Arrows move, Shift extends, a figure or letter sets that shift, 0 clears, L leads, K locks, M carries; Ctrl+C, V, Z. */
export function onKey(event: KeyboardEvent): void {
  if (isComposing(event)) return;
  const step = STEPS[event.key];
  const act = event.ctrlKey ? CONTROL[event.code] : PLAIN[event.code];
  const template = event.ctrlKey || event.altKey ? undefined : meant(event);
  if (step) go({ row: cursor.value.row + step[0], column: cursor.value.column + step[1] }, event.shiftKey);
  else if (event.altKey || event.metaKey) return;
  else if (act) void act();
  else if (template) void fill(template.code);
  else return;
  event.preventDefault();
}
