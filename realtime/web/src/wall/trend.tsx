// Calls offered and answered, minute by minute, over the last hour.
import "uplot/dist/uPlot.min.css";
import { useEffect, useRef } from "preact/hooks";
import type { ReadonlySignal } from "@preact/signals";
import { t } from "../i18n";
import type { TrendRow } from "../board";

export function Trend({ row }: { row: ReadonlySignal<TrendRow | undefined> }) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => drawn(host.current!, row), []);
  const sums = [total(row.value?.offered), total(row.value?.answered)] as const;
  return (
    <section class="panel trend">
      <h2>
        {t("Last 60 minutes")}
        <span class="key info"><Stroke dash="" />{t("Offered")} {sums[0]}</span>
        <span class="key ok"><Stroke dash="5 3" />{t("Answered")} {sums[1]}</span>
      </h2>
      <div class="lower"><figure role="img" aria-label={t("Offered {a}, answered {b} in the last 60 minutes", { a: sums[0], b: sums[1] })}><div ref={host} /></figure></div>
    </section>
  );
}

const total = (numbers: number[] = []) => numbers.reduce((a, b) => a + b, 0);

const Stroke = ({ dash }: { dash: string }) => (
  <svg viewBox="0 0 30 8" aria-hidden="true"><path d="M0 4H30" stroke="var(--tone)" stroke-width="3" stroke-dasharray={dash} /></svg>
);

/** The chart's library is a quarter of the page: it comes while the numbers stand already. The answer takes it down. */
function drawn(host: HTMLElement, row: ReadonlySignal<TrendRow | undefined>): () => void {
  let stop: (() => void) | undefined;
  let gone = false;
  void import("./curve").then(({ chart }) => {
    if (!gone) stop = chart(host, row);
  });
  return () => {
    gone = true;
    stop?.();
  };
}
