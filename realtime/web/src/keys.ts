// Keys of the whole console. Nothing fires while an input method is composing.

/** Chromium's first key of a composition says isComposing=false and keyCode=229: ask for both. */
export const isComposing = (event: KeyboardEvent) => event.isComposing || event.keyCode === 229;

type Binding = { press: string; run: (event: KeyboardEvent) => void };
const bindings: Binding[] = [];

/** Binds e.g. "F4", "Ctrl+Enter", "Alt+Digit1" (the key's place, not its letter) until the returned call. */
export function bind(press: string, run: (event: KeyboardEvent) => void): () => void {
  const binding = { press, run };
  bindings.push(binding);
  return () => void bindings.splice(bindings.indexOf(binding), 1);
}

function pressed(event: KeyboardEvent): string {
  const held = [(event.ctrlKey || event.metaKey) && "Ctrl", event.altKey && "Alt", event.shiftKey && "Shift"];
  return [...held.filter(Boolean), event.code].join("+");
}

addEventListener("keydown", (event) => {
  if (isComposing(event) || localStorage.getItem("rexian.keys") === "off") return;
  const match = bindings.findLast((binding) => binding.press === pressed(event));
  if (!match) return;
  event.preventDefault();
  match.run(event);
});

/** Whether the person is in the middle of typing, so that focus must stay where it is. */
export function isTyping(): boolean {
  const focused = document.activeElement;
  return focused instanceof HTMLElement && (focused.isContentEditable || focused.matches("input, textarea, select"));
}
