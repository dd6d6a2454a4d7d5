// Two people saved the same form: every field that differs shows both values, to be chosen one by one; nothing is lost.
import { get } from "./api";
import { t } from "./i18n";

type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;
type Value = string | number | boolean | null;

/** Shows what the other one wrote; true when there was something to show. The next save goes on from their version. */
export async function showBoth(form: HTMLFormElement, path: string): Promise<boolean> {
  const theirs = await get<Record<string, unknown>>(path).catch(() => undefined);
  if (!theirs || typeof theirs["version"] !== "number") return false;
  form.dataset["version"] = String(theirs["version"]);
  clearBoth(form);
  const fields = [...form.elements].filter((one): one is Field => one instanceof HTMLInputElement || one instanceof HTMLSelectElement || one instanceof HTMLTextAreaElement);
  const differ = fields.filter((field) => field.name && plain(at(theirs, field.name)) && said(field) !== text(at(theirs, field.name) as Value));
  for (const field of differ) field.closest(".field, .check")?.append(choice(field, at(theirs, field.name) as Value));
  return true;
}

export function clearBoth(form: HTMLFormElement): void {
  for (const note of form.querySelectorAll(".clash")) note.remove();
}

const at = (whole: Record<string, unknown>, path: string): unknown => path.split(".").reduce<unknown>((part, name) => (part as Record<string, unknown> | undefined)?.[name], whole);
const plain = (value: unknown) => value === null || ["string", "number", "boolean"].includes(typeof value);
const text = (value: Value) => (value === null ? "" : String(value));
const said = (field: Field) => (field instanceof HTMLInputElement && field.type === "checkbox" ? String(field.checked) : field.value);

function choice(field: Field, theirs: Value): HTMLElement {
  const note = document.createElement("span");
  note.className = "clash notice warn";
  const words = note.appendChild(document.createElement("span"));
  words.textContent = t("Saved by somebody else: {value}", { value: text(theirs) || "—" });
  const button = note.appendChild(document.createElement("button"));
  button.type = "button";
  button.className = "button compact";
  button.textContent = t("Use theirs");
  button.addEventListener("click", () => {
    if (field instanceof HTMLInputElement && field.type === "checkbox") field.checked = theirs === true;
    else field.value = text(theirs);
    note.remove();
    field.focus();
  });
  return note;
}
