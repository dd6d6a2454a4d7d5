// The registers of equipment: a file that is taken in, and "all the others are normal".
import { Problem, send, upload } from "./api";
import { toast } from "./toast";

export function startRegisters(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (form.dataset["upload"]) {
      event.preventDefault();
      void handIn(form);
    }
    if (!form.dataset["file"]) return;
    event.preventDefault();
    void takeIn(form);
  });
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-rest]") : null;
    if (button) answerRest(button.closest("form")!, button.dataset["rest"]!);
  });
}

/** A list is taken in beside the requests: its page says how far it is. */
async function handIn(form: HTMLFormElement): Promise<void> {
  const file = form.querySelector<HTMLInputElement>("input[type=file]")!.files![0]!;
  const place = form.querySelector<HTMLElement>("[data-problem]")!;
  const button = form.querySelector<HTMLButtonElement>("[type=submit]")!;
  place.hidden = true;
  button.disabled = true;
  try {
    const name = file.name.replace(/[\x00-\x1f\x7f\u2028\u2029]/g, " ").slice(-120);
    const job = await upload<{ id: number }>(`${form.dataset["upload"]!}&name=${encodeURIComponent(name)}`, file);
    location.assign(`/lists/${job.id}`);
  } catch (error) {
    const problem = error as Problem;
    const missing = problem.params["missing"];
    place.textContent = Array.isArray(missing) ? `${problem.message} (${missing.join(", ")})` : problem.message;
    place.hidden = false;
    button.disabled = false;
  }
}

/** The chosen file goes as base64, because the door takes nothing but JSON. */
async function takeIn(form: HTMLFormElement): Promise<void> {
  const [method, path] = form.dataset["file"]!.split(" ") as [string, string];
  const field = form.querySelector<HTMLInputElement>("input[type=file]")!;
  const place = form.querySelector<HTMLElement>("[data-problem]")!;
  place.hidden = true;
  try {
    const answer = await send<Record<string, unknown>>(method, path, { [field.name]: await base64(field.files![0]!) });
    toast(form.dataset["done"]!.replace(/\{(\w+)\}/g, (_, name: string) => String(answer[name] ?? "")));
    location.reload();
  } catch (error) {
    const problem = error as Problem;
    const row = problem.params["row"];
    place.textContent = row ? `${problem.message} (${String(row)} ${String(problem.params["field"] ?? "")})` : problem.message;
    place.hidden = false;
  }
}

async function base64(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}

/** Every group of a form that has no answer yet gets this one. */
function answerRest(form: HTMLFormElement, value: string): void {
  const radios = [...form.querySelectorAll<HTMLInputElement>("input[type=radio]")];
  const answered = new Set(radios.filter((radio) => radio.checked).map((radio) => radio.name));
  for (const radio of radios) if (radio.value === value && !answered.has(radio.name)) radio.checked = true;
}
