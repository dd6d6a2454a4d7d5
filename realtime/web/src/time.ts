// Instants, durations and how they are written; the server's clock, not the browser's.
import { signal } from "@preact/signals";
import { lang, t } from "./i18n";

/** The server's present second. It stands still while the feed is not live, so that no duration lies. */
export const now = signal(Date.now() / 1000);

export const ZONE = document.documentElement.dataset["zone"] ?? "Asia/Shanghai";

const parts = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, hourCycle: "h23", ...options });
const clock = parts({ hour: "2-digit", minute: "2-digit", second: "2-digit" });
const minute = parts({ hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat("sv-SE", { timeZone: ZONE });
const weekday = new Intl.DateTimeFormat(lang, { timeZone: ZONE, weekday: "long" });

/** Seconds since 1970 of an RFC 3339 instant; null stays null. */
export function at(instant: string | null | undefined): number | null {
  return instant ? Date.parse(instant) / 1000 : null;
}

export const hms = (s: number) => clock.format(s * 1000);
export const hm = (s: number) => minute.format(s * 1000);
export const ymd = (s: number) => day.format(s * 1000);
export const longDay = (s: number) => `${ymd(s)} ${weekday.format(s * 1000)}`;

/** mm:ss below an hour, else H:mm:ss. */
export function span(seconds: number): string {
  const s = Math.max(0, Math.floor(seconds));
  const [h, m] = [Math.floor(s / 3600), Math.floor(s / 60) % 60];
  const two = (n: number) => String(n).padStart(2, "0");
  return h ? `${h}:${two(m)}:${two(s % 60)}` : `${two(m)}:${two(s % 60)}`;
}

/** Time of day today, else month and day before it. */
export function brief(s: number, today = now.value): string {
  const date = ymd(s);
  if (date === ymd(today)) return hm(s);
  if (date === ymd(today + 86400)) return t("tomorrow {time}", { time: hm(s) });
  if (date === ymd(today - 86400)) return t("yesterday {time}", { time: hm(s) });
  return `${date.slice(5)} ${hm(s)}`;
}

/** "18 min left" or "12 min over", coarser the farther away. */
export function remaining(due: number, today = now.value): string {
  const left = due - today;
  const words = coarse(Math.abs(left));
  return left >= 0 ? t("{time} left", { time: words }) : t("{time} over", { time: words });
}

function coarse(seconds: number): string {
  if (seconds < 60) return t("{n} s", { n: Math.floor(seconds) });
  if (seconds < 3600) return t("{n} min", { n: Math.floor(seconds / 60) });
  if (seconds < 86400) return t("{h} h {m} min", { h: Math.floor(seconds / 3600), m: Math.floor(seconds / 60) % 60 });
  return t("{d} d {h} h", { d: Math.floor(seconds / 86400), h: Math.floor(seconds / 3600) % 24 });
}

/** A wall-clock time of the centre's zone, as <input type="datetime-local"> writes it. */
export const local = (s: number) => `${ymd(s)}T${hm(s)}`;

/** The instant that such a wall-clock time names, found by correcting a first guess with its own error. */
export function instant(text: string): number {
  const wanted = Date.parse(`${text}:00Z`) / 1000;
  const read = (s: number) => Date.parse(`${local(s)}:00Z`) / 1000;
  const guess = wanted - (read(wanted) - wanted);
  return guess - (read(guess) - wanted);
}
