// The dialog that a list fills with a fragment from the server: it opens by itself when something arrives.

export function startEditor(): void {
  const dialog = document.querySelector<HTMLDialogElement>("dialog[data-editor]");
  if (!dialog) return;
  new MutationObserver(() => {
    if (!dialog.open && dialog.childElementCount) dialog.showModal();
  }).observe(dialog, { childList: true });
  dialog.addEventListener("close", () => dialog.replaceChildren());
}
