// After the call: how much of the wrap-up is left, more time, or done and ready. What is not filed stays as a draft.
import { useEffect } from "preact/hooks";
import { t } from "../i18n";
import { bind } from "../keys";
import { at, now, span } from "../time";
import { Icon, Key, Since } from "../ui";
import { state } from "./me";
import { choose } from "./states";

const isWrapping = () => state.value?.state === "wrapup";

export function WrapUp() {
  useEffect(() => bind("longer", () => { if (isWrapping()) void choose("wrapup"); }), []);
  const row = state.value;
  if (!row || !isWrapping()) return null;
  // Said at the console it lasts until the agent ends it; counted by the phone system it ends by itself.
  const until = row.phone_state === "acw" ? at(row.wrapup_until) : null;
  const left = until === null ? null : Math.max(0, until - now.value);
  return (
    <section class="wrapping warn" aria-label={t("Wrap-up")} data-wrapup>
      <Icon name="pencil-square" /><b>{t("Wrap-up")}</b>
      <span class="timer">{left === null ? <Since at={row.since} /> : <span class="since">{span(left)}</span>}</span>
      <span class="muted small">{left === null ? t("lasts until you are ready") : t("then you are ready again; the draft is kept")}</span>
      <span class="row push">
        {left !== null && <button type="button" class="button" onClick={() => void choose("wrapup")}>{t("Go on wrapping up")}<Key of="longer" /></button>}
        <button type="button" class="button primary" onClick={() => void choose("idle")}>{t("Done, ready")}<Key of="ready" /></button>
      </span>
    </section>
  );
}
