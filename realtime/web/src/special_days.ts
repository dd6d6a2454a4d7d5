// Special days of a calendar out of a file: what it says is shown and written into the definition, then saved or not.
import { Problem, upload } from "./api";
import { t } from "./i18n";

type Day = { date: string; type: string; name: string; before: { type: string } | null };
type Fault = { line: number; column: string; value: string; reason: string };
type Read = { days: Day[]; faults: Fault[]; definition: unknown; moves: { running: number; moved: number } };

const TYPES: Record<string, string> = { holiday: t("Day off"), makeup: t("Make-up day"), special: t("Other hours") };

export function startSpecialDays(): void {
  document.addEventListener("change", (event) => {
    if (event.target instanceof HTMLInputElement && event.target.dataset["specialDays"]) void look(event.target);
  });
}

async function look(field: HTMLInputElement): Promise<void> {
  const file = field.files?.[0];
  const place = field.form!.querySelector<HTMLElement>("[data-special-days-shown]")!;
  place.replaceChildren();
  if (!file) return;
  try {
    const read = await upload<Read>(field.dataset["specialDays"]!, file);
    field.form!.querySelector<HTMLTextAreaElement>("#definition")!.value = JSON.stringify(read.definition, null, 1);
    place.append(...told(read));
  } catch (error) {
    place.append(made("p", (error as Problem).message, "notice bad"));
  }
}

function told(read: Read): HTMLElement[] {
  const changed = read.days.filter((one) => one.before?.type !== one.type);
  const sum = t("{days} days read, {new} of them new; {moved} of {running} running deadlines would move. Save to keep them.", {
    days: read.days.length, new: changed.length, moved: read.moves.moved, running: read.moves.running,
  });
  const parts = [made("p", sum, "notice")];
  if (read.faults.length) parts.push(made("p", t("{n} lines were not understood:", { n: read.faults.length }), "notice bad"), list(read.faults.map(faulty)));
  if (read.days.length) parts.push(list(read.days.map((one) => `${one.date} ${TYPES[one.type] ?? one.type} ${one.name}`)));
  return parts;
}

function faulty(one: Fault): string {
  const line = t("Line {line}", { line: one.line });
  return `${line}${one.column && `, ${one.column}`}: ${one.reason}${one.value && ` (${one.value})`}`;
}

function list(lines: string[]): HTMLElement {
  const all = made("ul", "", "days");
  all.append(...lines.map((line) => made("li", line)));
  return all;
}

function made(tag: string, text: string, look = ""): HTMLElement {
  const one = document.createElement(tag);
  one.textContent = text;
  one.className = look;
  return one;
}
