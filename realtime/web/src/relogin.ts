// A login that ends takes nothing with it: the password is asked for over the page, and what was typed stays.
import { t } from "./i18n";
import { toast } from "./toast";

const WARN_S = 120;
let asking: Promise<boolean> | undefined;

const meta = (name: string) => document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`);
/** Only pages of somebody who has logged in can ask again. */
export const canAsk = () => meta("login") !== null;

/** Asks for the password once, however many requests were refused; true when the page may try again. */
export function askAgain(why: string): Promise<boolean> {
  asking ??= ask(why).finally(() => (asking = undefined));
  return asking;
}

function ask(why: string): Promise<boolean> {
  const dialog = document.body.appendChild(drawn(why));
  dialog.showModal();
  return new Promise((done) => {
    dialog.addEventListener("close", () => (dialog.remove(), done(dialog.returnValue === "in")));
    dialog.querySelector("form")!.addEventListener("submit", (event) => {
      event.preventDefault();
      void enter(dialog);
    });
    dialog.querySelector("[data-leave]")!.addEventListener("click", () => location.assign(`/login?next=${encodeURIComponent(location.pathname + location.search)}`));
  });
}

async function enter(dialog: HTMLDialogElement): Promise<void> {
  const field = dialog.querySelector<HTMLInputElement>("input")!;
  const said = { login: meta("login")!.content, password: field.value };
  const answer = await fetch("/api/v1/session", { method: "POST", credentials: "same-origin", headers: { "Content-Type": "application/json", Accept: "application/json" }, body: JSON.stringify(said) }).catch(() => undefined);
  if (!answer?.ok) {
    const place = dialog.querySelector<HTMLElement>("[role=alert]")!;
    place.textContent = answer?.status === 401 ? t("The password is wrong.") : t("The server cannot be reached. What you typed is kept.");
    place.hidden = false;
    field.select();
    return;
  }
  const { csrf_token: token } = (await answer.json()) as { csrf_token: string };
  meta("csrf-token")!.content = token;
  meta("session-ends")?.remove();
  dialog.close("in");
  toast(t("You are logged in again. Nothing was lost."));
}

function drawn(why: string): HTMLDialogElement {
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  dialog.setAttribute("aria-label", why);
  dialog.addEventListener("cancel", (event) => event.preventDefault());
  const form = dialog.appendChild(document.createElement("form"));
  form.innerHTML = `<header><h2></h2></header><div class="inside"><p class="notice bad" role="alert" hidden></p><p data-who></p>
    <p class="field"><label for="again-password"></label><input id="again-password" type="password" autocomplete="current-password" required></p></div>
    <footer><button type="button" class="button" data-leave></button><button type="submit" class="button primary"></button></footer>`;
  const words: [string, string][] = [["h2", why], ["[data-who]", t("Log in again as {login}. What you typed stays.", { login: meta("login")!.content })], ["label", t("Password")], ["[data-leave]", t("To the login")], ["[type=submit]", t("Go on")]];
  for (const [place, word] of words) form.querySelector(place)!.textContent = word;
  return dialog;
}

/** Two minutes before the login ends it is said, with a way to stay. */
export function startRelogin(): void {
  const ends = Date.parse(meta("session-ends")?.content ?? "");
  if (!canAsk() || Number.isNaN(ends)) return;
  const wait = ends - Date.now() - WARN_S * 1000;
  // Timers longer than this overflow; no login lasts as long.
  if (wait < 2 ** 31) setTimeout(() => void (meta("session-ends") && askAgain(t("Your login ends in two minutes"))), Math.max(0, wait));
}
