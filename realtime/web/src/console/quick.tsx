// One-click times of a promise.
import { t } from "../i18n";
import { instant, local, now, ymd } from "../time";

const HALF_HOUR = 1800;
const round = (s: number) => Math.ceil(s / 300) * 300;

export function QuickTimes({ set }: { set: (wallClock: string) => void }) {
  const morning = () => local(instant(`${ymd(now.value + 86400)}T09:00`));
  return (
    <span class="row quick" role="group" aria-label={t("Quick times")}>
      <button type="button" class="button compact" onClick={() => set(local(round(now.value + HALF_HOUR)))}>{t("+30 min")}</button>
      <button type="button" class="button compact" onClick={() => set(local(round(now.value + 4 * HALF_HOUR)))}>{t("+2 h")}</button>
      <button type="button" class="button compact" onClick={() => set(morning())}>{t("tomorrow 9:00")}</button>
    </span>
  );
}
