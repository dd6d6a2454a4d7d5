// The ring, made on the spot: 450 Hz, one second on, four off. A page may sound only after a gesture.
let context: AudioContext | undefined;
let stop: (() => void) | undefined;
const TONE_HZ = 450;
const CYCLE_MS = 5000;

/** Called from a click or key: from then on the page may ring. */
export function unlockSound(): void {
  context ??= new AudioContext();
  if (context.state === "suspended") void context.resume();
}

/** Rings until `hush`; false when the browser has not been allowed to sound. */
export function ring(): boolean {
  if (stop) return true;
  if (context?.state !== "running") return false;
  beep();
  const timer = setInterval(beep, CYCLE_MS);
  stop = () => clearInterval(timer);
  return true;
}

export function hush(): void {
  stop?.();
  stop = undefined;
}

function beep(): void {
  const volume = Number(localStorage.getItem("rexian.volume") ?? "0.2");
  const [tone, gain, from] = [context!.createOscillator(), context!.createGain(), context!.currentTime];
  tone.frequency.value = TONE_HZ;
  gain.gain.setValueAtTime(volume, from);
  gain.gain.setTargetAtTime(0, from + 0.95, 0.02);
  tone.connect(gain).connect(context!.destination);
  tone.start(from);
  tone.stop(from + 1.1);
}
