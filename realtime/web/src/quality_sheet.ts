// Editing a table of rows that goes to the server as a list: score sheets and questionnaires.
import { t } from "./i18n";

type Row = Record<string, unknown>;

export function startSheetEditor(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-sheet-editor]")) {
    for (const field of form.querySelectorAll<HTMLInputElement>("input[data-rows]")) edit(form, field);
  }
}

/** The table of the same name shows the hidden field's rows; whatever is typed goes back into it. */
function edit(form: HTMLFormElement, field: HTMLInputElement): void {
  const name = field.dataset["rows"]!;
  const table = form.querySelector<HTMLTableElement>(`[data-table="${name}"]`)!;
  const heads = [...table.querySelectorAll<HTMLElement>("[data-column]")];
  const lines = table.tBodies[0]!;
  const add = (row: Row) => lines.append(line(heads, row, write));
  function write(): void {
    const rows = [...lines.rows].map((one) => read(one));
    field.value = JSON.stringify(rows);
    const sum = table.querySelector<HTMLOutputElement>("[data-sum]");
    if (sum) sum.value = String(rows.reduce((all, row) => all + (Number(row["worth"]) || 0), 0));
  }
  for (const row of JSON.parse(field.value || "[]") as Row[]) add(row);
  write();
  lines.addEventListener("input", write);
  form.querySelector(`[data-add="${name}"]`)?.addEventListener("click", () => {
    add({ key: `${name.slice(0, 1)}${Date.now().toString(36)}` });
    write();
    lines.rows[lines.rows.length - 1]?.querySelector<HTMLInputElement>("input, select")?.focus();
  });
}

function line(heads: HTMLElement[], row: Row, changed: () => void): HTMLTableRowElement {
  const made = document.createElement("tr");
  // What a row has beside its columns (nothing people edit) goes back as it came.
  made.dataset["row"] = JSON.stringify(row);
  for (const head of heads) made.insertCell().append(cell(head, row[head.dataset["column"]!]));
  const gone = document.createElement("button");
  Object.assign(gone, { type: "button", className: "button compact", textContent: "×" });
  gone.setAttribute("aria-label", t("Remove this row"));
  gone.onclick = () => {
    made.remove();
    changed();
  };
  made.insertCell().append(gone);
  return made;
}

function cell(head: HTMLElement, value: unknown): HTMLElement {
  const options = head.dataset["options"];
  const made = options ? choice(JSON.parse(options) as [string, string][]) : document.createElement("input");
  const key = head.dataset["column"]!;
  made.dataset["key"] = key;
  made.setAttribute("aria-label", head.textContent ?? key);
  if (made instanceof HTMLInputElement && typeof value === "boolean") made.checked = value;
  if (made instanceof HTMLInputElement && head.dataset["kind"]) made.type = head.dataset["kind"];
  if (made instanceof HTMLInputElement && made.type === "checkbox") made.checked = value === true;
  else made.value = Array.isArray(value) ? value.join(" / ") : String(value ?? (made instanceof HTMLSelectElement ? made.value : ""));
  if (key === "worth" && made instanceof HTMLInputElement) Object.assign(made, { type: "number", min: "1", max: "100" });
  return made;
}

function choice(options: [string, string][]): HTMLSelectElement {
  const made = document.createElement("select");
  for (const [code, word] of options) made.add(new Option(word, code));
  return made;
}

function read(line: HTMLTableRowElement): Row {
  const row = JSON.parse(line.dataset["row"]!) as Row;
  for (const field of line.querySelectorAll<HTMLInputElement | HTMLSelectElement>("[data-key]")) {
    const key = field.dataset["key"]!;
    if (field instanceof HTMLInputElement && field.type === "checkbox") row[key] = field.checked;
    else if (key === "worth") row[key] = Number(field.value) || 0;
    else if (key === "options") row[key] = field.value.split("/").map((one) => one.trim()).filter(Boolean);
    else row[key] = field.value;
  }
  return row;
}
