// Dialogs over the page: one at a time, closed by Escape, the field at fault marked.
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "./i18n";

/** As the `ref` of a dialog: it opens over the page as soon as it is drawn. */
export function opened(box: HTMLDialogElement | null): void {
  if (box && !box.open) box.showModal();
}

/** A dialog over the page, closed by Escape and by `close`. */
export function Modal({ title, close, children, submit, go }: { title: string; close: () => void; children: ComponentChildren; submit?: () => void; go?: string }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="dialog" aria-label={title} onClose={close}>
      <form onSubmit={(event) => { event.preventDefault(); submit?.(); }}>
        <header><h2>{title}</h2></header>
        <div class="inside">{children}</div>
        <footer><button type="button" class="button" onClick={close}>{t("Cancel")}</button>{go && <button type="submit" class="button primary">{go}</button>}</footer>
      </form>
    </dialog>
  );
}

type Sending = { title: string; close: () => void; children: ComponentChildren; go: string; request: string; version?: number; done: () => void };

/** A dialog whose fields go to the API by their names (see forms.ts); it closes once that is done. */
export function SendModal({ title, close, children, go, request, version, done }: Sending) {
  const dialog = useRef<HTMLDialogElement>(null);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
    form.current?.addEventListener("done", () => (close(), done()));
  }, []);
  return (
    <dialog ref={dialog} class="dialog" aria-label={title} onClose={close}>
      <form ref={form} data-send={request} data-version={version} data-stay data-done={t("Done")}>
        <header><h2>{title}</h2></header>
        <div class="inside"><p class="notice bad" data-problem role="alert" hidden />{children}</div>
        <footer><button type="button" class="button" onClick={close}>{t("Cancel")}</button><button type="submit" class="button primary">{go}</button></footer>
      </form>
    </dialog>
  );
}
