// The rows of the live topics, as the server's row readers write them.
import { lang } from "./i18n";

export type Named = { name: string; name_en?: string };
export const named = (thing: Named) => (lang === "en" && thing.name_en ? thing.name_en : thing.name);

export type Params = Record<string, string | number | null | object[]>;
export type Level = "ok" | "warn" | "bad";

export type QueueRow = Named & {
  code: string; kind: string; position: number; waiting: number; connecting: number; talking: number; longest_since: string | null;
  offered: number; answered: number; abandoned: number; sl_pct: number | null; sl_threshold_s: number; sl_target_pct: number; lost_pct: number | null;
  ready: number; ringing: number; acw: number; paused: number; staffed: number; level: Level; why: { metric: string; value: number; limit: number }[];
};
export type AgentRow = {
  code: string | null; raw: string; name: string; team: string | null; state: string; reason: string | null; since: string | null; queue: string | null;
  next_state: string | null; forced_by: string | null; forced_reason: string | null; mapped: boolean; should_be_here: boolean;
  break_limit_s: number | null;
};
export type SlaRow = { sl_pct: number | null; offered: number; answered: number; abandoned: number; lost_pct: number | null; sl_name: string; target_pct: number };
export type TrendRow = { from: string; step_s: number; offered: number[]; answered: number[] };
export type CallbacksRow = { open: number; due: number; overdue: number; kept: number; broken: number; next_at: string | null };
export type AlertRow = { at: string; kind: string; level: "info" | "warn" | "bad"; params: Params; acknowledged_by?: string | null };
export type ShiftNow = Named & { code: string; start_at: string; end_at: string; planned: number; present: number; leader: string | null };
export type Attending = { person: string; name: string; since: string };
export type ShiftsRow = { shifts: ShiftNow[]; should: number; present: number; missing?: Attending[]; over?: Attending[] };
export type LinkRow = { pbx: string; name: string; kind: string; state: string; since: string | null; error: string };

export type StateRow = {
  state: string; reason: string | null; since: string; next_state: string | null; next_reason: string | null; forced_by: string | null; forced_reason: string | null;
  phone_state: string | null; phone_since: string | null; wrapup_until: string | null; break_limit_s: number | null; version: number;
};
export type Customer = { id: number; name: string; grade: string; address: string; product: string; note: string };
export type OpenTicket = { number: string; subject: string; kind: string; state: string; due_at: string | null };
export type CallRow = {
  callid: string; queue: string; queue_name: string; stage: "ringing" | "talking" | "wrapup"; since: string; caller: string | null; caller_name: string | null;
  wait_s: number | null; number_shared: boolean; customer: Customer | null; candidates: { id: number; name: string }[]; repeat_24h: number; repeat_48h: number;
  open_tickets: OpenTicket[]; promised: { callback_id: number; window_end: string; note: string } | null;
  history: { at: string; kind: "call" | "ticket" | "callback"; text: string; outcome: string }[];
};
export type WorkRow = {
  kind: "callback" | "missed" | "ticket" | "escalation" | "order"; id: number; number: string | null; title: string; customer: string | null; phone: string | null;
  due_at: string | null; attempts: number | null; max_attempts: number | null; state: string; priority: string | null; level: number | null;
};
export type NumbersRow = {
  answered: number; missed: number; outbound: number; talk_avg_s: number | null; acw_avg_s: number | null; occupancy_pct: number | null;
  satisfaction_pct: number | null; waiting: number; longest_since: string | null;
};
export type OwnShift = Named & { code: string | null; start_at: string | null; end_at: string | null; breaks: [string, string][]; handover_at: string | null };
export type NoticeRow = { kind: string; params: Params; at: string; read: boolean };

export type EscalationRow = {
  id: number; version: number; ticket_number: string; subject: string; ticket_kind: string; priority: string; customer: string | null; level: number;
  state: string; cause: string; rule: string; role: string; due_at: string | null; notified_at: string | null; ack_due_at: string | null;
  acknowledged_at: string | null; acknowledged_by: string | null; assignee: { code: string; name: string } | null; hold_until: string | null;
  clock_kind: string | null; team: string | null;
};

export type CellRow = {
  person: string; name: string; team: string; on_day: string; template: string | null; start_at: string | null; end_at: string | null; is_leader: boolean;
  locked: boolean; source: string; published_template: string | null; changed: boolean; version: number;
};
export type RosterRow = {
  team: string; week_on: string; version: number; published_version: number; published_at: string | null; closed_at: string | null;
  conflicts: { person: string | null; on_day: string; code: string; weight: string; params: Params }[];
};
