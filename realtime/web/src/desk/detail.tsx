// The right of the desk: one escalation with its clocks, its ladder, who could take it, and what happened.
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { EscalationRow } from "../board";
import { get, Problem, send } from "../api";
import { tell, type Entry } from "../history";
import { t } from "../i18n";
import { phone } from "../phones";
import { at, brief, remaining, span } from "../time";
import { toast } from "../toast";
import { Chip, DueChip, Empty, Icon, Loading } from "../ui";
import { cause, clockState, clockWord, priority, roleWord, ticketState } from "../words";
import { Deeds } from "../supervision/deeds";
import { loadOwed, Owed } from "../supervision/owed";
import { loadAsked } from "./asked";
import { me, selected, supervises, writes } from "./rows";

type Clock = { kind: string; seq: number; state: string; target_s: number; elapsed_s: number; due_at: string | null; breached_at: string | null };
type Ticket = { number: string; version: number; state: string; content: string; demand: string; owner: { name: string } | null; contact_phone: string | null; clocks: Clock[]; customer: { name: string; phone?: string } | null };
export type Candidate = { code: string; name: string; open: number; on_shift: boolean; shift_end_at: string | null; queues: string[]; fits: boolean };

const ticket = signal<Ticket | null>(null);
const entries = signal<Entry[]>([]);
const candidates = signal<Candidate[] | null>(null);

async function load(row: EscalationRow): Promise<void> {
  const list = (answer: { items?: Entry[] } | Entry[]) => (Array.isArray(answer) ? answer : (answer.items ?? []));
  try {
    const [found, told] = await Promise.all([get<Ticket>(`/tickets/${row.ticket_number}`), get<Entry[]>(`/tickets/${row.ticket_number}/timeline`)]);
    if (selected.peek()?.ticket_number !== row.ticket_number) return;
    [ticket.value, entries.value] = [found, list(told)];
    await loadOwed(row.ticket_number);
  } catch (problem) {
    toast((problem as Problem).message, "bad");
  }
}

async function assign(row: EscalationRow, assignee: string): Promise<void> {
  try {
    await send("PUT", `/escalations/${row.id}/assignment`, { assignee }, { version: row.version });
    candidates.value = null;
    toast(assignee === "me" ? t("It is yours") : t("Assigned"));
  } catch (error) {
    toast((error as Problem).message, "bad");
  }
}

async function acknowledge(row: EscalationRow): Promise<void> {
  await send("PUT", `/escalations/${row.id}/acknowledgement`, {}).then(() => toast(t("Acknowledged")), (problem: Problem) => toast(problem.message, "bad"));
}

export function Detail() {
  const row = selected.value;
  useEffect(() => {
    ticket.value = null;
    candidates.value = null;
  }, [row?.id]);
  // Whatever happens to the ticket sends its row anew: an order, a question for more time, a note of somebody else.
  useEffect(() => void (row && load(row)), [row]);
  if (!row) return <Empty icon="shield-check">{t("Choose an escalation to see its clocks and its story.")}</Empty>;
  return (
    <article class="stack" aria-label={row.ticket_number}>
      <Head row={row} />
      <Actions row={row} />
      <Deeds number={row.ticket_number} version={ticket.value?.version} supervises={supervises} writes={writes} done={() => (void load(row), void loadAsked())} />
      <Owed number={row.ticket_number} me={me} supervises={supervises} changed={() => (void load(row), void loadAsked())} />
      {candidates.value && <Candidates row={row} list={candidates.value} />}
      {ticket.value ? <Story ticket={ticket.value} row={row} /> : <Loading rows={6} />}
    </article>
  );
}

function Head({ row }: { row: EscalationRow }) {
  const [word, tone] = priority(row.priority);
  return (
    <header>
      <p class="row"><a href={`/tickets/${row.ticket_number}`}>{row.ticket_number}</a><Chip tone={tone}>{word}</Chip><Chip tone="bad">L{row.level}</Chip>{row.due_at && <DueChip due={row.due_at} />}</p>
      <h1>{row.subject}</h1>
      <p class="muted">{t("Level {level}: {cause}", { level: row.level, cause: cause(row.cause) })}{row.notified_at && ` · ${brief(at(row.notified_at)!)}`} · {roleWord(row.role)}
        {row.ack_due_at && !row.acknowledged_at && <> · <b class="loud bad">{t("acknowledge: {left}", { left: remaining(at(row.ack_due_at)!) })}</b></>}
        {row.acknowledged_by && <> · {t("acknowledged by {name}", { name: row.acknowledged_by })}</>}</p>
    </header>
  );
}

