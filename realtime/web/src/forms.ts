// Forms of request pages: <form data-send="POST /people"> goes to the API as JSON and comes back as words.
import { Problem, send } from "./api";
import { clearBoth, showBoth } from "./conflict";
import { t } from "./i18n";
import { means } from "./keys";
import { askToLeave } from "./leaving";
import { rowsOf, startRows } from "./listed";
import { toast } from "./toast";

/** What is gathered from several boxes of one name: codes, or words that may hold spaces. */
const SEVERAL = new Set(["list", "words"]);
type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

export function startForms(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (!form.dataset["send"]) return;
    event.preventDefault();
    void submit(form, event.submitter?.dataset["then"]);
  });
  // A form with a field of many lines is sent from within it.
  document.addEventListener("keydown", (event) => {
    const form = event.target instanceof HTMLElement ? event.target.closest<HTMLFormElement>("form[data-send]") : null;
    if (form && means(event, "save")) form.requestSubmit();
  });
  document.addEventListener("change", (event) => {
    if (event.target instanceof HTMLSelectElement && event.target.dataset["picks"] !== undefined) pick(event.target);
  });
  startRows();
  pickAll();
  // A list that was narrowed has come anew.
  document.addEventListener("htmx:after:swap", pickAll);
}

function pickAll(): void {
  for (const select of document.querySelectorAll<HTMLSelectElement>("select[data-picks]")) pick(select);
}

/** Of a form's `data-for` parts only those that name the chosen word are shown, and sent. */
function pick(select: HTMLSelectElement): void {
  for (const part of select.form!.querySelectorAll<HTMLElement>("[data-for]")) {
    part.hidden = !part.dataset["for"]!.split(" ").includes(select.value);
    for (const field of part.querySelectorAll<Field>("input, select, textarea")) field.disabled = part.hidden;
  }
}

/** `then`: what the button asks for once the form is saved, with the version that came of it. */
async function submit(form: HTMLFormElement, then?: string): Promise<void> {
  const [method, template] = form.dataset["send"]!.split(" ") as [string, string];
  // What somebody names anew is a part of the address: the field `data-part`.
  const path = template.replace(/\{(\w+)\}/g, (_, part: string) => encodeURIComponent(form.querySelector<HTMLInputElement>(`[data-part="${part}"]`)?.value ?? ""));
  const version = form.dataset["version"];
  clear(form);
  busy(form, true);
  try {
    const answer = await send<Record<string, unknown>>(method, path, body(form), version ? { version: Number(version) } : {});
    if (then) {
      form.dataset["version"] = String(answer["version"]);
      const [method, path] = then.split(" ") as [string, string];
      await send(method, path, {}, { version: Number(answer["version"]) });
    }
    done(form, answer ?? {});
  } catch (error) {
    const problem = error as Problem;
    if (problem.code === "stale_version" && version && (await showBoth(form, path))) refused(form, new Problem(409, problem.code, t("Somebody saved this in the meantime. Look at what differs and save again: what stands in the fields then holds.")));
    else if (form.dataset["leaving"] !== undefined && problem.code === "handover_missing") askToLeave(form, problem);
    else refused(form, problem);
  } finally {
    busy(form, false);
  }
}

/** Fields by name; `a.b` makes an object, `data-as` says how to read one; an empty field is left out,
 * or sent as null with `data-empty`, as an empty text with `data-blank`. */
export function body(form: HTMLFormElement): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const field of [...form.elements] as Field[]) {
    const value = field.name && !field.disabled ? worth(field) : undefined;
    if (value === undefined) continue;
    const path = field.name.split(".");
    const last = path.pop()!;
    const place = path.reduce((o, key) => (o[key] ??= {}) as Record<string, unknown>, out);
    place[last] = SEVERAL.has(field.dataset["as"] ?? "") ? [...((place[last] as unknown[]) ?? []), ...(value as unknown[])] : value;
  }
  return { ...out, ...rowsOf(form, worth) };
}

