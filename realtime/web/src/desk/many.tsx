// Several escalations at once: ticked in the list, taken, acknowledged or given to somebody; each answers for itself.
import { computed, signal } from "@preact/signals";
import { get, Problem, send } from "../api";
import type { EscalationRow } from "../board";
import { t } from "../i18n";
import { toast } from "../toast";
import { Icon } from "../ui";
import type { Candidate } from "./detail";
import { isOpen, shown, supervises } from "./rows";

const ticked = signal<ReadonlySet<number>>(new Set());
const busy = signal(false);
/** What is ticked and still stands there open: what somebody else settled meanwhile is no longer meant. */
const meant = computed(() => shown.value.filter((row) => ticked.value.has(row.id) && isOpen(row)));

type Deed = (row: EscalationRow) => Promise<unknown>;

/** Who could take every one of those that are meant; null: nobody has asked. */
const candidates = signal<Candidate[] | null>(null);

const give = (assignee: string): Deed => (row) => send("PUT", `/escalations/${row.id}/assignment`, { assignee }, { version: row.version });
const DEEDS = {
  take: give("me"),
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
      <button type="button" class="button compact" data-many="take" disabled={!count || busy.value} onClick={() => void all(DEEDS.take)}><Icon name="hand-index" /> {t("Take it")}</button>
      <button type="button" class="button compact" data-many="acknowledge" disabled={!count || busy.value} onClick={() => void all(DEEDS.acknowledge)}><Icon name="check2" /> {t("Acknowledge")}</button>
      <button type="button" class="button compact" data-many="assign" aria-expanded={candidates.value !== null} disabled={!count || busy.value} onClick={() => void ask()}><Icon name="person-plus" /> {t("Assign to")}</button>
      {candidates.value && count > 0 && <Whom list={candidates.value} />}
    </div>
  );
}

/** Load and skill beside each name, the least loaded on duty first. */
function Whom({ list }: { list: Candidate[] }) {
  const said = (one: Candidate) => [one.fits ? t("answers this queue") : one.queues.join(", "), t("{n} open", { n: one.open }), one.on_shift ? t("on duty") : t("off duty")].filter(Boolean).join(" · ");
  const chosen = (event: SubmitEvent) => {
    event.preventDefault();
    void all(give(String(new FormData(event.currentTarget as HTMLFormElement).get("assignee"))));
    candidates.value = null;
  };
  if (!list.length) return <span class="muted small">{t("Nobody could take all of these.")}</span>;
  return (
    <form class="row" data-many-whom onSubmit={chosen}>
      <select name="assignee" aria-label={t("Assign to")}>{list.map((one) => <option key={one.code} value={one.code}>{one.name} ({said(one)})</option>)}</select>
      <button type="submit" class="button compact primary">{t("Assign")}</button>
    </form>
  );
}

/** Whoever is a candidate for one and not for another is none; fit is who answers every queue among them. */
async function ask(): Promise<void> {
  if (candidates.value) return void (candidates.value = null);
  busy.value = true;
  try {
    const lists = await Promise.all(meant.peek().map((row) => get<{ items: Candidate[] }>(`/escalations/${row.id}/candidates`)));
    const [first, ...others] = lists.map(({ items }) => items);
    const same = (one: Candidate) => others.map((list) => list.find(({ code }) => code === one.code));
    candidates.value = (first ?? []).filter((one) => same(one).every(Boolean)).map((one) => ({ ...one, fits: one.fits && same(one).every((other) => other!.fits) }));
  } catch (problem) {
    toast((problem as Problem).message, "bad");
  }
  busy.value = false;
}

function tick(ids: number[], on: boolean): void {
  const next = new Set(ticked.peek());
  for (const id of ids) on ? next.add(id) : next.delete(id);
  ticked.value = next;
}

/** One after the other: what is refused keeps its tick, and the first reason is said. */
async function all(deed: Deed): Promise<void> {
  busy.value = true;
  const rows = meant.peek();
  const refused: Problem[] = [];
  for (const row of rows) {
    await deed(row).then(() => tick([row.id], false), (problem: Problem) => refused.push(problem));
  }
  busy.value = false;
  const done = t("{n} done", { n: rows.length - refused.length });
  const why = refused[0] && t("{n} refused: {why}", { n: refused.length, why: refused[0].message });
  if (why) toast(`${done} · ${why}`, "bad");
  else toast(done);
}
