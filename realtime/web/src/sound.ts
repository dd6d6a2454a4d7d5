// What the browser sounds: the ring (450 Hz, one second on, four off) and one short tone, made on the spot.
// A page may sound only after a gesture; of several tabs of one person only one rings.
import { signal } from "@preact/signals";
import { leads } from "./leader";

const TONE_HZ = 450;
const CYCLE_MS = 5000;
const VOLUME = "rexian.volume";
const DEVICE = "rexian.speaker";

type Speaker = AudioContext & { setSinkId?: (id: string) => Promise<void> };
let context: Speaker | undefined;
let stop: (() => void) | undefined;

/** Whether the browser lets this page sound; pages say so and offer the gesture where it does not. */
export const mayRing = signal(false);

/** Called from a click or key: from then on the page may ring. */
export function unlockSound(): void {
  if (!context) {
    context = new AudioContext() as Speaker;
    context.onstatechange = () => (mayRing.value = context!.state === "running");
    void useSpeaker();
  }
  if (context.state === "suspended") void context.resume().then(() => (mayRing.value = context!.state === "running"));
  else mayRing.value = true;
}

/** Any first key or click in the page is gesture enough. */
export function unlockByGesture(): void {
  for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, unlockSound, { once: true, capture: true });
}

async function useSpeaker(): Promise<void> {
  const device = localStorage.getItem(DEVICE);
  // A device that was unplugged is replaced by the machine's own.
  if (device && context?.setSinkId) await context.setSinkId(device).catch(() => localStorage.removeItem(DEVICE));
}

export const volume = () => Number(localStorage.getItem(VOLUME) ?? "0.2");
export const setVolume = (to: number) => localStorage.setItem(VOLUME, String(to));
export const speaker = () => localStorage.getItem(DEVICE) ?? "";
export function setSpeaker(id: string): void {
  localStorage.setItem(DEVICE, id);
  void useSpeaker();
}

/** Rings until `hush`, in one tab of all; false when the browser has not been allowed to sound. */
export function ring(): boolean {
  if (stop) return true;
  if (context?.state !== "running") return false;
  const once = () => leads() && beep();
  once();
  const timer = setInterval(once, CYCLE_MS);
  stop = () => clearInterval(timer);
  return true;
}

export function hush(): void {
  stop?.();
  stop = undefined;
}

/** One short tone, for something that has turned red. */
export function chime(): void {
  if (context?.state === "running" && leads()) beep(660, 0.25);
}

/** A ring to hear how loud it is, by the press of a button. */
export function test(): void {
  unlockSound();
  setTimeout(beep, 50);
}

function beep(hz = TONE_HZ, seconds = 0.95): void {
  if (context?.state !== "running") return;
  const [tone, gain, from] = [context.createOscillator(), context.createGain(), context.currentTime];
  tone.frequency.value = hz;
  gain.gain.setValueAtTime(volume(), from);
  gain.gain.setTargetAtTime(0, from + seconds, 0.02);
  tone.connect(gain).connect(context.destination);
  tone.start(from);
  tone.stop(from + seconds + 0.15);
  document.documentElement.dataset["sounded"] = String(Number(document.documentElement.dataset["sounded"] ?? "0") + 1);
}
