// Written by realtime/web/rows.py from ticketing/api/live_schemas; change those, and run it again.

export type Limit = {
  metric: string;
  value: number;
  limit: number;
};

/** `queue:<code>`. */
export type QueueRow = {
  code: string;
  name: string;
  name_en: string;
  kind: "inquiry" | "complaint" | "suggestion" | "repair" | "order" | "other";
  position: number;
  sl_name: string;
  sl_threshold_s: number;
  sl_target_pct: number;
  waiting: number;
  connecting: number;
  talking: number;
  longest_since: string | null;
  offered: number;
  answered: number;
  abandoned: number;
  short: number;
  other: number;
  sl_pct: number | null;
  lost_pct: number | null;
  ready: number;
  ringing: number;
  acw: number;
  paused: number;
  staffed: number;
  level: "ok" | "warn" | "bad";
  why: Limit[];
};

/** `agent:<code or raw name>`; `raw` and no `code` is a name that means nobody. */
export type AgentRow = {
  code: string | null;
  raw: string | null;
  name: string;
  team: string | null;
  state: "offline" | "idle" | "ringing" | "talking" | "hold" | "wrapup" | "busy" | "break" | "missed" | "lost";
  reason: string | null;
  since: string | null;
  queue: string | null;
  partly_paused: string[];
  next_state: string | null;
  forced_by: string | null;
  forced_reason: string | null;
  mapped: boolean;
  should_be_here: boolean;
  break_limit_s: number | null;
};

/** `sla:today`. */
export type SlaRow = {
  sl_pct: number | null;
  offered: number;
  answered: number;
  abandoned: number;
  lost_pct: number | null;
  sl_name: string;
  target_pct: number;
};

/** `trend:60`: calls by the minute of their arrival. */
export type TrendRow = {
  from: string;
  step_s: number;
  offered: number[];
  answered: number[];
};

/** `callbacks:today`. */
export type CallbacksRow = {
  open: number;
  due: number;
  overdue: number;
  kept: number;
  broken: number;
  next_at: string | null;
};

export type ShiftNow = {
  code: string;
  name: string;
  name_en: string;
  start_at: string;
  end_at: string;
  planned: number;
  present: number;
  leader: string | null;
};

export type Attending = {
  person: string | null;
  name: string;
  since: string;
};

/** `shift:now`. */
export type ShiftsRow = {
  shifts: ShiftNow[];
  should: number;
  present: number;
  missing: Attending[];
  over: Attending[];
};

/** `alert:<kind>:<id>`; who has seen it is said of what a rule raised. */
export type AlertRow = {
  at: string;
  kind: string;
  level: "info" | "warn" | "bad";
  params: Record<string, string | number | boolean | null | object[]>;
  acknowledged_by?: string | null;
};

/** `link:<source id>`. */
export type LinkRow = {
  pbx: string;
  name: string;
  kind: string;
  state: string;
  since: string | null;
  error: string;
};

export type Waiter = {
  callid: string;
  since: string;
  caller: string | null;
};

/** `queue:<code>` of the floor: who waits, too. */
export type FloorQueueRow = {
  code: string;
  name: string;
  name_en: string;
  kind: "inquiry" | "complaint" | "suggestion" | "repair" | "order" | "other";
  position: number;
  sl_name: string;
  sl_threshold_s: number;
  sl_target_pct: number;
  waiting: number;
  connecting: number;
  talking: number;
  longest_since: string | null;
  offered: number;
  answered: number;
  abandoned: number;
  short: number;
  other: number;
  sl_pct: number | null;
  lost_pct: number | null;
  ready: number;
  ringing: number;
  acw: number;
  paused: number;
  staffed: number;
  level: "ok" | "warn" | "bad";
  why: Limit[];
  waiting_list: Waiter[];
};

/** `agent:…` of the floor: with whom they talk, masked. */
export type FloorAgentRow = {
  code: string | null;
  raw: string | null;
  name: string;
  team: string | null;
  state: "offline" | "idle" | "ringing" | "talking" | "hold" | "wrapup" | "busy" | "break" | "missed" | "lost";
  reason: string | null;
  since: string | null;
  queue: string | null;
  partly_paused: string[];
  next_state: string | null;
  forced_by: string | null;
  forced_reason: string | null;
  mapped: boolean;
  should_be_here: boolean;
  break_limit_s: number | null;
  caller: string | null;
};

/** `state`: what one is doing, by phone and console. */
export type StateRow = {
  state: "offline" | "idle" | "ringing" | "talking" | "hold" | "wrapup" | "busy" | "break" | "missed" | "lost";
  reason: string | null;
  since: string | null;
  next_state: string | null;
  next_reason: string | null;
  forced_by: string | null;
  forced_reason: string | null;
  phone_state: string | null;
  phone_since: string | null;
  wrapup_until: string | null;
  break_limit_s: number | null;
  version: number;
};

export type Customer = {
  id: number;
  name: string;
  grade: string;
  address: string;
  product: string;
  note: string;
};

export type Candidate = {
  id: number;
  name: string;
};

