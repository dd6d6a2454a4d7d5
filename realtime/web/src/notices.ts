// What an alert or a notice says: the server sends a kind and its values, the words are ours.
import type { Params } from "./board";
import { lang, t } from "./i18n";
import { reason } from "./states";
import { at, brief, span } from "./time";

type Values = Record<string, string | number>;
type Writer = (values: Values) => string;

const when = (instant: unknown) => (instant ? brief(at(String(instant))!) : "—");

const METRICS: Record<string, Writer> = {
  waiting: (v) => t("Queue {queue}: {value} callers wait, the limit is {limit}", v),
  longest_s: (v) => t("Queue {queue}: the longest wait is over {limit}", { ...v, limit: span(Number(v["limit"])) }),
  sl_pct: (v) => t("Queue {queue}: service level {value}% is under {limit}%", v),
};

const AGENTS: Record<string, Writer> = {
  no_ready: (v) => t("Queue {queue}: {value} callers wait and nobody is ready", v),
  pause_s: (v) => t("{name} has been away for longer than {limit} ({reason})", { ...v, limit: span(Number(v["limit"])) }),
  acw_s: (v) => t("{name} has been wrapping up for longer than {limit}", { ...v, limit: span(Number(v["limit"])) }),
  rna_row: (v) => t("{name} let the phone ring {value} times in a row", v),
  talk_s: (v) => t("{name} has been talking for longer than {limit}", { ...v, limit: span(Number(v["limit"])) }),
  link_down_s: (v) => t("{name}: the phone system does not answer", v),
};

const TEXTS: Record<string, Writer> = {
  queue_threshold: (v) => (METRICS[String(v["metric"])] ?? METRICS["waiting"]!)(v),
  ...AGENTS,
  alert: (v) => ({ ...METRICS, ...AGENTS })[String(v["metric"])]?.({ queue: (lang.startsWith("en") && v["name_en"]) || v["name"] || "—", ...v }) ?? String(v["metric"]),
  alert_group: (v) => t("{count} more alerts on the floor", v),
  escalation: (v) => t("{number} is escalated to level {level}", v),
  promise_broken: (v) => t("{number}: a promised call-back was not kept", v),
  promise_asked: (v) => t("{number}: the customer rang by themselves. Is the promised call-back settled?", v),
  file_done: (v) => t("{name}: {taken} rows taken in, {bad} returned", v),
  file_failed: (v) => t("{name} could not be taken in", v),
  callback_due: (v) => t("{number}: a promised call-back is due", v),
  link_down: (v) => t("Phone system {pbx}: {name} does not answer", v),
  state_differs: (v) => t("{name}: the live figures differed from the log and are put right", v),
  no_recipient: (v) => t("{number}: nobody on duty could be told of level {level}", v),
  roster_published: (v) => t("The roster of the week from {week_on} is published", v),
  attendance_published: (v) => t("The attendance of the week from {week_on} is published, revision {revision}", v),
  break_turn: (v) => t("It is your turn for a break. The place is kept for {minutes} minutes.", v),
  break_asked: (v) => t("{name} waits for a break ({reason}); enough are away", { ...v, reason: reason(String(v["reason"])) }),
  break_refused: (v) => t("No break now: {text}", v),
  punch_missing: (v) => (v["way"] === "in" ? t("{name}: no sign of coming on {on_day}, planned {time}", { ...v, time: when(v["time"]) }) : t("{name}: no sign of going on {on_day}, planned {time}", { ...v, time: when(v["time"]) })),
  certificate_due: (v) => t("{name}: a missed punch of {on_day} has waited three working days for a certificate", v),
  shift_too_long: (v) => t("{name} has been with a customer for an hour past the end of the shift", v),
  handover_waits: (v) => t("{name}: a hand-over with {count} items waits to be taken over", v),
  meeting_called: (v) => t("Meeting {name}: from {on_day}, {at}", v),
  duty_turn: (v) => t("{on_day}: it is your turn, {name}", { ...v, name: String((lang.startsWith("en") && v["name_en"]) || v["name"]) }),
  leave_asked: (v) => t("{name} asks for leave from {first_on}", v),
  leave_decided: (v) => (v["state"] === "approved" ? t("Your leave from {first_on} is approved", v) : t("Your leave from {first_on} is refused", v)),
  swap_offered: (v) => t("{name} offers you a shift of {on_day}", v),
  swap_accepted: (v) => t("{name} and {other} want to swap shifts of {on_day}", v),
  swap_decided: (v) => (v["state"] === "approved" ? t("The swap of {on_day} between {name} and {other} is approved", v) : t("The swap of {on_day} between {name} and {other} does not happen", v)),
  gap_opened: (v) => t("{name} is missing on {on_day}, {template}: a gap is open", v),
  cover_wanted: (v) => t("Can you take {template} on {on_day} for {name}?", v),
  cover_filled: (v) => t("{name} takes {template} on {on_day}", v),
  forced_state: (v) => t("{by} has set your state to {state}: {reason}", v),
  quality_scored: (v) => t("{case}: your call is scored, {total} points. Confirm or appeal.", v),
  quality_appealed: (v) => t("{case}: an appeal waits to be decided", v),
  quality_overdue: (v) => t("{case}: an appeal is not decided in time", v),
  quality_decided: (v) => t("{case}: the appeal is decided, {total} points", v),
  quality_coaching: (v) => t("A coaching note of {name}: {text}", v),
  check_missed: (v) => t("The check of the equipment of {on} {shift} is overdue", v),
  report_made: (v) => t("A sheet that you follow is made: {on}", v),
  webhook_off: (v) => t("Webhook {name} was switched off after {count} failures", v),
  report_corrected: (v) => t("A sheet of {on} is corrected, revision {revision}: {detail}", v),
  export_done: (v) => t("{name} is there to be taken: {rows} rows", v),
  export_asked: (v) => t("{name} asks for a file with whole telephone numbers: {reason}", v),
  export_decided: (v) => (v["approved"] === 1 ? t("Your file with whole telephone numbers is allowed") : t("Your file with whole telephone numbers is refused: {note}", v)),
  order_given: (v) => t("{number}: answer by {time}: {text}", { ...v, time: when(v["due_at"]) }),
  order_answered: (v) => t("{number}: your order is answered: {text}", v),
  measure_overdue: (v) => t("{number}: a measure of {owner} is overdue: {text}", v),
  order_overdue: (v) => t("{number}: an order was not answered by {time}", { ...v, time: when(v["due_at"]) }),
  extension_asked: (v) => t("{number}: more time is asked for until {time}: {text}", { ...v, time: when(v["until"]) }),
  extension_decided: (v) => (v["approved"] === 1 ? t("{number}: more time is granted until {time}", { ...v, time: when(v["until"]) }) : t("{number}: no more time is granted", v)),
  bulletin: (v) => t("To everybody: {title}. {text}", v),
  help_asked: (v) => t("{name} ({code}) asks for help: {note}", { ...v, note: v["note"] || "—" }),
  help_comes: (v) => t("{by} is coming to help", v),
  assigned: (v) => t("{number} is yours now", v),
  ticket_assigned: (v) => t("{number} is yours now", v),
  ticket_watched: (v) => t("{number} that you follow: {subject}", v),
};

