// Scoring a call: the sheet by keys beside the recording, a draft that is never lost, the total as it grows.
import { Problem, send } from "./api";
import { body } from "./forms";
import { isComposing } from "./keys";
import { t } from "./i18n";
import { startSheetEditor } from "./quality_sheet";

const WAIT_MS = 1200;
const STEP_S = 5;
type Mark = { at_s: number; text: string };

let audio: HTMLAudioElement | undefined;

export function startQuality(): void {
  document.addEventListener("player", (event) => {
    audio = (event as CustomEvent<HTMLAudioElement>).detail;
    for (const button of document.querySelectorAll<HTMLButtonElement>("[data-mark]")) button.disabled = false;
  });
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-seek]") : null;
    if (button) seek(Number(button.dataset["seek"]));
  });
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-score], form[data-scoring]")) {
    add(form);
    form.addEventListener("input", () => add(form));
    form.addEventListener("keydown", (event) => keys(form, event));
    form.addEventListener("click", (event) => moment(form, event));
  }
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-score]")) {
    keep(form);
    marks(form);
  }
  startSheetEditor();
}

// -- the recording ------------------------------------------------------------------------

function seek(second: number): void {
  if (audio) {
    audio.currentTime = Math.max(0, second);
    void audio.play().catch(() => undefined);
  } else document.querySelector<HTMLElement>("[data-sound] .player button")?.click();
}

const here = () => (audio ? Math.floor(audio.currentTime) : 0);
const clock = (second: number) => [Math.floor(second / 60), second % 60].map((part) => String(part).padStart(2, "0")).join(":");

/** Marks are kept in a hidden field of the form, as they go to the server. */
function marks(form: HTMLFormElement): void {
  const field = form.querySelector<HTMLInputElement>("input[name=marks]")!;
  const list = document.querySelector<HTMLElement>("[data-marks]")!;
  const read = () => JSON.parse(field.value || "[]") as Mark[];
  const write = (found: Mark[]) => {
    field.value = JSON.stringify(found.sort((a, b) => a.at_s - b.at_s));
    form.dispatchEvent(new Event("input"));
    show();
  };
  const show = () =>
    list.replaceChildren(
      ...read().map((mark, place) => {
        const line = document.createElement("li");
        const go = line.appendChild(button(clock(mark.at_s), t("Go to {time}", { time: clock(mark.at_s) })));
        go.onclick = () => seek(mark.at_s);
        const words = line.appendChild(document.createElement("input"));
        Object.assign(words, { value: mark.text, maxLength: 200 });
        words.setAttribute("aria-label", t("What is heard at {time}", { time: clock(mark.at_s) }));
        words.onchange = () => write(read().map((one, at) => (at === place ? { ...one, text: words.value } : one)));
        line.appendChild(button("×", t("Remove the mark at {time}", { time: clock(mark.at_s) }))).onclick = () => write(read().filter((_, at) => at !== place));
        return line;
      }),
    );
  show();
  form.addEventListener("restored", show);
  document.querySelector<HTMLButtonElement>("[data-mark]")?.addEventListener("click", () => write([...read(), { at_s: here(), text: "" }]));
}

function button(text: string, says: string): HTMLButtonElement {
  const made = document.createElement("button");
  Object.assign(made, { type: "button", className: "button compact", textContent: text });
  made.setAttribute("aria-label", says);
  return made;
}

// -- the sheet ----------------------------------------------------------------------------

/** What it comes to: 100 less the points off; a fatal error makes it nothing. */
function add(form: HTMLFormElement): void {
  const rows = [...form.querySelectorAll<HTMLInputElement>("input.points")];
  const fatal = form.querySelector("input[name=fatals]:checked") !== null;
  const total = fatal ? 0 : 100 - rows.reduce((sum, row) => sum + (Number(row.value) || 0), 0);
  for (const row of rows) row.closest("tr")!.classList.toggle("lost", Number(row.value) > 0);
  const grades = JSON.parse(form.dataset["grades"]!) as Record<string, number>;
  const words = JSON.parse(form.dataset["gradeWords"]!) as Record<string, string>;
  const grade = Object.keys(grades).find((one) => total >= grades[one]!) ?? "fail";
  form.querySelector<HTMLOutputElement>("[data-total]")!.value = String(total);
  const chip = form.querySelector<HTMLElement>("[data-grade]")!;
  chip.className = `chip ${{ excellent: "ok", good: "info", pass: "warn", fail: "bad" }[grade] ?? "mute"}`;
  chip.textContent = words[grade] ?? grade;
}

/** Only in the fields of points, which take digits: nothing here is a letter that somebody could mean as text. */
function keys(form: HTMLFormElement, event: KeyboardEvent): void {
  const field = event.target;
  if (!(field instanceof HTMLInputElement) || isComposing(event) || event.ctrlKey || event.altKey || event.metaKey) return;
  if (field.classList.contains("why") && event.key === "Enter") step(form, field, 1);
  else if (!field.classList.contains("points")) return;
  else if (event.key === "ArrowDown") step(form, field, 1);
  else if (event.key === "ArrowUp") step(form, field, -1);
  else if (event.key === "Enter") field.closest("tr")!.querySelector<HTMLInputElement>("input.why")!.focus();
  else if (event.key === " ") play();
  else if (event.key === "ArrowLeft" || event.key === "ArrowRight") move(event.key === "ArrowLeft" ? -STEP_S : STEP_S);
  else if (event.key === "m" || event.key === "M") note(form, field.closest("tr")!);
  else return;
  event.preventDefault();
}

