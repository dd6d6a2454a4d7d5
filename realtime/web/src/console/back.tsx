// After an interruption: how long it was, and the state that the server gave to who was not there.
import { effect, signal } from "@preact/signals";
import { t } from "../i18n";
import { backAfter, link } from "../live";
import { look } from "../states";
import { span } from "../time";
import { toast } from "../toast";
import { Icon } from "../ui";
import { state } from "./me";
import { choose } from "./states";

/** What the agent was when the connection broke, and is no longer. */
const was = signal<string | null>(null);

export function startBack(): void {
  let before: string | null = null;
  let told = 0;
  effect(() => {
    const now = state.value?.state ?? null;
    if (link.value === "down") before ??= now;
    if (link.value !== "live") return;
    if (backAfter.value && backAfter.value !== told) {
      told = backAfter.value;
      toast(t("Connected again after {time}; everything is up to date.", { time: span(told) }));
    }
    if (before === "idle" && now && ["busy", "break", "offline", "lost"].includes(now)) was.value = before;
    if (now === "idle") was.value = null;
    before = null;
  });
}

export function Back() {
  if (!was.value) return null;
  return (
    <p class="notice warn" role="status"><Icon name="wifi-off" />
      <span>{t("While the connection was gone you were set to: {state}.", { state: look(state.value?.state ?? "").word })}</span>
      <button type="button" class="button compact push" onClick={() => void choose("idle").then(() => (was.value = null))}>{t("Ready again")}</button></p>
  );
}
