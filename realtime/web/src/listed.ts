// Lists inside a form: <div data-rows="breaks"> with a <div data-row> for each of them, its fields named by data-key.

type Field = HTMLInputElement | HTMLSelectElement;
type Worth = (field: Field) => unknown;

export function startRows(): void {
  document.addEventListener("click", (event) => {
    const button = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>("[data-add-row]") : null;
    if (button) add(button.closest<HTMLElement>("[data-rows]")!, button);
  });
}

/** One more row like the last one, its texts empty, so that it may be left as it is. */
function add(list: HTMLElement, button: HTMLElement): void {
  const last = [...list.querySelectorAll<HTMLElement>("[data-row]")].at(-1)!;
  const fresh = last.cloneNode(true) as HTMLElement;
  for (const field of fresh.querySelectorAll<HTMLInputElement>("input:not([type=checkbox])")) field.value = "";
  button.before(fresh);
  fresh.querySelector<Field>("[data-key]")!.focus();
}

/** Every list of the form with its rows; a row whose first field is empty is none. */
export function rowsOf(form: HTMLFormElement, worth: Worth): Record<string, unknown[]> {
  const lists = [...form.querySelectorAll<HTMLElement>("[data-rows]")];
  return Object.fromEntries(lists.map((list) => [list.dataset["rows"]!, [...list.querySelectorAll<HTMLElement>("[data-row]")].map((row) => of(row, worth)).filter((row) => row !== null)]));
}

function of(row: HTMLElement, worth: Worth): Record<string, unknown> | null {
  const fields = [...row.querySelectorAll<Field>("[data-key]")];
  if (!fields[0]?.value) return null;
  const said = fields.map((field) => [field.dataset["key"]!, worth(field)] as const);
  const { until, ...rest } = Object.fromEntries(said.filter(([, value]) => value !== undefined)) as Record<string, unknown>;
  // People say until when, the server wants to know how long.
  return until === undefined ? rest : { ...rest, len: Number(until) - Number(rest["from"]) };
}
