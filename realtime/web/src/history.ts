// What happened to a ticket: the journal's event names in words.
import { t } from "./i18n";
import { span } from "./time";
import { cause, CLOCKS, clockWord, kindWord, priority, stageWord, ticketState } from "./words";

export type Entry = { id: number; at: string; actor: string | null; name: string; payload: Record<string, string | number | boolean | null> };
type Look = [word: string, tone: string];

const LOOKS: Record<string, Look> = {
  TicketOpened: [t("opened"), "info"],
  TicketEdited: [t("changed"), ""],
  TicketMoved: [t("state changed"), "info"],
  TicketAssigned: [t("assigned"), "info"],
  PriorityChanged: [t("priority changed"), "warn"],
  NoteWritten: [t("note"), ""],
  ContactMade: [t("spoke with the customer"), "info"],
  ClockWarned: [t("deadline near"), "warn"],
  ClockBreached: [t("deadline broken"), "bad"],
  ClocksMoved: [t("deadlines reckoned anew"), ""],
  CallbackPromised: [t("call-back promised"), "info"],
  CallbackRepeated: [t("called again"), "warn"],
  CallbackReady: [t("call-back due"), "warn"],
  CallbackClaimed: [t("call-back taken"), "info"],
  CallbackReleased: [t("call-back given back"), ""],
  CallbackAttempted: [t("rang back"), "info"],
  CallbackRescheduled: [t("call-back moved"), ""],
  CallbackFinished: [t("call-back done"), "ok"],
  PromiseBroken: [t("promise broken"), "bad"],
  ComplaintStaged: [t("complaint goes on"), "info"],
  ComplaintWritten: [t("complaint record"), ""],
  SeverityChanged: [t("severity changed"), "warn"],
  CompensationMoved: [t("compensation"), "info"],
  CustomerRated: [t("customer was asked"), "info"],
  MeasureMoved: [t("measure"), ""],
  Escalated: [t("escalated"), "bad"],
  EscalationAcknowledged: [t("escalation acknowledged"), "info"],
  EscalationAssigned: [t("escalation assigned"), "info"],
  EscalationResolved: [t("escalation settled"), "ok"],
  PolicySwitched: [t("another policy holds"), "info"],
  TicketTransferred: [t("handed to another team"), "info"],
  first_team: [t("a team has it now"), "info"],
  other_queue: [t("handed to another queue"), "info"],
  OrderGiven: [t("ordered from above"), "warn"],
  OrderAnswered: [t("order answered"), "ok"],
  OrderOverdue: [t("order not answered in time"), "bad"],
  ExtensionAsked: [t("more time asked for"), "warn"],
  ExtensionDecided: [t("more time decided on"), "info"],
  BulletinIssued: [t("told to everybody"), "info"],
  EscalationHandedOver: [t("escalation handed to the next shift"), "info"],
};

/** What is called a transfer may be somebody taking on what no team had, or the same team in another queue. */
function named(entry: Entry): string {
  const { from_team, to_team, from_queue, to_queue } = entry.payload;
  if (entry.name !== "TicketTransferred" || (from_team && from_team !== to_team)) return entry.name;
  return from_queue === to_queue ? "first_team" : "other_queue";
}

/** The code of a rung as the journal keeps it (`+7200s working`), in words. */
function ruled(rule: unknown): string {
  const found = /^\+?(\d+)s (working|wall)$/.exec(String(rule ?? ""));
  if (!found) return String(rule ?? "");
  const time = span(Number(found[1]));
  return found[2] === "working" ? t("{time} of working time past the deadline", { time }) : t("{time} past the deadline", { time });
}

/** Word, colour and the values worth reading of one entry. */
export function tell(entry: Entry): { word: string; tone: string; detail: string } {
  const [word, tone] = LOOKS[named(entry)] ?? [entry.name.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase(), ""];
  const { kind, to_state, to_priority, to_stage, to_severity, level, cause: why, rule, reason, note, text, policy, to_team } = entry.payload;
  const parts = [
    kind && (String(kind) in CLOCKS ? clockWord(String(kind)) : kindWord(String(kind))),
    to_state && ticketState(String(to_state))[0],
    to_priority && priority(String(to_priority))[0],
    to_stage && stageWord(String(to_stage)),
    to_severity,
    level && t("level {level}", { level: String(level) }),
    why && cause(String(why)),
    ruled(rule),
    policy,
    to_team,
    reason,
    note,
    text,
  ];
  return { word, tone, detail: parts.filter(Boolean).join(" · ") };
}
