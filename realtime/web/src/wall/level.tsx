// Service level of the whole centre today: an arc, its goal, and the sums behind it.
import { t } from "../i18n";
import type { CallbacksRow, SlaRow } from "../board";
import { count, percent } from "../ui";

const SWEEP = 240;
const point = (part: number, radius: number) => {
  const angle = ((90 + (360 - SWEEP) / 2 + part * SWEEP) * Math.PI) / 180;
  return `${(60 + radius * Math.cos(angle)).toFixed(2)} ${(54 + radius * Math.sin(angle)).toFixed(2)}`;
};
const arc = (part: number) => `M ${point(0, 44)} A 44 44 0 ${part * SWEEP > 180 ? 1 : 0} 1 ${point(part, 44)}`;

export function Level({ day, callbacks }: { day: SlaRow | undefined; callbacks: CallbacksRow | undefined }) {
  const value = day?.sl_pct ?? null;
  const goal = day?.target_pct ?? 80;
  const tone = value === null ? "mute" : value >= goal ? "ok" : value >= goal - 10 ? "warn" : "bad";
  return (
    <section class="panel level">
      <h2>{t("Service level today")}</h2>
      <div class="lower">
        <svg class={`gauge ${tone}`} viewBox="0 0 120 92" role="img" aria-label={t("{name} {value}, goal {goal}%", { name: t("Service level today"), value: percent(value), goal })}>
          <path class="ring" d={arc(1)} />
          {value !== null && value > 0 && <path class="value" d={arc(Math.min(value, 100) / 100)} />}
          <path class="mark" d={`M ${point(goal / 100, 37)} L ${point(goal / 100, 51)}`} />
          <text class="figure" x="60" y="58">{percent(value)}</text>
          <text class="goal" x="60" y="74">{t("goal {goal}%", { goal })}</text>
        </svg>
        <Sums day={day} callbacks={callbacks} />
      </div>
    </section>
  );
}

function Sums({ day, callbacks }: { day: SlaRow | undefined; callbacks: CallbacksRow | undefined }) {
  return (
    <dl class="sums">
      <div><dt>{t("Offered")}</dt><dd>{count(day?.offered)}</dd></div>
      <div><dt>{t("Answered")}</dt><dd>{count(day?.answered)}</dd></div>
      <div><dt>{t("Abandoned")}</dt><dd>{count(day?.abandoned)}</dd></div>
      <div><dt>{t("Loss rate")}</dt><dd>{percent(day?.lost_pct)}</dd></div>
      <div><dt>{t("Call-backs open")}</dt><dd>{count(callbacks?.open)}</dd></div>
      <div class={callbacks?.overdue ? "bad loud" : ""}><dt>{t("Call-backs overdue")}</dt><dd>{count(callbacks?.overdue)}</dd></div>
    </dl>
  );
}
