// Several escalations at once: ticked in the list, taken or acknowledged with one press; each answers for itself.
import { computed, signal } from "@preact/signals";
import { Problem, send } from "../api";
import type { EscalationRow } from "../board";
import { t } from "../i18n";
import { toast } from "../toast";
import { Icon } from "../ui";
import { isOpen, shown, supervises } from "./rows";

const ticked = signal<ReadonlySet<number>>(new Set());
const busy = signal(false);
/** What is ticked and still stands there open: what somebody else settled meanwhile is no longer meant. */
const meant = computed(() => shown.value.filter((row) => ticked.value.has(row.id) && isOpen(row)));

const DEEDS = {
  take: (row: EscalationRow) => send("PUT", `/escalations/${row.id}/assignment`, { assignee: "me" }, { version: row.version }),
  acknowledge: (row: EscalationRow) => send("PUT", `/escalations/${row.id}/acknowledgement`, {}),
};

export const Tick = ({ row }: { row: EscalationRow }) =>
  supervises && isOpen(row) ? (
    <input type="checkbox" class="tick" aria-label={t("Choose {number}, level {level}", { number: row.ticket_number, level: row.level })} checked={ticked.value.has(row.id)} onChange={(e) => tick([row.id], e.currentTarget.checked)} />
  ) : null;

/** The bar above the list; it is there as soon as there is more than one to choose from. */
export function Many() {
  const open = shown.value.filter(isOpen);
  if (!supervises || open.length < 2) return null;
  const count = meant.value.length;
  return (
    <div class="row many">
      <label class="check"><input type="checkbox" checked={count === open.length} onChange={(e) => tick(open.map(({ id }) => id), e.currentTarget.checked)} />{count ? t("{n} chosen", { n: count }) : t("Choose all")}</label>
      <button type="button" class="button compact" data-many="take" disabled={!count || busy.value} onClick={() => void all("take")}><Icon name="hand-index" /> {t("Take it")}</button>
      <button type="button" class="button compact" data-many="acknowledge" disabled={!count || busy.value} onClick={() => void all("acknowledge")}><Icon name="check2" /> {t("Acknowledge")}</button>
    </div>
  );
}

function tick(ids: number[], on: boolean): void {
  const next = new Set(ticked.peek());
  for (const id of ids) on ? next.add(id) : next.delete(id);
  ticked.value = next;
}

/** One after the other: what is refused keeps its tick, and the first reason is said. */
async function all(deed: keyof typeof DEEDS): Promise<void> {
  busy.value = true;
  const rows = meant.peek();
  const refused: Problem[] = [];
  for (const row of rows) {
    await DEEDS[deed](row).then(() => tick([row.id], false), (problem: Problem) => refused.push(problem));
  }
  busy.value = false;
  const done = t("{n} done", { n: rows.length - refused.length });
  const why = refused[0] && t("{n} refused: {why}", { n: refused.length, why: refused[0].message });
  if (why) toast(`${done} · ${why}`, "bad");
  else toast(done);
}
