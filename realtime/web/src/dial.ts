// Buttons of request pages that have the phone do something: <button data-phone-act="dial" data-about='{"ticket":"…"}'>.
import { Problem } from "./api";
import { doAct } from "./phoneacts";
import { toast } from "./toast";

export function startDial(): void {
  document.addEventListener("click", (event) => {
    const button = (event.target as Element | null)?.closest<HTMLButtonElement>("button[data-phone-act]");
    if (button) void press(button);
  });
}

async function press(button: HTMLButtonElement): Promise<void> {
  if (button.getAttribute("aria-disabled") === "true" || button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  try {
    await doAct(button.dataset["phoneAct"]!, JSON.parse(button.dataset["about"] ?? "{}") as Record<string, unknown>);
  } catch (problem) {
    toast((problem as Problem).message, "bad");
  } finally {
    button.setAttribute("aria-busy", "false");
  }
}
