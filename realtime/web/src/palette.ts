// The field on top of every page finds numbers, tickets, names, texts and commands; what it finds comes with the first use.
import { bind } from "./keys";

let list: Promise<typeof import("./palette/list")> | undefined;

export function startPalette(): void {
  const field = document.querySelector<HTMLInputElement>("[data-finder]");
  if (!field) return;
  const wake = () => void (list ??= import("./palette/list")).then(({ open }) => open(field));
  field.addEventListener("focus", wake);
  bind("find", () => {
    field.focus();
    field.select();
  });
}