/** The line by its name in the reader's language, and the first limit that it passed. */
function ofLine(params: Params): Values {
  const first = Array.isArray(params["why"]) ? (params["why"][0] as Values | undefined) : undefined;
  const english = lang.startsWith("en") ? params["name_en"] : "";
  return { queue: String(english || params["name"] || params["queue"]), ...first };
}

/** A sentence for one alert; a kind that this console does not know is shown by its name. */
export function alertText({ kind, params }: { kind: string; params: Params }): string {
  const plain = Object.entries(params).filter(([, value]) => !Array.isArray(value));
  const values: Values = Object.fromEntries(plain.map(([name, value]) => [name, (value ?? "—") as string | number]));
  if (kind === "queue_threshold" || kind === "no_ready") Object.assign(values, ofLine(params));
  return TEXTS[kind]?.({ number: "—", ...values }) ?? kind;
}

const OF_TICKETS = /^(order|extension|ticket|escalation|bulletin|promise)/;

/** The page of what a notice speaks of; none for what has no page of its own. */
export function noticePage({ kind, params }: { kind: string; params: Params }): string | undefined {
  if (kind.startsWith("file_") && params["job_id"]) return `/lists/${String(params["job_id"])}`;
  if (OF_TICKETS.test(kind) && params["number"]) return `/tickets/${String(params["number"])}`;
  if (kind.startsWith("report_") && params["key"]) return `/reports/${String(params["key"])}?on=${String(params["on"])}`;
  if (kind.startsWith("export_")) return "/exports";
  if (kind === "help_asked") return `/wallboard?agent=${encodeURIComponent(String(params["code"] ?? ""))}`;
  if (kind.startsWith("quality_")) return params["case"] ? `/quality/cases/${String(params["case"])}` : "/quality/notes";
  if (kind === "handover_waits") return "/handovers";
  if (kind === "certificate_due") return `/attendance?on=${String(params["on_day"])}`;
  if (kind === "attendance_published") return "/attendance";
  if (kind === "webhook_off") return "/admin/webhooks";
  return kind === "check_missed" && params["sheet_id"] ? `/equipment/checks/${String(params["sheet_id"])}` : undefined;
}
