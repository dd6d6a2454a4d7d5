// The list under the field: walked by arrows, chosen by Enter, closed by Escape; the field keeps the focus.
import { symbol } from "../icon";
import { t } from "../i18n";
import { isComposing } from "../keys";
import { commands, type Choice } from "./commands";
import { found } from "./found";

const PAUSE_MS = 180;
const box = document.createElement("div");
box.id = "found";
box.className = "found card";
box.setAttribute("role", "listbox");
box.setAttribute("aria-label", t("Found"));
box.hidden = true;

let field: HTMLInputElement | undefined;
let choices: Choice[] = [];
let chosen = -1;
let asked = 0;
let later: ReturnType<typeof setTimeout> | undefined;

/** Binds the list to the field once, and shows what there is to do. */
export function open(on: HTMLInputElement): void {
  if (!field) attach(on);
  look();
}

function attach(on: HTMLInputElement): void {
  field = on;
  on.setAttribute("role", "combobox");
  on.setAttribute("aria-controls", box.id);
  on.setAttribute("aria-autocomplete", "list");
  on.form!.append(box);
  on.addEventListener("input", look);
  on.addEventListener("keydown", walk);
  on.addEventListener("blur", close);
  // A press on a row must not take the focus away before it is a click.
  box.addEventListener("mousedown", (event) => event.preventDefault());
}

function close(): void {
  box.hidden = true;
  field!.setAttribute("aria-expanded", "false");
  field!.removeAttribute("aria-activedescendant");
}

/** Commands at once; the rest when nobody has typed for a moment, unless something else was asked meanwhile. */
function look(): void {
  const text = field!.value.trim();
  const mine = ++asked;
  clearTimeout(later);
  show(commands(text));
  if (text.length < 2) return;
  later = setTimeout(() => void found(text).then((more) => mine === asked && show([...more, ...commands(text)])), PAUSE_MS);
}

function show(all: Choice[]): void {
  choices = all;
  chosen = -1;
  box.replaceChildren(...rows());
  box.hidden = document.activeElement !== field || all.length === 0;
  field!.setAttribute("aria-expanded", String(!box.hidden));
  field!.removeAttribute("aria-activedescendant");
}

function* rows(): Generator<HTMLElement> {
  for (const group of new Set(choices.map((one) => one.group))) {
    const part = document.createElement("div");
    part.setAttribute("role", "group");
    part.setAttribute("aria-label", group);
    const name = part.appendChild(document.createElement("small"));
    name.textContent = group;
    name.setAttribute("aria-hidden", "true");
    for (const [i, one] of choices.entries()) if (one.group === group) part.append(row(one, i));
    yield part;
  }
}

function row(one: Choice, i: number): HTMLElement {
  const made = document.createElement("div");
  made.id = `found-${i}`;
  made.className = "hit";
  made.setAttribute("role", "option");
  made.setAttribute("aria-selected", "false");
  const word = document.createElement("span");
  word.textContent = one.word;
  const more = document.createElement("small");
  more.className = "muted";
  more.textContent = one.more ?? "";
  made.append(symbol(one.icon), word, more);
  made.addEventListener("click", () => go(one));
  return made;
}

function go(one: Choice): void {
  close();
  field!.value = "";
  field!.blur();
  one.go();
}

function walk(event: KeyboardEvent): void {
  if (isComposing(event)) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && choices.length) {
    event.preventDefault();
    point((chosen + step + choices.length + (chosen < 0 && step < 0 ? 1 : 0)) % choices.length);
  } else if (event.key === "Enter" && choices[chosen]) {
    event.preventDefault();
    go(choices[chosen]!);
  } else if (event.key === "Escape") {
    close();
  }
}

function point(i: number): void {
  box.querySelector('[aria-selected="true"]')?.setAttribute("aria-selected", "false");
  chosen = i;
  const row = box.querySelector<HTMLElement>(`#found-${i}`)!;
  row.setAttribute("aria-selected", "true");
  row.scrollIntoView({ block: "nearest" });
  field!.setAttribute("aria-activedescendant", row.id);
}