function worth(field: Field): unknown {
  if (field instanceof HTMLInputElement && field.type === "radio" && !field.checked) return undefined;
  const as = field.dataset["as"];
  if (as === "flag") return (field as HTMLInputElement).checked;
  if (as === "nothing") return (field as HTMLInputElement).checked ? null : undefined;
  // None of a list's boxes ticked is an empty list, not silence.
  if (field instanceof HTMLInputElement && field.type === "checkbox" && !field.checked) return SEVERAL.has(as ?? "") ? [] : undefined;
  if (field instanceof HTMLSelectElement && field.multiple) return [...field.selectedOptions].map((option) => option.value);
  if (field.value === "") return field.dataset["blank"] !== undefined ? "" : field.dataset["empty"] === undefined ? undefined : null;
  if (as === "list") return field.value.split(/[,,\s]+/).filter(Boolean);
  if (as === "words") return [field.value];
  if (as === "fields") return fieldLines(field.value);
  if (as === "pairs") return pairs(field.value);
  if (as === "counts") return Object.fromEntries(Object.entries(pairs(field.value)).map(([key, value]) => [key, Number(value)]));
  if (as === "hours") return Math.round(Number(field.value) * 60);
  if (as === "minutes") return minutes(field.value);
  if (as === "numbers") return field.value.split(/[^\d.-]+/).filter(Boolean).map(Number);
  if (as === "json") return parsed(field.value);
  if (as === "stretches") return stretches(field.value);
  if (as === "instant") return instantOf(field.value);
  if (as === "truth") return field.value === "true";
  if (as === "cents") return Math.round(Number(field.value) * 100);
  return as === "number" ? Number(field.value) : field.value;
}

/** A line for each field of a category: `key; name; type; need; option/option`. */
function fieldLines(text: string): Record<string, unknown>[] {
  const lines = text.split("\n").map((line) => line.split(/[;;]/).map((part) => part.trim())).filter(([key]) => key);
  return lines.map(([key, name, type, need, options]) => ({ key, name: name || key, ...(type ? { type } : {}), ...(need ? { need } : {}), options: (options ?? "").split("/").filter(Boolean) }));
}

/** `1=sales, 2=support`; what has no equals sign goes with an empty meaning, and the server says so. */
function pairs(text: string): Record<string, string> {
  const split = text.split(/[,,;;]/).filter((part) => part.trim());
  return Object.fromEntries(split.map((part) => [part.split("=")[0]!.trim(), part.split("=").slice(1).join("=").trim()]));
}

/** `09:00-12:00, 13:30-20:30`: from and to as the server takes them; what is no time goes as typed, and is refused there. */
function stretches(text: string): { opens: string; closes: string }[] {
  const parts = text.split(/[,,;;]/).map((part) => part.trim()).filter(Boolean);
  return parts.map((part) => part.split(/[-–~至]/).map((end) => end.trim().padStart(5, "0"))).map(([opens, closes]) => ({ opens: opens ?? "", closes: closes ?? "" }));
}

/** JSON as typed; what is none goes as text, and the server says what is wrong with it. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** A wall time of the centre (`2026-11-21T09:30`) with the offset that holds there then. */
function instantOf(text: string): string {
  // The second look is for the hours around a change of the clocks.
  const first = offsetAt(new Date(`${text}Z`));
  return text + offsetAt(new Date(text + first));
}

function offsetAt(at: Date): string {
  const zone = document.documentElement.dataset["zone"] ?? "UTC";
  const parts = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" }).formatToParts(at);
  return parts.find((part) => part.type === "timeZoneName")?.value.slice(3) || "Z";
}

/** "08:30" in minutes from midnight; "25:00" is one o'clock of the next day. */
function minutes(text: string): number {
  const [h = NaN, m = 0] = text.split(":").map(Number);
  return h * 60 + m;
}