function play(): void {
  if (!audio) document.querySelector<HTMLElement>("[data-sound] .player button")?.click();
  else if (audio.paused) void audio.play().catch(() => undefined);
  else audio.pause();
}

function move(seconds: number): void {
  if (audio) audio.currentTime = Math.max(0, audio.currentTime + seconds);
}

function step(form: HTMLFormElement, from: HTMLElement, by: number): void {
  const rows = [...form.querySelectorAll<HTMLInputElement>("input.points")];
  const next = rows[rows.indexOf(from.closest("tr")!.querySelector<HTMLInputElement>("input.points")!) + by];
  next?.focus();
  next?.select();
}

/** The moment of an item: a click on its button notes it, or goes there when it is noted. */
function moment(form: HTMLFormElement, event: MouseEvent): void {
  const place = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-moment]") : null;
  if (!place) return;
  const field = place.parentElement!.querySelector<HTMLInputElement>("input")!;
  if (field.value) seek(Number(field.value));
  else note(form, place.closest("tr")!);
}

function note(form: HTMLFormElement, row: HTMLElement): void {
  if (!audio) return;
  row.querySelector<HTMLInputElement>("input[name$='.at_s']")!.value = String(here());
  row.querySelector<HTMLElement>("[data-moment]")!.textContent = clock(here());
  form.dispatchEvent(new Event("input"));
}

// -- the draft ----------------------------------------------------------------------------

/** Kept in the browser at once and on the server a moment later; what the server never got is put back. */
function keep(form: HTMLFormElement): void {
  const name = `rexian.score.${form.dataset["person"]}.${form.dataset["score"]}`;
  const said = document.querySelector<HTMLElement>("[data-saved]")!;
  let timer = 0;
  let under_way: Promise<void> | undefined;
  restore(form, localStorage.getItem(name));
  const save = async () => {
    timer = 0;
    try {
      const sent = JSON.stringify(body(form));
      const answer = await send<{ version: number; saved_at: string }>("PUT", `/quality/cases/${form.dataset["score"]}/draft`, JSON.parse(sent), { version: Number(form.dataset["version"]) });
      form.dataset["version"] = String(answer.version);
      if (sent === JSON.stringify(body(form))) localStorage.removeItem(name);
      said.textContent = t("Draft saved {at}", { at: new Date(answer.saved_at).toLocaleTimeString([], { hour12: false }) });
    } catch (problem) {
      const here = t("Draft kept in this browser only.");
      said.textContent = `${here} ${(problem as Problem).message}`;
    }
  };
  form.addEventListener("input", () => {
    localStorage.setItem(name, JSON.stringify(body(form)));
    clearTimeout(timer);
    timer = window.setTimeout(() => (under_way = save()), WAIT_MS);
  });
  // A submission carries the version: a draft that is on its way would make it an old one.
  form.addEventListener(
    "submit",
    (event) => {
      clearTimeout(timer);
      timer = 0;
      if (!under_way) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      void under_way.finally(() => {
        under_way = undefined;
        form.requestSubmit();
      });
    },
    true,
  );
  form.addEventListener("done", () => localStorage.removeItem(name));
}

function restore(form: HTMLFormElement, kept: string | null): void {
  if (!kept) return;
  const found = JSON.parse(kept) as { answers?: Record<string, { lost?: number; remark?: string; at_s?: number | null }>; fatals?: string[]; praise?: string; advice?: string; marks?: Mark[] };
  for (const [key, said] of Object.entries(found.answers ?? {})) {
    const row = form.querySelector<HTMLElement>(`tr[data-item="${CSS.escape(key)}"]`);
    if (!row) continue;
    row.querySelector<HTMLInputElement>("input.points")!.value = said.lost ? String(said.lost) : "";
    row.querySelector<HTMLInputElement>("input.why")!.value = said.remark ?? "";
    row.querySelector<HTMLInputElement>("input[name$='.at_s']")!.value = said.at_s == null ? "" : String(said.at_s);
    if (said.at_s != null) row.querySelector<HTMLElement>("[data-moment]")!.textContent = clock(said.at_s);
  }
  for (const box of form.querySelectorAll<HTMLInputElement>("input[name=fatals]")) box.checked = (found.fatals ?? []).includes(box.value);
  for (const name of ["praise", "advice"] as const) form.querySelector<HTMLTextAreaElement>(`[name=${name}]`)!.value = found[name] ?? "";
  form.querySelector<HTMLInputElement>("input[name=marks]")!.value = JSON.stringify(found.marks ?? []);
  add(form);
  queueMicrotask(() => form.dispatchEvent(new Event("restored")));
  setTimeout(() => form.dispatchEvent(new Event("input")));
}
