// Recordings of a call: a link is asked for when somebody wants to hear, then the browser's own player with speed and keys.
import { get, Problem, send } from "./api";
import { t } from "./i18n";
import { toast } from "./toast";

type Found = { no: number; sound: "ok" | "empty" | "missing" | "unplayable" | "no_folder"; bytes: number };

const WHY: Record<string, string> = {
  empty: t("The recording is empty: nobody spoke."),
  missing: t("The file of this recording is not there."),
  unplayable: t("No browser plays this kind of file."),
  no_folder: t("The recordings of this phone system are not within reach."),
};
const SPEEDS = [0.75, 1, 1.25, 1.5, 2];
const STEP_S = 5;

/** Fills every <div data-recordings="call id"> of the page. */
export function startPlayers(root: ParentNode = document): void {
  for (const place of root.querySelectorAll<HTMLElement>("[data-recordings]")) void fill(place);
}

async function fill(place: HTMLElement): Promise<void> {
  const call = place.dataset["recordings"]!;
  delete place.dataset["recordings"];
  try {
    const { items } = await get<{ items: Found[] }>(`/calls/${call}/recordings`);
    place.replaceChildren(...(items.length ? items.map((one) => row(call, one)) : [note(t("This call has no recording."))]));
  } catch (problem) {
    const { status, message } = problem as Problem;
    place.replaceChildren(note(status === 404 ? t("This call's recordings are for its agents and those who lead them.") : message));
  }
}

function row(call: string, one: Found): HTMLElement {
  if (one.sound !== "ok") return note(WHY[one.sound] ?? one.sound);
  const box = make("div", "player");
  const open = make("button", "button", t("Play the recording")) as HTMLButtonElement;
  open.type = "button";
  open.onclick = () => void load(call, one.no, box, open);
  box.append(open);
  return box;
}

async function load(call: string, no: number, box: HTMLElement, open: HTMLButtonElement): Promise<void> {
  open.disabled = true;
  try {
    const { url } = await send<{ url: string }>("POST", `/calls/${call}/recordings/links`, { no });
    const audio = player(url);
    box.replaceChildren(audio, speeds(audio));
    box.dispatchEvent(new CustomEvent("player", { bubbles: true, detail: audio }));
    audio.focus();
    await audio.play().catch(() => undefined);
  } catch (problem) {
    open.disabled = false;
    toast((problem as Problem).message, "bad");
  }
}

function player(url: string): HTMLAudioElement {
  const audio = document.createElement("audio");
  Object.assign(audio, { controls: true, preload: "metadata", src: url, tabIndex: 0 });
  audio.setAttribute("aria-label", t("Recording; space plays, arrows go five seconds"));
  audio.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -STEP_S, ArrowRight: STEP_S }[event.key];
    if (event.key === " ") void (audio.paused ? audio.play() : audio.pause());
    else if (step) audio.currentTime = Math.max(0, audio.currentTime + step);
    else return;
    event.preventDefault();
  });
  audio.addEventListener("error", () => toast(t("The link is over or the sound cannot be read. Load the page again."), "bad"));
  return audio;
}

function speeds(audio: HTMLAudioElement): HTMLElement {
  const group = make("div", "row");
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", t("Speed"));
  for (const speed of SPEEDS) {
    const button = make("button", "button compact", `${speed}×`) as HTMLButtonElement;
    button.type = "button";
    button.setAttribute("aria-pressed", String(speed === 1));
    button.onclick = () => {
      audio.playbackRate = speed;
      for (const each of group.children) each.setAttribute("aria-pressed", String(each === button));
    };
    group.append(button);
  }
  return group;
}

const note = (text: string) => make("p", "muted", text);

function make(tag: string, classes: string, text = ""): HTMLElement {
  const made = document.createElement(tag);
  made.className = classes;
  made.textContent = text;
  return made;
}
