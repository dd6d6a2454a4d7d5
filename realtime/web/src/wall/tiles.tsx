// One tile for each queue: who waits, for how long, and how well the day has gone.
import { t } from "../i18n";
import { named, type QueueRow } from "../board";
import { level } from "../states";
import { Icon, percent, Since } from "../ui";

export function Tiles({ queues }: { queues: QueueRow[] }) {
  return (
    <div class="tiles">
      {queues.map((queue) => <Tile key={queue.code} queue={queue} />)}
    </div>
  );
}

function Tile({ queue }: { queue: QueueRow }) {
  const { word, icon } = level(queue.level);
  const calm = queue.level === "ok";
  const slName = t("Answered in {s} s", { s: queue.sl_threshold_s });
  return (
    <section class={`tile ${queue.level}`} aria-label={t("Queue {name}", { name: named(queue) })} data-queue={queue.code}>
      <h2>{named(queue)}{!calm && <span class="flag"><Icon name={icon} /> {word}</span>}</h2>
      <p class="count"><b>{queue.waiting}</b><span>{t("waiting")}</span></p>
      <dl>
        <div><dt>{t("Longest wait")}</dt><dd class={calm ? "" : "loud"}>{queue.longest_since ? <Since at={queue.longest_since} /> : "00:00"}</dd></div>
        <div><dt>{slName}</dt><dd>{percent(queue.sl_pct)}</dd></div>
        <div><dt>{t("Abandoned")}</dt><dd>{queue.abandoned}</dd></div>
        <div><dt>{t("Talking · ready")}</dt><dd>{queue.talking} · {queue.ready}</dd></div>
      </dl>
      <Track value={queue.sl_pct} goal={queue.sl_target_pct} name={slName} />
    </section>
  );
}

function Track({ value, goal, name }: { value: number | null; goal: number; name: string }) {
  const said = t("{name} {value}, goal {goal}%", { name, value: percent(value), goal });
  return (
    <div class="track" role="img" aria-label={said}>
      <i style={{ width: `${value ?? 0}%` }} />
      <u style={{ left: `${goal}%` }} />
    </div>
  );
}
