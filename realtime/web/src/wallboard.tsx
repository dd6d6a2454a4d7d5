// The wallboard: a kiosk page that is either right or visibly grey.
import "./css/wallboard.css";
import { render } from "preact";
import { computed } from "@preact/signals";
import { named, type AgentRow, type AlertRow, type CallbacksRow, type LinkRow, type QueueRow, type ShiftsRow, type SlaRow, type TrendRow } from "./board";
import { follow, isGrey } from "./live";
import { Held, startTones } from "./wall/held";
import { t } from "./i18n";
import { at, brief, hms, longDay, now } from "./time";
import { LinkPill } from "./ui";
import { Agents } from "./wall/agents";
import { Approvals, startApprovals } from "./wall/approvals";
import { Level } from "./wall/level";
import { Alerts, Strip } from "./wall/lower";
import { Tiles } from "./wall/tiles";
import { Trend } from "./wall/trend";

const board = follow<unknown>("wallboard");
const queues = board.of<QueueRow>("queue");
const agents = board.of<AgentRow>("agent");
const alerts = board.of<AlertRow>("alert");
const links = board.of<LinkRow>("link");
const isWrong = ({ state }: LinkRow) => state === "down" || state === "refused";
// Since when nothing is heard of a phone system at all: the whole board is no younger than that.
const deafSince = computed(() => {
  const deaf = links.value.filter((link) => isWrong(link) && link.since && !links.value.some((other) => other.pbx === link.pbx && other.state === "up"));
  return deaf.map((link) => link.since!).toSorted()[0];
});
const row = <Row,>(id: string) => computed(() => board.rows.value.get(id) as Row | undefined);
const day = row<SlaRow>("sla:today");
const callbacks = row<CallbacksRow>("callbacks:today");
const shifts = row<ShiftsRow>("shift:now");
const trend = row<TrendRow>("trend:60");

const queueName = (code: string) => {
  const found = queues.value.find((queue) => queue.code === code);
  return found ? named(found) : code;
};
const keyOf = ({ code, raw }: AgentRow) => code ?? raw ?? "";
const byCode = (a: AgentRow, b: AgentRow) => keyOf(a).localeCompare(keyOf(b));

function Board() {
  return (
    <div class={isGrey.value || deafSince.value ? "board grey" : "board"} aria-busy={!board.ready.value}>
      <Tiles queues={queues.value.toSorted((a, b) => a.position - b.position)} />
      <Agents agents={agents.value.toSorted(byCode)} queueName={queueName} />
      <div class="side">
        <Level day={day.value} callbacks={callbacks.value} />
        <Trend row={trend} />
      </div>
      <Alerts alerts={alerts.value} />
      <Strip shifts={shifts.value?.shifts ?? []} missing={shifts.value?.missing ?? []} over={shifts.value?.over ?? []} />
    </div>
  );
}

const Clock = () => <time>{longDay(now.value)} {hms(now.value)}</time>;

render(<Board />, document.querySelector('[data-island="board"]')!);
render(<Clock />, document.querySelector('[data-island="clock"]')!);
const Deaf = () => deafSince.value && <span class="chip bad" role="status">{t("Phone system not heard since {at}: what is shown may be older", { at: brief(at(deafSince.value)!) })}</span>;

render(<><Deaf /><LinkPill /></>, document.querySelector('[data-island="link"]')!);
render(<><Approvals /><Held /></>, document.querySelector('[data-island="held"]')!);
startTones(queues);
startApprovals();
