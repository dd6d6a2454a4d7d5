// Where the cursor of the grid stands, and the rectangle that is chosen with it.
import { computed, signal } from "@preact/signals";
import { isComposing } from "../keys";
import { cell, page, put } from "./roster";

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

export async function fill(code: string | null): Promise<void> {
  for (const [person, day] of each()) await put(person, day, code, code !== null && (cell(person, day)?.is_leader ?? false));
}

export async function toggleLeader(): Promise<void> {
  for (const [person, day] of each()) {
    const held = cell(person, day);
    if (held?.template) await put(person, day, held.template, !held.is_leader);
  }
}

function copy(): void {
  copied = [];
  for (const [person, day, row] of each()) (copied[row] ??= []).push(cell(person, day)?.template ?? null);
}

async function paste(): Promise<void> {
  const { row, column } = { row: chosen.value.rows[0], column: chosen.value.columns[0] };
  for (const [i, line] of copied.entries())
    for (const [j, code] of line.entries()) {
      const [person, day] = [page.people[row + i], page.days[column + j]];
      if (person && day) await put(person.code, day, code);
    }
}

const STEPS: Record<string, [number, number]> = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], Home: [0, -99], End: [0, 99], PageUp: [-10, 0], PageDown: [10, 0] };

/** Arrows move, Shift extends, a digit sets that shift, 0 or Delete clears, L marks the leader, Ctrl+C and Ctrl+V copy. */
export function onKey(event: KeyboardEvent): void {
  if (isComposing(event)) return;
  const step = STEPS[event.key];
  const digit = /^Digit([1-9])$/.exec(event.code)?.[1];
  if (step) go({ row: cursor.value.row + step[0], column: cursor.value.column + step[1] }, event.shiftKey);
  else if (event.ctrlKey && event.code === "KeyC") copy();
  else if (event.ctrlKey && event.code === "KeyV") void paste();
  else if (event.ctrlKey || event.altKey) return;
  else if (digit && page.templates[Number(digit) - 1]) void fill(page.templates[Number(digit) - 1]!.code);
  else if (event.code === "Digit0" || event.key === "Delete") void fill(null);
  else if (event.code === "KeyL") void toggleLeader();
  else return;
  event.preventDefault();
}
