// Short messages at the corner, spoken politely to screen readers.
import { symbol } from "./icon";

const ICONS = { ok: "check-circle", info: "info-circle", warn: "exclamation-triangle", bad: "exclamation-octagon" } as const;

function shelf(): HTMLElement {
  const known = document.querySelector<HTMLElement>(".toasts");
  if (known) return known;
  const made = document.createElement("div");
  made.className = "toasts";
  made.setAttribute("role", "status");
  return document.body.appendChild(made);
}

/** Shows `text` for six seconds; a refusal stays for twelve. */
export function toast(text: string, tone: keyof typeof ICONS = "ok"): void {
  const note = document.createElement("div");
  note.className = `toast ${tone}`;
  note.append(symbol(ICONS[tone]), text);
  shelf().append(note);
  setTimeout(() => note.remove(), tone === "bad" ? 12000 : 6000);
}
