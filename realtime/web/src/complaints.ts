// What is wrong with one field, in words: the server names it by a code, its schemas by an English sentence.
import { t } from "./i18n";

const CODES: Record<string, string> = {
  missing: t("Please fill this in."),
  "Missing data for required field.": t("Please fill this in."),
  "Field may not be null.": t("Please fill this in."),
  "Shorter than minimum length 1.": t("Please fill this in."),
  wrong_password: t("The old password is wrong."),
  too_short: t("Too short."),
  too_common: t("Too common, somebody would guess it."),
  same_as_old: t("This is the old one."),
  taken: t("Somebody has this already."),
  code_taken: t("Somebody has this already."),
  login_taken: t("Somebody has this already."),
  unknown_team: t("There is no such team."),
  unknown_queue: t("There is no such queue."),
  unknown_role: t("Choose at least one role."),
  unknown_owner: t("There is nobody with this number."),
  ingest_needs_a_source: t("Choose the feed that it sends for."),
  window_in_the_past: t("This time has passed."),
  name_taken: t("Somebody has this already."),
  unknown_zone: t("There is no such time zone, e.g. Asia/Shanghai."),
  "Unknown time zone.": t("There is no such time zone, e.g. Asia/Shanghai."),
  not_a_database: t("This is no address of a database that we can speak to."),
  not_a_port: t("A port is a number from 1 to 65535."),
  masked: t("The stars stand for the old secret. Type a new one or leave it empty."),
  not_sayable: t("A phone system would not understand this."),
  bad_folder: t("A whole path is needed, e.g. /var/spool/asterisk/monitor."),
  bad_phone: t("This is no telephone number."),
  no_such_date: t("There is no such day."),
  no_such_time: t("The clocks skip this time."),
  due_past: t("This time has passed."),
  until_too_early: t("That is no more time than there is."),
  unknown_person: t("There is nobody with this number."),
  nowhere: t("It is there already."),
  bad_windows: t("From earlier to later, and none into the next: 09:00-12:00, 13:30-20:30."),
  bad_rule: t("This rule is not understood."),
  bad_key: t("This key cannot be used."),
  key_taken: t("Another command has this key."),
  in_the_past: t("This time has passed."),
  in_the_future: t("That time is still to come."),
  too_long_ago: t("That is too long ago to be registered by hand."),
  reason_missing: t("Please say why."),
};

export function complaint(why: unknown): string {
  const first = Array.isArray(why) ? why[0] : why;
  if (typeof first === "object" && first) return complaint(Object.values(first)[0]);
  // A sentence with a place in it (a calendar's definition) says more than we could.
  return CODES[String(first)] ?? (String(first).includes(" ") && String(first).length > 45 ? String(first) : t("This cannot be accepted."));
}
