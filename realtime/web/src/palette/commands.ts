// What can be done from the field on top without looking for its button: pages, and whatever the page offers besides.
import { t } from "../i18n";

export type Choice = { group: string; icon: string; word: string; more?: string; go: () => void };
type Command = { word: string; icon: string; also: string; go: () => void };

const extra = new Map<string, Command>();

/** A page names a command of its own; `also` are words by which it is found besides its name. */
export function offer(name: string, command: Command): void {
  extra.set(name, command);
}

const to = (path: string) => () => location.assign(path);

/** The sections that stand in the rail, whatever the reader may open, and the few places that are not in it. */
function places(): Command[] {
  const rail = [...document.querySelectorAll<HTMLAnchorElement>(".rail a")];
  const found = rail.map((link) => ({ word: t("Open {place}", { place: link.textContent!.trim() }), icon: iconOf(link), also: link.pathname, go: to(link.pathname) }));
  return [...found, { word: t("Settings"), icon: "keyboard", also: "/settings keys sound 按键 声音 设置", go: to("/settings") }];
}

const iconOf = (link: Element) => link.querySelector("use")?.getAttribute("href")?.split("#")[1] ?? "arrow-right";

function switches(): Command[] {
  const press = (selector: string) => () => document.querySelector<HTMLElement>(selector)?.click();
  return [
    { word: t("Light or dark"), icon: "moon-stars", also: "theme 主题 深色 浅色", go: press("[data-theme-switch]") },
    { word: t("The other language"), icon: "translate", also: "language English 中文 语言", go: press("[data-language-switch]") },
  ];
}

const MOST = 6;

export function commands(asked: string): Choice[] {
  const words = asked.toLowerCase().split(/\s+/).filter(Boolean);
  const all = [...extra.values(), ...places(), ...switches()];
  const fits = all.filter(({ word, also }) => words.every((part) => `${word} ${also}`.toLowerCase().includes(part)));
  return fits.slice(0, MOST).map(({ word, icon, go }) => ({ group: t("Commands"), icon, word, go }));
}
