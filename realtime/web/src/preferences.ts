// Light or dark, Chinese or English: chosen by a switch, kept with the person, and before anybody is logged in here.
import { send } from "./api";

const root = document.documentElement;
const KEY = "rexian.theme";

const isDark = () => (root.dataset["theme"] ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
const isSomebody = () => document.querySelector('meta[name="csrf-token"]') !== null;

export function startPreferences(): void {
  const kept = localStorage.getItem(KEY);
  // Whoever is logged in brings their own theme along; the machine's is for the page before.
  if (kept && !isSomebody()) root.dataset["theme"] = kept;
  for (const button of document.querySelectorAll("[data-theme-switch]")) button.addEventListener("click", flip);
  for (const link of document.querySelectorAll<HTMLAnchorElement>("a[data-language-switch]")) link.addEventListener("click", speak);
}

/** Tells charts, which paint for themselves, and the server. */
function flip(): void {
  const next = isDark() ? "light" : "dark";
  root.dataset["theme"] = next;
  localStorage.setItem(KEY, next);
  dispatchEvent(new Event("themechange"));
  void keep({ theme: next });
}

/** The link asks for the page in the other language; the person is asked about first, so that it stays so. */
function speak(event: MouseEvent): void {
  const link = event.currentTarget as HTMLAnchorElement;
  if (!isSomebody()) return;
  event.preventDefault();
  void keep({ language: link.hreflang }).then(() => location.assign(link.href));
}

async function keep(wish: Record<string, string>): Promise<void> {
  if (!isSomebody()) return;
  try {
    await send("PUT", "/session/preferences", wish);
  } catch {
    // The switch has worked on this screen; that it is not kept shows elsewhere, and is pressed again there.
  }
}
