// Everybody on the floor: icon, name, word, colour and how long.
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { t } from "../i18n";
import type { AgentRow } from "../board";
import { look, reason, STATE_ORDER } from "../states";
import { at, now } from "../time";
import { Chip, Icon, Since } from "../ui";
import { LeadMenu, mayMove } from "./lead";
import { Filters, narrowed, Table, view } from "./table";

const teams = JSON.parse(document.getElementById("teams")?.textContent ?? "{}") as Record<string, string>;
const isScreen = document.querySelector("[data-screen]") !== null;
// Whoever may look at other people's time gets to an agent's day from here.
const days = document.querySelector("[data-days]") !== null;
export type QueueNames = (code: string) => string;

export function Agents({ agents, queueName }: { agents: AgentRow[]; queueName: QueueNames }) {
  const counts = new Map<string, number>();
  for (const { state } of agents) counts.set(state, (counts.get(state) ?? 0) + 1);
  const shown = isScreen ? agents : narrowed(agents);
  const isTable = !isScreen && view.value === "table";
  const here = agents.length - (counts.get("offline") ?? 0);
  return (
    <section class="panel agents">
      <h2>
        {t("Agents")}
        {STATE_ORDER.filter((state) => counts.has(state)).map((state) => {
          const { word, tone } = look(state);
          return <Chip key={state} tone={tone}>{word} <b>{counts.get(state)}</b></Chip>;
        })}
        <span class="muted small">{t("{here} of {all} signed in", { here, all: agents.length })}</span>
        {!isScreen && <Filters teams={teams} />}
      </h2>
      <div class="lower">{isTable ? <Table agents={shown} queueName={queueName} teams={teams} days={days} /> : <Grid agents={shown} queueName={queueName} />}</div>
    </section>
  );
}

/** Chooses the columns that leave each card nearest to its best shape in the room there is. */
function Grid({ agents, queueName }: { agents: AgentRow[]; queueName: QueueNames }) {
  const list = useRef<HTMLUListElement>(null);
  const [columns, setColumns] = useState(4);
  useLayoutEffect(() => {
    const fit = () => setColumns(columnsFor(agents.length, list.current!.clientWidth, list.current!.clientHeight));
    const watcher = new ResizeObserver(fit);
    watcher.observe(list.current!);
    return () => watcher.disconnect();
  }, [agents.length]);
  return (
    <ul ref={list} style={{ gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}>
      {agents.map((agent) => <Card key={agent.code ?? agent.raw} agent={agent} queueName={queueName} />)}
    </ul>
  );
}

const BEST_SHAPE = 3.1;

export function columnsFor(cards: number, width: number, height: number): number {
  const off = (columns: number) => Math.abs(Math.log(width / columns / (height / Math.ceil(cards / columns)) / BEST_SHAPE));
  const choices = Array.from({ length: Math.max(1, Math.min(cards, 14)) }, (_, i) => i + 1);
  return choices.reduce((best, columns) => (off(columns) < off(best) ? columns : best));
}

function Card({ agent, queueName }: { agent: AgentRow; queueName: QueueNames }) {
  const { word, icon, tone, longAfter } = look(agent.state);
  const began = at(agent.since);
  const isLong = began !== null && now.value - began > (agent.break_limit_s ?? longAfter);
  const classes = ["agent", agent.state, tone, isLong && "long"].filter(Boolean).join(" ");
  return (
    <li class={classes} data-agent={agent.code ?? agent.raw} data-state={agent.state}>
      <Icon name={icon} />
      <b>{days && agent.code ? <a href={`/agents/${encodeURIComponent(agent.code)}/days`}>{agent.name}</a> : agent.name}</b>
      <span class="word">{word}</span>
      <small title={agent.forced_by ? forced(agent) : undefined}>{agent.forced_by && <Icon name="flag" />}{[agent.code, agent.forced_by ? forced(agent) : detail(agent, queueName)].filter(Boolean).join(" · ")}</small>
      {agent.since && <Since at={agent.since} />}
      {mayMove(agent) && <LeadMenu agent={agent} />}
    </li>
  );
}

const forced = (agent: AgentRow) => t("set by {name}: {reason}", { name: agent.forced_by ?? "", reason: agent.forced_reason ?? "" });

function detail(agent: AgentRow, queueName: QueueNames): string {
  if (!agent.mapped) return t("unmapped");
  const team = agent.team ? (teams[agent.team] ?? agent.team) : "";
  if (agent.state === "break" || agent.state === "busy") return reason(agent.reason) || team;
  return agent.queue ? queueName(agent.queue) : team;
}
