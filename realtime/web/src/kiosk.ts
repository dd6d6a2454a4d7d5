// The page behind a kiosk link: hands in the key that stands behind the #, and goes on to the wallboard.
import { Problem, send } from "./api";

export async function startKiosk(): Promise<void> {
  const page = document.querySelector("[data-kiosk]");
  if (!page) return;
  try {
    await send("POST", "/kiosk-session", { token: location.hash.slice(1) || "-" });
    location.replace("/wallboard");
  } catch (problem) {
    const place = page.querySelector<HTMLElement>("[data-problem]")!;
    place.textContent = (problem as Problem).message;
    place.hidden = false;
  }
}
