// What a lead may do with an agent of the own team, from the agent's card: listen, whisper, barge in, force a state.
import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { Problem, send } from "../api";
import type { AgentRow } from "../board";
import { t } from "../i18n";
import { follow } from "../live";
import { actWord, doAct, obstacle, type ControlRow, type Feature } from "../phoneacts";
import { look } from "../states";
import { toast } from "../toast";
import { Icon } from "../ui";

type Rights = { teams: string[] | null; listen: boolean; force: boolean };
const rights = JSON.parse(document.getElementById("lead")?.textContent ?? '{"teams": [], "listen": false, "force": false}') as Rights;
const leads = rights.listen || rights.force;
const mine = leads ? follow<unknown>("me") : null;
// A request for help leads straight to who asked.
const open = signal<string | null>(new URLSearchParams(location.search).get("agent"));

const SPY = ["listen", "whisper", "barge"] as const;
const STATES = [["ready", "idle"], ["busy", "busy"], ["break", "break"], ["offline", "offline"]] as const;

/** Whether this agent is of a team that the reader leads; the server asks again. */
export const mayMove = (agent: AgentRow) => leads && Boolean(agent.code) && (rights.teams === null || (agent.team !== null && rights.teams.includes(agent.team)));

const why = (feature: Feature) => obstacle((mine?.rows.value.get("control") as ControlRow | undefined)?.[feature] ?? (mine?.ready.value ? null : "control_link_down"));

export function LeadMenu({ agent }: { agent: AgentRow }) {
  const isOpen = open.value === agent.code;
  return (
    <>
      <button type="button" class="button ghost square leadmenu" aria-expanded={isOpen} aria-label={t("What to do with {name}", { name: agent.name })} onClick={() => (open.value = isOpen ? null : agent.code)}><Icon name="three-dots" /></button>
      {isOpen && <Menu agent={agent} />}
    </>
  );
}

function Menu({ agent }: { agent: AgentRow }) {
  const box = useRef<HTMLDialogElement>(null);
  const close = () => (open.value = null);
  useEffect(() => box.current?.showModal(), []);
  const say = () => (box.current!.querySelector<HTMLInputElement>("[name=why]")?.value ?? "").trim();
  const onCall = ["talking", "hold"].includes(agent.state);
  const spyWhy = why("spy") || (onCall ? "" : t("This agent is on no call."));
  return (
    <dialog class="dialog" ref={box} aria-labelledby="lead-title" onClose={close}>
      <header><h2 id="lead-title">{agent.name} {agent.code}</h2></header>
      <div class="inside stack">
        {rights.listen && <div class="row" role="group" aria-label={t("The agent's call")}>
          {SPY.map((act) => <button key={act} type="button" class="button" data-act-name={act} disabled={Boolean(spyWhy)} title={spyWhy} onClick={() => void run(() => doAct(act, { agent: agent.code, reason: say() }), close)}><Icon name="headset" />{actWord(act)}</button>)}
          {spyWhy && <small class="reason">{spyWhy}</small>}
        </div>}
        {rights.force && <>
          <p class="field"><label for="lead-why">{t("Why (the agent sees it)")}</label><input id="lead-why" name="why" maxLength={200} /></p>
          <div class="row" role="group" aria-label={t("Force a state")}>
            {STATES.map(([word, shown]) => <button key={word} type="button" class="button" onClick={() => void run(() => force(agent.code!, word, say()), close)}>{look(shown).word}</button>)}
          </div>
          <Queues agent={agent} say={say} close={close} />
        </>}
      </div>
      <footer><button type="button" class="button" onClick={() => box.current!.close()}>{t("Close")}</button></footer>
    </dialog>
  );
}

function Queues({ agent, say, close }: { agent: AgentRow; say: () => string; close: () => void }) {
  const field = useRef<HTMLInputElement>(null);
  const reason = why("force");
  const move = (act: string) => void run(() => doAct(act, { agent: agent.code, queue: field.current!.value.trim(), reason: say() }), close);
  return (
    <div class="row" role="group" aria-label={t("Queues")}>
      <input ref={field} aria-label={t("queue (code)")} placeholder={t("queue (code)")} defaultValue={agent.queue ?? ""} maxLength={64} />
      {["queue_add", "queue_remove"].map((act) => <button key={act} type="button" class="button" disabled={Boolean(reason)} title={reason} onClick={() => move(act)}>{actWord(act)}</button>)}
      {reason && <small class="reason">{reason}</small>}
    </div>
  );
}

async function force(code: string, state: string, reason: string): Promise<void> {
  await send("PUT", `/agents/${code}/state`, { state, force_reason: reason, ...(state === "break" ? { reason: reason || "break" } : {}) });
  toast(t("Done"));
}

async function run(deed: () => Promise<unknown>, close: () => void): Promise<void> {
  try {
    await deed();
    close();
  } catch (problem) {
    toast((problem as Problem).message, "bad");
  }
}
