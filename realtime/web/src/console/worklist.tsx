// What is mine to do, the soonest first.
import { signal } from "@preact/signals";
import type { WorkRow } from "../board";
import { t } from "../i18n";
import { at } from "../time";
import { Chip, DueChip, Empty, Loading } from "../ui";
import { phone } from "../phones";
import { ready, work } from "./me";
import { chosen } from "./task";

const TABS = [
  { kind: "callback", word: t("Call-backs"), empty: t("No call-back today. Promises that you make appear here by their time.") },
  { kind: "missed", word: t("Missed"), empty: t("No missed call waits to be rung back.") },
  { kind: "ticket", word: t("Tickets"), empty: t("No ticket is yours. What is assigned to you appears here.") },
  { kind: "escalation", word: t("Urged"), empty: t("Nobody urges anything. Orders and escalations that reach you appear here.") },
] as const;

const tab = signal<WorkRow["kind"]>("callback");
/** Orders from above stand among what is urged. */
const isOf = (row: WorkRow, kind: WorkRow["kind"]) => row.kind === kind || (row.kind === "order" && kind === "escalation");
const soonest = (a: WorkRow, b: WorkRow) => (at(a.due_at) ?? Infinity) - (at(b.due_at) ?? Infinity);

/** Turns to the soonest of the list that is open, past the one that was just dealt with. */
export function nextWork(): void {
  const shown = work.value.filter((row) => isOf(row, tab.value)).toSorted(soonest);
  const at = shown.findIndex((row) => `${row.kind}:${row.id}` === chosen.value);
  const next = shown[at + 1] ?? shown.find((row) => `${row.kind}:${row.id}` !== chosen.value);
  chosen.value = next ? `${next.kind}:${next.id}` : null;
}

export function WorkList() {
  const shown = work.value.filter((row) => isOf(row, tab.value)).toSorted(soonest);
  return (
    <>
      <div class="worktabs" role="tablist" aria-label={t("My work")}>
        {TABS.map(({ kind, word }) => <Tab key={kind} kind={kind} word={word} rows={work.value.filter((row) => isOf(row, kind))} />)}
      </div>
      <div class="worklist" role="tabpanel" aria-label={TABS.find(({ kind }) => kind === tab.value)!.word}>
      <ul onKeyDown={walk}>
        {shown.map((row) => <Item key={`${row.kind}${row.id}`} row={row} />)}
        {!ready.value && <li><Loading rows={2} /></li>}
        {ready.value && shown.length === 0 && <li><Empty icon="check-circle" slim>{TABS.find(({ kind }) => kind === tab.value)!.empty}</Empty></li>}
      </ul>
      </div>
    </>
  );
}

function Tab({ kind, word, rows }: { kind: WorkRow["kind"]; word: string; rows: WorkRow[] }) {
  const isLoud = kind === "escalation" && rows.length > 0;
  return (
    <button type="button" role="tab" aria-selected={tab.value === kind} onClick={() => (tab.value = kind)}>
      {word}<b class={isLoud ? "loud" : ""}>{rows.length}</b>
    </button>
  );
}

function Item({ row }: { row: WorkRow }) {
  const who = row.customer ?? phone(row.phone) ?? t("unknown caller");
  const tries = row.max_attempts && row.attempts ? ` · ${t("try {n} of {all}", { n: row.attempts + 1, all: row.max_attempts })}` : "";
  return (
    <li>
      <button type="button" class="work" aria-pressed={chosen.value === `${row.kind}:${row.id}`} onClick={() => (chosen.value = `${row.kind}:${row.id}`)}>
        <span class="top"><b>{who}</b>{row.due_at && <DueChip due={row.due_at} />}</span>
        <span class="muted small">{row.title}{tries}</span>
        <span class="muted small">{row.number}{row.kind === "order" && <> <Chip tone="bad" icon="flag">{t("Urged")}</Chip></>}</span>
      </button>
    </li>
  );
}

function walk(event: KeyboardEvent): void {
  const step = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1 }[event.key];
  if (!step || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  const items = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>(".work")];
  items[items.indexOf(document.activeElement as HTMLElement) + step]?.focus();
}
