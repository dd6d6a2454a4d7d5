// The open escalations, by lane and by the time that is left.
import { computed, signal } from "@preact/signals";
import type { EscalationRow } from "../board";
import { t } from "../i18n";
import { follow } from "../live";
import { at } from "../time";

export const topic = follow<EscalationRow>("desk");
const frame = document.querySelector<HTMLElement>("[data-person]")!.dataset;
export const me = frame["person"] ?? "";
export const supervises = frame["supervises"] === "1";
export const writes = frame["writes"] === "1";
/** The lane whose rows are no escalations: questions for more time. */
export const ASKED = "asked";

type Lane = { key: string; word: string; holds: (row: EscalationRow) => boolean };
export const isOpen = (row: EscalationRow) => row.state === "notified" || row.state === "acknowledged";

export const LANES: Lane[] = [
  { key: "all", word: t("All open"), holds: isOpen },
  { key: "free", word: t("Not taken"), holds: (row) => isOpen(row) && !row.assignee },
  { key: "mine", word: t("Mine"), holds: (row) => isOpen(row) && row.assignee?.code === me },
  { key: "work", word: t("In work"), holds: (row) => isOpen(row) && !!row.assignee },
  { key: "armed", word: t("Coming"), holds: (row) => row.state === "armed" },
  { key: "done", word: t("Settled today"), holds: (row) => row.state === "resolved" },
];

export const lane = signal("all");
export const search = signal("");
export const all = computed(() => [...topic.rows.value.values()].toSorted((a, b) => (at(a.due_at) ?? Infinity) - (at(b.due_at) ?? Infinity)));
export const shown = computed(() => {
  const holds = LANES.find(({ key }) => key === lane.value)?.holds ?? (() => false);
  const words = search.value.trim().toLowerCase();
  return all.value.filter((row) => holds(row) && [row.ticket_number, row.subject, row.customer, row.assignee?.name].join(" ").toLowerCase().includes(words));
});
export const chosen = signal<number | null>(null);
export const selected = computed(() => all.value.find(({ id }) => id === chosen.value) ?? shown.value[0]);
