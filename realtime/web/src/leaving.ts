// Logging out with something in hand asks for the hand-over sheet; who goes without it says so.
import { Problem } from "./api";
import { t } from "./i18n";

/** The question in place of the refusal: write the sheet, or go all the same. */
export function askToLeave(form: HTMLFormElement, problem: Problem): void {
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  dialog.setAttribute("aria-label", t("Hand-over"));
  const title = document.createElement("header");
  title.append(Object.assign(document.createElement("h2"), { textContent: t("Hand-over") }));
  const text = Object.assign(document.createElement("p"), { className: "inside", textContent: t("Your shift ends, and in your hand are {tickets} tickets and {callbacks} call-backs. The next shift knows nothing of them yet.", { tickets: Number(problem.params["tickets"] ?? 0), callbacks: Number(problem.params["callbacks"] ?? 0) }) });
  const sheet = Object.assign(document.createElement("a"), { className: "button primary", href: "/handovers", textContent: t("Write the hand-over sheet") });
  const leave = Object.assign(document.createElement("button"), { className: "button", type: "button", textContent: t("Log out without it") });
  const stay = Object.assign(document.createElement("button"), { className: "button", type: "button", textContent: t("Cancel") });
  const foot = document.createElement("footer");
  foot.append(stay, leave, sheet);
  dialog.append(title, text, foot);
  stay.addEventListener("click", () => dialog.close());
  leave.addEventListener("click", () => {
    form.dataset["send"] = "DELETE /session?without_handover=true";
    dialog.close();
    form.requestSubmit();
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