export type OpenTicket = {
  number: string;
  subject: string;
  kind: "inquiry" | "complaint" | "suggestion" | "repair" | "order" | "other";
  state: string;
  due_at: string | null;
};

export type Promised = {
  callback_id: number;
  window_end: string;
  note: string;
};

export type Contact = {
  at: string | null;
  kind: "call" | "ticket" | "callback";
  outcome: string;
  text: string;
};

/** `call`: who is on the line, and what the house knows of them. */
export type CallRow = {
  callid: string;
  queue: string;
  queue_name: string;
  stage: "ringing" | "talking" | "wrapup";
  since: string;
  caller: string | null;
  caller_name: string | null;
  wait_s: number | null;
  number_shared: boolean;
  customer: Customer | null;
  candidates: Candidate[];
  repeat_24h: number;
  repeat_48h: number;
  open_tickets: OpenTicket[];
  promised: Promised | null;
  history: Contact[];
};

/** `numbers`: one's own day, and who waits in one's queues. */
export type NumbersRow = {
  answered: number;
  missed: number;
  outbound: number;
  talk_avg_s: number | null;
  acw_avg_s: number | null;
  occupancy_pct: number | null;
  satisfaction_pct: number | null;
  quality_mean: number | null;
  waiting: number;
  longest_since: string | null;
};

/** `shift`: the one that runs or comes next; all null without one. */
export type OwnShift = {
  code: string | null;
  name: string | null;
  name_en: string | null;
  start_at: string | null;
  end_at: string | null;
  breaks: [string, string][];
  handover_at: string | null;
};

/** `keeping`: how a shift that runs is kept to up to `upto`, what is done since then, and what is planned. */
export type KeepingRow = {
  start_at: string;
  end_at: string;
  upto: string;
  does: "on_queue" | "break" | "meal" | "meeting" | "training" | "handover" | "offline_work" | "busy" | "off";
  counted_s: number;
  kept_s: number;
  tolerance_s: number;
  plan: [string, string, "on_queue" | "break" | "meal" | "meeting" | "training" | "handover" | "offline_work" | "busy" | "off"][];
  excused: [string, string][];
};

/** `notice:<id>`. */
export type NoticeRow = {
  kind: string;
  params: Record<string, string | number | boolean | null | object[]>;
  at: string;
  read: boolean;
};

/** `control`: per feature null, or what stands in its way. */
export type ControlRow = {
  dial: string | null;
  hangup: string | null;
  hold: string | null;
  transfer: string | null;
  force: string | null;
  spy: string | null;
};

/** `command:<id>`: what was asked of the phone. */
export type CommandRow = {
  id: number;
  act: "dial" | "hangup" | "hold" | "unhold" | "blind_transfer" | "attended_transfer" | "cancel_transfer" | "pause" | "unpause" | "queue_add" | "queue_remove" | "listen" | "whisper" | "barge";
  feature: "dial" | "hangup" | "hold" | "transfer" | "force" | "spy";
  state: "open" | "done" | "refused" | "expired" | "lost";
  result: string;
  message: string;
  target: string;
  agent: string | null;
  at: string;
  expires_at: string;
};

/** `work:<kind>:<id>`: something of one's own, or that lies open in one's queues. */
export type WorkRow = {
  kind: "callback" | "missed" | "ticket" | "escalation" | "order";
  id: number;
  number: string | null;
  title: string;
  customer: string | null;
  phone: string | null;
  due_at: string | null;
  attempts: number | null;
  max_attempts: number | null;
  state: string;
  priority: "low" | "normal" | "high" | "urgent";
  level: number | null;
};

export type Assignee = {
  code: string;
  name: string;
};

/** `esc:<id>`. */
export type EscalationRow = {
  id: number;
  version: number;
  ticket_number: string;
  subject: string;
  ticket_kind: "inquiry" | "complaint" | "suggestion" | "repair" | "order" | "other";
  priority: "low" | "normal" | "high" | "urgent";
  customer: string | null;
  level: number;
  state: string;
  cause: string;
  rule: string;
  role: string;
  due_at: string | null;
  notified_at: string | null;
  ack_due_at: string | null;
  acknowledged_at: string | null;
  acknowledged_by: string | null;
  assignee: Assignee | null;
  hold_until: string | null;
  clock_kind: string | null;
  team: string | null;
};

/** `cell:<person code>:<date>`. */
export type CellRow = {
  person: string;
  name: string;
  team: string;
  on_day: string;
  template: string | null;
  start_at: string | null;
  end_at: string | null;
  is_leader: boolean;
  locked: boolean;
  source: string;
  published_template: string | null;
  changed: boolean;
  version: number;
};

export type Cure = {
  code: string;
  params: Record<string, string | number | boolean | null | object[]>;
};

export type Finding = {
  person: string | null;
  on_day: string;
  rule: string;
  code: string;
  params: Record<string, string | number | boolean | null | object[]>;
  weight: string;
  cures: Cure[];
};

/** `roster:<team code>`. */
export type RosterRow = {
  team: string;
  week_on: string;
  version: number;
  published_version: number;
  published_at: string | null;
  closed_at: string | null;
  conflicts: Finding[];
};
