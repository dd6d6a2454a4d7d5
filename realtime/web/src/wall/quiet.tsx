// Hours in which the wall keeps silent: the room may be empty, or somebody sleeps next door. Kept on the screen itself.
import { signal } from "@preact/signals";
import { t } from "../i18n";
import { opened } from "../modal";
import { hm, now } from "../time";
import { Icon } from "../ui";

type Hours = { from: string; to: string };
const KEPT = "rexian.wall.quiet";
const hours = signal<Hours>(read());
const isOpen = signal(false);

function read(): Hours {
  const [from = "", to = ""] = (localStorage.getItem(KEPT) ?? "").split("-");
  return { from, to };
}

/** Whether it is quiet at this wall time; hours that end before they begin go on over midnight. */
export function isQuiet(at: string = hm(now.peek()), { from, to }: Hours = hours.peek()): boolean {
  if (!from || !to || from === to) return false;
  return from < to ? at >= from && at < to : at >= from || at < to;
}

function keep(event: SubmitEvent): void {
  event.preventDefault();
  const said = new FormData(event.currentTarget as HTMLFormElement);
  hours.value = { from: String(said.get("from")), to: String(said.get("to")) };
  localStorage.setItem(KEPT, `${hours.value.from}-${hours.value.to}`);
  isOpen.value = false;
}

export function Quiet() {
  const { from, to } = hours.value;
  const word = from && to ? t("Quiet from {from} to {to}", { from, to }) : t("Quiet hours");
  const close = () => (isOpen.value = false);
  return (
    <>
      <button type="button" class="button ghost square" data-quiet aria-haspopup="dialog" aria-label={word} title={word} onClick={() => (isOpen.value = true)}><Icon name="bell-slash" /></button>
      {isOpen.value && (
        <dialog class="dialog" ref={opened} aria-labelledby="quiet-title" onClose={close}>
          <form onSubmit={keep}>
            <header><h2 id="quiet-title">{t("Quiet hours")}</h2></header>
            <div class="inside stack"><p class="muted">{t("No tone sounds on this screen in these hours; what is wrong is shown all the same.")}</p>
              <div class="fields"><p class="field"><label for="quiet-from">{t("From")}</label><input id="quiet-from" type="time" name="from" value={from} /></p>
                <p class="field"><label for="quiet-to">{t("To")}</label><input id="quiet-to" type="time" name="to" value={to} /></p></div></div>
            <footer><button type="button" class="button" onClick={close}>{t("Cancel")}</button><button type="submit" class="button primary">{t("Save")}</button></footer>
          </form>
        </dialog>
      )}
    </>
  );
}
