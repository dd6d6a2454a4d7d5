// Keys of the whole console, each where its person has laid it. Nothing fires while an input method is composing.

/** Chromium's first key of a composition says isComposing=false and keyCode=229: ask for both. */
export const isComposing = (event: KeyboardEvent) => event.isComposing || event.keyCode === 229;

export type Laid = { off: boolean; presses: Record<string, string> };
const page = document.getElementById("keys");
/** The person's keys by command (`ticketing/domain/keys.py`); what belongs to no command is bound by its place. */
export const laid: Laid = page ? (JSON.parse(page.textContent ?? "{}") as Laid) : { off: false, presses: {} };

type Binding = { key: string; run: (event: KeyboardEvent) => void };
const bindings: Binding[] = [];

/** Binds a command ("answer", "save") or a key that nobody moves ("Escape") until the returned call. */
export function bind(key: string, run: (event: KeyboardEvent) => void): () => void {
  const binding = { key, run };
  bindings.push(binding);
  return () => void bindings.splice(bindings.indexOf(binding), 1);
}

/** The key of an event by its place, not by its letter: "Ctrl+Alt+Digit1". */
export function pressed(event: KeyboardEvent): string {
  const held = [(event.ctrlKey || event.metaKey) && "Ctrl", event.altKey && "Alt", event.shiftKey && "Shift"];
  return [...held.filter(Boolean), event.code].join("+");
}

const isCommand = (key: string) => key in laid.presses;

/** Alt with a digit changes tabs in Firefox on Linux: with Ctrl beside it the same is meant. */
function answers(key: string, press: string): boolean {
  const wanted = laid.presses[key] ?? key;
  return wanted === press || (wanted.startsWith("Alt+Digit") && press === `Ctrl+${wanted}`);
}

/** Whether the person has a key for this command; the event's key is judged by it. */
export const means = (event: KeyboardEvent, command: string) => !isComposing(event) && !laid.off && answers(command, pressed(event));

addEventListener("keydown", (event) => {
  if (isComposing(event)) return;
  const press = pressed(event);
  const match = bindings.findLast(({ key }) => (isCommand(key) && laid.off ? false : answers(key, press)));
  if (!match) return;
  event.preventDefault();
  match.run(event);
});

/** A key as it stands on keyboards: "Ctrl ↵", "Alt 1", "F2"; empty for none. */
export function keyWord(press: string): string {
  return press.replace(/Key|Digit/g, "").replace("Enter", "↵").replaceAll("+", " ");
}

/** What stands on a button for its command. */
export const keyOf = (command: string) => (laid.off ? "" : keyWord(laid.presses[command] ?? ""));

/** Whether the person is in the middle of typing, so that focus must stay where it is. */
export function isTyping(): boolean {
  const focused = document.activeElement;
  return focused instanceof HTMLElement && (focused.isContentEditable || focused.matches("input, textarea, select"));
}
