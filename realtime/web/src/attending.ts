// The day's attendance while its shifts run: adherence of each row counted on, and who does not do what is planned.
import { effect } from "@preact/signals";
import type { KeepingRow } from "./board";
import { t } from "./i18n";
import { keptTo } from "./keeping";
import { follow } from "./live";
import { doing } from "./states";
import { now, span } from "./time";
import { percent } from "./ui";

const PREFIX = "keeping:";

/** Follows everybody of whom the page shows a running shift. */
export function attend(cells: NodeListOf<HTMLElement>): void {
  const places = new Map([...cells].map((cell) => [cell.dataset["keeping"]!, cell]));
  const topic = follow<KeepingRow>("keeping");
  effect(() => {
    for (const [id, row] of topic.rows.value) {
      const cell = places.get(id.slice(PREFIX.length));
      if (cell) show(cell, row, now.value);
    }
  });
}

function show(cell: HTMLElement, row: KeepingRow, s: number): void {
  const { pct, off, planned } = keptTo(row, s);
  cell.textContent = percent(pct);
  if (off === null || planned === null) return;
  const chip = document.createElement("span");
  chip.className = "chip warn";
  chip.textContent = t("planned now: {what}, for {time}", { what: doing(planned), time: span(off) });
  cell.append(" ", chip);
}
