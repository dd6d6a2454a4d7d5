// Codes of tickets, clocks and escalations in the words of the floor.
import { t } from "./i18n";
import type { Tone } from "./states";

const KINDS: Record<string, string> = {
  inquiry: t("Inquiry"), complaint: t("Complaint"), repair: t("Repair"), suggestion: t("Suggestion"), order: t("Order"), other: t("Other"),
};
const PRIORITIES: Record<string, [string, Tone]> = {
  low: [t("Low"), "mute"], normal: [t("Normal"), "mute"], high: [t("High"), "warn"], urgent: [t("Urgent"), "bad"],
};
const STATES: Record<string, [string, Tone]> = {
  new: [t("New"), "violet"], open: [t("In work"), "info"], waiting_customer: [t("Waiting for the customer"), "mute"], waiting_internal: [t("Waiting inside"), "mute"],
  resolved: [t("Resolved"), "ok"], closed: [t("Closed"), "mute"], merged: [t("Merged"), "mute"], cancelled: [t("Cancelled"), "mute"],
};
export const CLOCKS: Record<string, string> = {
  first_response: t("First response"), next_response: t("Next response"), resolution: t("Resolution"),
  ack: t("Acknowledgement"), update: t("Progress report"), ola: t("Team's share"), promise: t("Promised call-back"), follow_up: t("Follow-up"),
};
const CLOCK_STATES: Record<string, [string, Tone]> = {
  running: [t("running"), "info"], paused: [t("paused"), "mute"], breached: [t("broken"), "bad"], met: [t("met"), "ok"], met_late: [t("met late"), "warn"], stopped: [t("stopped"), "mute"], cancelled: [t("cancelled"), "mute"],
};
const STAGES: Record<string, string> = {
  registered: t("Registered"), triaged: t("Triaged"), investigating: t("Investigating"), confirmed: t("Confirmed"), proposed: t("Proposed"),
  approved: t("Approved"), executing: t("Executing"), replied: t("Replied"), verifying: t("Verifying"), closed: t("Closed"),
};
const CAUSES: Record<string, string> = {
  at_pct: t("the deadline is near"), due: t("the deadline passed"), ack_timeout: t("nobody acknowledged in time"), offset: t("still open after the deadline"),
  no_recipient: t("nobody on duty below"), promise_broken: t("a promised call-back was not kept"), manual: t("asked for by hand"), hold_ended: t("the hold has run out"),
  trigger: t("its time by the rule has come"), reopened: t("reopened more than once"),
  severity: t("a complaint this grave goes up at once"), repeat_calls: t("the customer has called again and again"), vip: t("an important customer"),
};
const ROLES: Record<string, string> = {
  agent: t("Agent"), owner: t("Owner"), lead: t("Team lead"), supervisor: t("Supervisor"), manager: t("Manager"), director: t("Director"), fallback: t("Fallback contact"), inspector: t("Inspector"), viewer: t("Viewer"), admin: t("Administrator"),
};

const MOVES: Record<string, string> = {
  accept: t("Accept"), wait_customer: t("Wait for the customer"), wake: t("Take up again"), refer: t("Refer inside"), return: t("Take back"),
  resolve: t("Resolve"), close: t("Close the ticket"), reopen: t("Open again"), cancel: t("Cancel the ticket"),
};
const GUARDS: Record<string, string> = {
  needs_supervisor: t("only a supervisor or lead may"), not_on_shift: t("you are not on shift"), no_outbound_contact: t("first speak with the customer"),
  reply_missing: t("the complaint has no reply yet"), open_promise: t("a promised call-back is still open"), open_children: t("a ticket below it is still open"),
  details_missing: t("the category asks for more: edit the ticket first"), reason_missing: t("say why"),
  follow_up_missing: t("the follow-up call is still owed"), compensation_undecided: t("a compensation waits for its approval"),
  manager_decision_missing: t("a manager must decide first"),
};

const pair = (table: Record<string, [string, Tone]>, code: string): [string, Tone] => table[code] ?? [code, "mute"];
export const kindWord = (code: string) => KINDS[code] ?? code;
export const priority = (code: string) => pair(PRIORITIES, code);
export const ticketState = (code: string) => pair(STATES, code);
export const stageWord = (code: string) => STAGES[code] ?? code;
export const clockWord = (code: string) => CLOCKS[code] ?? code;
export const clockState = (code: string) => pair(CLOCK_STATES, code);
export const cause = (code: string) => CAUSES[code] ?? code;
export const roleWord = (code: string) => ROLES[code] ?? code;
export const moveWord = (code: string) => MOVES[code];
export const guard = (code: string) => GUARDS[code];
