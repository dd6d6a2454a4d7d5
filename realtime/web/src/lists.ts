// Lists with boxes to tick: choose all of them, and what can be done with those that are chosen.

export function startLists(): void {
  document.addEventListener("change", (event) => {
    const box = event.target;
    if (!(box instanceof HTMLInputElement) || box.type !== "checkbox" || !box.form) return;
    const all = box.dataset["all"];
    if (all) for (const one of boxes(box.form, all)) one.checked = box.checked;
    tell(box.form);
  });
}

/** What acts on the chosen ones is shown, and counted, while there are any. */
function tell(form: HTMLFormElement): void {
  for (const place of form.querySelectorAll<HTMLElement>("[data-chosen]")) {
    const chosen = boxes(form, place.dataset["chosen"]!).filter((one) => one.checked).length;
    place.hidden = chosen === 0;
    place.querySelector("[data-chosen-count]")!.textContent = String(chosen);
  }
}

function boxes(form: HTMLFormElement, name: string): HTMLInputElement[] {
  return [...form.querySelectorAll<HTMLInputElement>(`input[type=checkbox][name="${name}"]`)];
}
