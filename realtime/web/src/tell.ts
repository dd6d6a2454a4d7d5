// Tells whoever is not looking: a notification of the desktop where the page is secure, the title and the icon where not.
import { t } from "./i18n";
import { leads } from "./leader";

const title = document.title;
let flashing: ReturnType<typeof setInterval> | undefined;

/** Whether the browser has notifications at all: plain http on an address of the house has none. */
export const canNotify = () => "Notification" in window && isSecureContext;
export const mayNotify = () => canNotify() && Notification.permission === "granted";

/** Asks for leave; only ever from a click. */
export const askLeave = async () => canNotify() && (await Notification.requestPermission()) === "granted";

/** One notification per `tag`; a later one of the same replaces it. A click brings the page back. */
export function notify(text: string, tag: string): void {
  if (!mayNotify() || !leads() || document.visibilityState === "visible") return;
  const note = new Notification(t("Rexian"), { body: text, tag });
  note.onclick = () => {
    window.focus();
    note.close();
  };
}

/** The title says it every other second until `calm`, and the icon carries a dot. */
export function flash(text: string): void {
  calm();
  let on = true;
  document.title = `● ${text}`;
  badge(true);
  flashing = setInterval(() => {
    on = !on;
    document.title = on ? `● ${text}` : title;
  }, 1000);
}

export function calm(): void {
  clearInterval(flashing);
  document.title = title;
  badge(false);
}

const DOT = "%3Ccircle cx='25' cy='7' r='7' fill='%23d92d20' stroke='white' stroke-width='2'/%3E%3C/svg%3E";

function badge(on: boolean): void {
  const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  if (!link) return;
  const plain = link.href.replace(DOT, "%3C/svg%3E");
  link.href = on ? plain.replace(/%3C\/svg%3E$/, DOT) : plain;
}
