// 求助: the lead is told at once, with the call it is about; said again for the same call it is said once.
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Problem, send } from "../api";
import { t } from "../i18n";
import { bind } from "../keys";
import { toast } from "../toast";
import { Icon, Key } from "../ui";
import { draft } from "./drafts";
import { call } from "./me";

const asking = signal(false);

async function ask(): Promise<void> {
  if (asking.value) return;
  asking.value = true;
  try {
    const note = draft.value.subject.slice(0, 200);
    const { helpers } = await send<{ helpers: string[] }>("POST", "/agents/me/help", { callid: call.value?.callid ?? "", note });
    toast(t("{names} is told that you ask for help", { names: helpers.join(", ") }));
  } catch (problem) {
    toast((problem as Problem).message, "bad");
  }
  asking.value = false;
}

export function HelpButton() {
  useEffect(() => bind("help", () => void ask()), []);
  return <button type="button" class="button" disabled={asking.value} data-help onClick={() => void ask()}><Icon name="hand-index" />{t("Help")}<Key of="help" /></button>;
}
