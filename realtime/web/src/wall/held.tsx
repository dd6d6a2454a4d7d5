// What the screen itself can do: stand still for a moment, sound or not, and stay awake.
import { effect, signal, type ReadonlySignal } from "@preact/signals";
import type { QueueRow } from "../board";
import { t } from "../i18n";
import { elect } from "../leader";
import { held, hold } from "../live";
import { chime, unlockByGesture, unlockSound } from "../sound";
import { Icon } from "../ui";
import { isQuiet, Quiet } from "./quiet";

const MUTE = "rexian.wall.mute";
const SILENT_MS = 60_000;
const muted = signal(localStorage.getItem(MUTE) === "1");

function mute(): void {
  muted.value = !muted.value;
  localStorage.setItem(MUTE, muted.value ? "1" : "0");
  unlockSound();
}

export const Held = () => (
  <>
    <button type="button" class="button ghost" aria-pressed={held.value} data-hold onClick={() => hold(!held.value)}><Icon name={held.value ? "play" : "pause-circle"} />{held.value ? t("Go on") : t("Pause updates")}</button>
    <button type="button" class="button ghost square" aria-pressed={muted.value} aria-label={t("Silent")} title={t("Silent")} onClick={mute}><Icon name={muted.value ? "volume-mute" : "volume-up"} /></button>
    <Quiet />
  </>
);

/** One short tone when a queue turns red, at most once a minute; a screen on the wall is kept awake. */
export function startTones(queues: ReadonlySignal<QueueRow[]>): void {
  elect();
  unlockByGesture();
  let red: Set<string> | undefined;
  let last = -Infinity;
  effect(() => {
    const now = new Set(queues.value.filter(({ level }) => level === "bad").map(({ code }) => code));
    const isNew = red !== undefined && [...now].some((code) => !red!.has(code));
    red = now;
    if (!isNew || muted.peek() || isQuiet() || performance.now() - last < SILENT_MS) return;
    last = performance.now();
    chime();
  });
  if (document.querySelector("[data-screen]")) void stayAwake();
}

async function stayAwake(): Promise<void> {
  // The lock goes with every switch of the tab and is asked for again; without https there is none.
  const ask = () => navigator.wakeLock?.request("screen").catch(() => undefined);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && void ask());
  await ask();
}
