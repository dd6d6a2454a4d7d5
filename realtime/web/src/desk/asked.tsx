// The questions for more time (延期) that wait for this supervisor, whatever deadline they are about.
import { signal } from "@preact/signals";
import { get } from "../api";
import { t } from "../i18n";
import { Decide, type Extension } from "../supervision/owed";
import { at, brief } from "../time";
import { DueChip, Empty } from "../ui";
import { supervises } from "./rows";

const EVERY_MS = 15_000;
export const asked = signal<Extension[]>([]);
const deciding = signal<Extension | null>(null);

export async function loadAsked(): Promise<void> {
  if (supervises) asked.value = await get<{ items: Extension[] }>("/extensions").then(({ items }) => items, () => asked.peek());
}

export function startAsked(): void {
  void loadAsked();
  setInterval(() => void (document.visibilityState === "visible" && loadAsked()), EVERY_MS);
}

export function Asked() {
  return (
    <>
      <ul class="escalations" aria-label={t("More time asked for")}>
        {asked.value.map((one) => (
          <li key={one.id}>
            <button type="button" class="escalation" data-asked={one.id} aria-haspopup="dialog" onClick={() => (deciding.value = one)}>
              <span class="left">{one.was_due_at && <DueChip due={one.was_due_at} />}</span>
              <span class="what"><b>{one.reason}</b><span class="muted small">{one.ticket} · {one.asked_by?.name}</span></span>
              <span class="tags">{t("until {time}", { time: brief(at(one.until)!) })}</span>
            </button>
          </li>
        ))}
        {asked.value.length === 0 && <li><Empty icon="check-circle">{t("Nobody asks for more time.")}</Empty></li>}
      </ul>
      {deciding.value && <Decide one={deciding.value} close={() => (deciding.value = null)} done={() => void loadAsked()} />}
    </>
  );
}
