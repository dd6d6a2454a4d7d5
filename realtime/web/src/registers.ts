// The registers of equipment: a file that is taken in, and "all the others are normal".
import { Problem, send } from "./api";
import { toast } from "./toast";

export function startRegisters(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (!form.dataset["file"]) return;
    event.preventDefault();
    void takeIn(form);
  });
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-rest]") : null;
    if (button) answerRest(button.closest("form")!, button.dataset["rest"]!);
  });
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
