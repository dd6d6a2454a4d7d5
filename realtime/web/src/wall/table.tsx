// The same people as rows: to be read by name, and to see who was put into a state, by whom and why.
import { signal } from "@preact/signals";
import type { AgentRow } from "../board";
import { t } from "../i18n";
import { look, reason, STATE_ORDER } from "../states";
import { Chip, Icon, Since } from "../ui";
import type { QueueNames } from "./agents";
import { LeadMenu, mayMove } from "./lead";

const VIEW = "rexian.wall.view";
export const view = signal<"grid" | "table">(localStorage.getItem(VIEW) === "table" ? "table" : "grid");
const wanted = signal({ state: "", team: "", text: "" });

function turn(to: "grid" | "table"): void {
  view.value = to;
  localStorage.setItem(VIEW, to);
}

/** Those whom the reader wants to see. */
export function narrowed(agents: AgentRow[]): AgentRow[] {
  const { state, team, text } = wanted.value;
  const words = text.trim().toLowerCase();
  return agents.filter((agent) => (!state || agent.state === state) && (!team || agent.team === team) && `${agent.name} ${agent.code ?? ""}`.toLowerCase().includes(words));
}

export function Filters({ teams }: { teams: Record<string, string> }) {
  const set = (change: Partial<typeof wanted.value>) => (wanted.value = { ...wanted.value, ...change });
  return (
    <span class="push row wallfilters">
      <input type="search" aria-label={t("Name or number")} placeholder={t("Name or number")} value={wanted.value.text} onInput={(e) => set({ text: e.currentTarget.value })} />
      <select aria-label={t("State")} value={wanted.value.state} onChange={(e) => set({ state: e.currentTarget.value })}><option value="">{t("All states")}</option>{STATE_ORDER.map((code) => <option key={code} value={code}>{look(code).word}</option>)}</select>
      <select aria-label={t("Team")} value={wanted.value.team} onChange={(e) => set({ team: e.currentTarget.value })}><option value="">{t("All teams")}</option>{Object.entries(teams).map(([code, name]) => <option key={code} value={code}>{name}</option>)}</select>
      <button type="button" class="button compact" aria-pressed={view.value === "table"} data-view onClick={() => turn(view.value === "table" ? "grid" : "table")}><Icon name={view.value === "table" ? "grid" : "list-task"} />{view.value === "table" ? t("As cards") : t("As a table")}</button>
    </span>
  );
}

export function Table({ agents, queueName, teams, days }: { agents: AgentRow[]; queueName: QueueNames; teams: Record<string, string>; days: boolean }) {
  return (
    <div class="scroll walltable" tabIndex={0} role="region" aria-label={t("Agents")}>
      <table class="table">
        <thead><tr><th scope="col">{t("Agent no.")}</th><th scope="col">{t("Name")}</th><th scope="col">{t("Team")}</th><th scope="col">{t("State")}</th><th scope="col" class="number">{t("Since")}</th><th scope="col">{t("Queue")}</th><th scope="col">{t("Set by")}</th><th scope="col"><span class="hush">{t("Actions")}</span></th></tr></thead>
        <tbody>{agents.map((agent) => <Line key={agent.code ?? agent.raw} agent={agent} queueName={queueName} team={agent.team ? (teams[agent.team] ?? agent.team) : ""} days={days} />)}</tbody>
      </table>
    </div>
  );
}

function Line({ agent, queueName, team, days }: { agent: AgentRow; queueName: QueueNames; team: string; days: boolean }) {
  const { word, icon, tone } = look(agent.state);
  return (
    <tr data-agent={agent.code ?? agent.raw} data-state={agent.state}>
      <td>{agent.code}</td>
      <th scope="row">{days && agent.code ? <a href={`/agents/${encodeURIComponent(agent.code)}/days`}>{agent.name}</a> : agent.name}</th>
      <td>{team}</td>
      <td><Chip tone={tone} icon={icon}>{word}</Chip> {reason(agent.reason)}{agent.next_state && <span class="muted"> → {look(agent.next_state === "ready" ? "idle" : agent.next_state).word}</span>}</td>
      <td class="number">{agent.since ? <Since at={agent.since} /> : "—"}</td>
      <td>{agent.queue ? queueName(agent.queue) : ""}</td>
      <td>{agent.forced_by && <><b>{agent.forced_by}</b> <span class="muted">{agent.forced_reason}</span></>}</td>
      <td>{mayMove(agent) && <LeadMenu agent={agent} />}</td>
    </tr>
  );
}