function done(form: HTMLFormElement, answer: Record<string, unknown>): void {
  form.dispatchEvent(new CustomEvent("done", { detail: answer }));
  if (form.dataset["show"]) {
    reveal(form, answer);
    return;
  }
  if (Array.isArray(answer["items"]) && Number(answer["refused"]) > 0) {
    partly(form, answer);
    return;
  }
  const next = form.dataset["next"];
  if (next) location.assign(next.replace(/\{(\w+)\}/g, (_, name: string) => String(answer[name] ?? "")));
  else if (form.dataset["stay"] === undefined) location.reload();
  toast(form.dataset["done"] ?? t("Saved"));
}

/** Done to some and refused by others: which, and why, stands there until somebody has read it. */
function partly(form: HTMLFormElement, answer: Record<string, unknown>): void {
  const refused = (answer["items"] as { number: string; done: boolean; code: string }[]).filter((one) => !one.done);
  const place = form.querySelector<HTMLElement>("[data-problem]");
  const said = (form.dataset["done"] ?? t("Saved")).replace(/\{(\w+)\}/g, (_, name: string) => String(answer[name] ?? ""));
  if (!place) return;
  place.textContent = `${said}: ${refused.map((one) => `${one.number} ${one.code}`).join(", ")}`;
  place.hidden = false;
}

/** A secret that the server tells once (a first password, a token) is shown in place, to be copied. */
function reveal(form: HTMLFormElement, answer: Record<string, unknown>): void {
  const place = form.querySelector<HTMLElement>("[data-secret]");
  const secret = answer[form.dataset["show"]!];
  if (!place) return;
  place.hidden = false;
  place.querySelector("output")!.textContent = String(secret ?? "");
  const link = place.querySelector<HTMLElement>("[data-kiosk-link]");
  if (link && String(answer["scope"]).startsWith("board")) {
    // Behind the # it is sent to nobody: no log of a server or proxy ever holds the key.
    link.querySelector("output")!.textContent = `${location.origin}/kiosk#${String(secret ?? "")}`;
    link.hidden = false;
  }
  form.querySelector<HTMLButtonElement>("[type=submit]")!.hidden = true;
}

function refused(form: HTMLFormElement, problem: Problem): void {
  let first: Field | undefined;
  for (const [name, why] of Object.entries(problem.fields ?? {})) {
    const field = named(form, name);
    if (!field) continue;
    mark(field, why);
    first ??= field;
  }
  const place = form.querySelector<HTMLElement>("[data-problem]");
  if (place) {
    const rows = problem.params["rows"];
    place.textContent = Array.isArray(rows) ? `${problem.message} (${rows.join(", ")})` : problem.message;
    place.hidden = false;
    place.scrollIntoView({ block: "center" });
  } else toast(problem.message, "bad");
  first?.focus();
}

/** The field of this name, or the one whose part it is: `names.0` is a line of `names`. */
function named(form: HTMLFormElement, name: string): Field | undefined {
  for (let path = name; path; path = path.includes(".") ? path.slice(0, path.lastIndexOf(".")) : "") {
    const found = [...form.elements].find((field) => (field as Field).name === path && !(field as Field).disabled);
    if (found) return found as Field;
  }
  return undefined;
}

function mark(field: HTMLElement, why: string): void {
  field.setAttribute("aria-invalid", "true");
  const note = document.createElement("span");
  note.className = "wrong";
  note.textContent = why;
  field.after(note);
}

function clear(form: HTMLFormElement): void {
  clearBoth(form);
  for (const note of form.querySelectorAll(".wrong:not([data-problem])")) note.remove();
  for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
  form.querySelector<HTMLElement>("[data-problem]")?.setAttribute("hidden", "");
}

function busy(form: HTMLFormElement, is: boolean): void {
  form.setAttribute("aria-busy", String(is));
  for (const button of form.querySelectorAll<HTMLButtonElement>("[type=submit]")) button.disabled = is;
}
