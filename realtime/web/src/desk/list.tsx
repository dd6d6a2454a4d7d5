// The left of the desk: lanes with their counts, and the rows, the most pressing on top.
import type { EscalationRow } from "../board";
import { t } from "../i18n";
import { DueChip, Chip, Empty, Icon, Loading } from "../ui";
import { kindWord, priority } from "../words";
import { Asked, asked } from "./asked";
import { Many, Tick } from "./many";
import { all, ASKED, chosen, lane, LANES, search, selected, shown, supervises, topic } from "./rows";

export function Lanes() {
  return (
    <div class="lanes">
      <div class="row" role="tablist" aria-label={t("Lanes")}>
      {LANES.map(({ key, word, holds }) => (
        <button key={key} type="button" role="tab" aria-selected={lane.value === key} onClick={() => (lane.value = key)}>{word} <b>{all.value.filter(holds).length}</b></button>
      ))}
      {supervises && <button type="button" role="tab" aria-selected={lane.value === ASKED} onClick={() => (lane.value = ASKED)}>{t("More time asked for")} <b>{asked.value.length}</b></button>}
      </div>
      <input class="push" type="search" aria-label={t("Filter")} placeholder={t("Filter: number, name, text")} value={search.value} onInput={(e) => (search.value = e.currentTarget.value)} />
    </div>
  );
}

export function List() {
  if (lane.value === ASKED) return <Asked />;
  return (
    <>
    <Many />
    <ul class="escalations" aria-label={t("Escalations")} onKeyDown={walk}>
      {shown.value.map((row) => <Item key={row.id} row={row} />)}
      {!topic.ready.value && <Loading rows={5} />}
      {topic.ready.value && shown.value.length === 0 && (
        <li><Empty icon="check-circle">{search.value ? t("Nothing matches the filter.") : t("No escalation here. A deadline that breaks appears by itself.")}</Empty></li>
      )}
    </ul>
    </>
  );
}

function Item({ row }: { row: EscalationRow }) {
  const [word, tone] = priority(row.priority);
  return (
    <li class="tickable">
      <Tick row={row} />
      <button type="button" class="escalation" aria-pressed={selected.value?.id === row.id} data-escalation={row.id} onClick={() => (chosen.value = row.id)}>
        <span class="left">{row.due_at && <DueChip due={row.due_at} />}</span>
        <span class="what"><b>{row.subject}</b><span class="muted small">{row.ticket_number} · {kindWord(row.ticket_kind)}{row.customer && ` · ${row.customer}`}</span></span>
        <span class="tags">
          <Chip tone={row.level > 1 ? "bad" : "warn"}>L{row.level}</Chip>
          <Chip tone={tone}>{word}</Chip>
        </span>
        <span class="who small">{row.assignee ? <><Icon name="person" /> {row.assignee.name}</> : <span class="violet loud"><Icon name="hand-index" /> {t("not taken")}</span>}</span>
      </button>
    </li>
  );
}

function walk(event: KeyboardEvent): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const items = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLButtonElement>(".escalation")];
  const next = items[items.indexOf(document.activeElement as HTMLButtonElement) + step];
  next?.focus();
  next?.click();
}
