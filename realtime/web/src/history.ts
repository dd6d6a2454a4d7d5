// What happened to a ticket: the journal's event names in words.
import { t } from "./i18n";
import { clockWord } from "./words";

export type Entry = { id: number; at: string; actor: string | null; name: string; payload: Record<string, string | number | boolean | null> };
type Look = [word: string, tone: string];

const LOOKS: Record<string, Look> = {
  TicketOpened: [t("opened"), "info"],
  TicketAccepted: [t("accepted"), "info"],
  TicketAssigned: [t("assigned"), "info"],
  TicketChanged: [t("changed"), ""],
  TicketMoved: [t("state changed"), ""],
  TicketResolved: [t("resolved"), "ok"],
  TicketReopened: [t("opened again"), "warn"],
  TicketClosed: [t("closed"), "ok"],
  TicketCancelled: [t("cancelled"), ""],
  TicketMerged: [t("merged"), ""],
  TicketWaiting: [t("waiting"), ""],
  TicketResumed: [t("taken up again"), "info"],
  PriorityChanged: [t("priority changed"), "warn"],
  NoteWritten: [t("note"), ""],
  ContactMade: [t("spoke with the customer"), "info"],
  ContactRecorded: [t("spoke with the customer"), "info"],
  ComplaintRegistered: [t("complaint registered"), "warn"],
  ClockWarned: [t("deadline near"), "warn"],
  ClockBreached: [t("deadline broken"), "bad"],
  ClockMet: [t("deadline met"), "ok"],
  EscalationRaised: [t("escalated"), "bad"],
  EscalationNotified: [t("escalated"), "bad"],
  EscalationAcknowledged: [t("escalation acknowledged"), "info"],
  EscalationAssigned: [t("escalation assigned"), "info"],
  EscalationResolved: [t("escalation settled"), "ok"],
  CallbackPromised: [t("call-back promised"), "info"],
  CallbackAttempted: [t("rang back"), "info"],
  CallbackKept: [t("promise kept"), "ok"],
  CallbackBroken: [t("promise broken"), "bad"],
  PromiseBroken: [t("promise broken"), "bad"],
  CallbackDone: [t("call-back done"), "ok"],
};

/** Word, colour and the values worth reading of one entry. */
export function tell(entry: Entry): { word: string; tone: string; detail: string } {
  const [word, tone] = LOOKS[entry.name] ?? [entry.name.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase(), ""];
  const { kind, level, reason, text, note, code, result } = entry.payload;
  const parts = [kind && clockWord(String(kind)), level && t("level {level}", { level: String(level) }), code, result, reason, text, note];
  return { word, tone, detail: parts.filter(Boolean).join(" · ") };
}