function Actions({ row }: { row: EscalationRow }) {
  const ask = async () => {
    const answer = await get<Candidate[] | { items: Candidate[] }>(`/escalations/${row.id}/candidates`).catch((problem: Problem) => void toast(problem.message, "bad"));
    if (answer) candidates.value = Array.isArray(answer) ? answer : answer.items;
  };
  const isOpen = row.state === "notified" || row.state === "acknowledged";
  if (!isOpen) return null;
  return (
    <div class="row" role="group" aria-label={t("Actions")}>
      {!row.assignee && <button type="button" class="button primary" data-act="take" onClick={() => void assign(row, "me")}><Icon name="hand-index" />{t("Take it")}</button>}
      {!row.acknowledged_at && <button type="button" class="button" data-act="acknowledge" onClick={() => void acknowledge(row)}><Icon name="check2" />{t("Acknowledge")}</button>}
      <button type="button" class="button" data-act="assign" aria-expanded={candidates.value !== null} onClick={() => void (candidates.value ? (candidates.value = null) : ask())}><Icon name="person-plus" />{t("Assign to")}</button>
      <a class="button" href={`/tickets/${row.ticket_number}`}><Icon name="ticket-detailed" />{t("Open the ticket")}</a>
    </div>
  );
}

function Candidates({ row, list }: { row: EscalationRow; list: Candidate[] }) {
  return (
    <div class="card scroll">
      <table class="table">
        <caption>{t("Who could take it, the least loaded on duty first")}</caption>
        <thead><tr><th scope="col">{t("Name")}</th><th scope="col">{t("Queues")}</th><th scope="col" class="number">{t("Open tickets")}</th><th scope="col">{t("Shift")}</th><th scope="col"><span class="hush">{t("Actions")}</span></th></tr></thead>
        <tbody>
          {list.map((each) => (
            <tr key={each.code}>
              <td><b>{each.name}</b> <span class="muted">{each.code}</span></td>
              <td>{each.fits && <Chip tone="ok" icon="check2">{t("answers this queue")}</Chip>} <span class="muted">{each.queues.join(", ")}</span></td>
              <td class="number">{each.open}</td>
              <td>{each.on_shift ? <Chip tone="ok" icon="check-circle">{each.shift_end_at ? t("on duty, {left}", { left: remaining(at(each.shift_end_at)!) }) : t("on duty")}</Chip> : <Chip>{t("off duty")}</Chip>}</td>
              <td><button type="button" class="button compact" onClick={() => void assign(row, each.code)}>{t("Assign")}</button></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Story({ ticket: found, row }: { ticket: Ticket; row: EscalationRow }) {
  const [word, tone] = ticketState(found.state);
  return (
    <>
      <section class="clocks" aria-label={t("Clocks")}>{found.clocks.map((clock) => <ClockLine key={`${clock.kind}${clock.seq}`} clock={clock} isThis={clock.kind === row.clock_kind} />)}</section>
      <dl class="pairs">
        <div><dt>{t("State")}</dt><dd><Chip tone={tone}>{word}</Chip> {found.owner?.name}</dd></div>
        <div><dt>{t("Customer")}</dt><dd>{found.customer?.name} {phone(found.contact_phone)}</dd></div>
        <div><dt>{t("Content")}</dt><dd>{found.content}</dd></div>
        {found.demand && <div><dt>{t("Asks for")}</dt><dd>{found.demand}</dd></div>}
      </dl>
      <h2>{t("What happened")}</h2>
      <ol class="timeline">
        {entries.value.toReversed().map((entry) => {
          const { word: said, tone: colour, detail } = tell(entry);
          return <li key={entry.id} class={colour}><time>{brief(at(entry.at)!)} · {entry.actor ?? t("system")}</time><b>{said}</b> {detail}</li>;
        })}
      </ol>
    </>
  );
}

function ClockLine({ clock, isThis }: { clock: Clock; isThis: boolean }) {
  const [word, tone] = clockState(clock.breached_at ? "breached" : clock.state);
  const part = Math.min(100, (100 * clock.elapsed_s) / clock.target_s);
  return (
    <div class={`clockline ${tone}`}>
      <span>{isThis ? <b>{clockWord(clock.kind)}</b> : clockWord(clock.kind)}</span>
      <span class="meter" aria-hidden="true"><i style={{ width: `${part}%` }} /></span>
      <span class="small">{word} · {span(clock.elapsed_s)} / {span(clock.target_s)}</span>
    </div>
  );
}
