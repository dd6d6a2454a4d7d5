// What the phone system is asked for: one key per click, the reason when it cannot, and what came of it in words.
import { send } from "./api";
import { t } from "./i18n";
import type { CommandRow } from "./rows";
import { toast } from "./toast";

export type { CommandRow, ControlRow } from "./rows";
export type Feature = CommandRow["feature"];

const OBSTACLES: Record<string, string> = {
  no_control: t("This phone system cannot be controlled from here."),
  control_switched_off: t("This is switched off for your phone system."),
  control_not_authorised: t("The phone system does not allow us to do this."),
  control_link_down: t("The link to the phone system is down."),
  no_phone: t("No phone is noted for you. Ask your administrator."),
};
export const obstacle = (code: string | null | undefined) => (code ? (OBSTACLES[code] ?? code) : "");

const ACTS: Record<string, string> = {
  dial: t("Dial"), hangup: t("Hang up"), hold: t("Hold"), unhold: t("Take back"), blind_transfer: t("Hand over at once"), attended_transfer: t("Ask first"),
  cancel_transfer: t("Back to the customer"), pause: t("Pause"), unpause: t("Unpause"), queue_add: t("Add to the queue"), queue_remove: t("Take out of the queue"),
  listen: t("Listen"), whisper: t("Whisper"), barge: t("Barge in"),
};
export const actWord = (act: string) => ACTS[act] ?? act;

const RESULTS: Record<string, string> = {
  not_authorised: t("the phone system does not allow it"),
  no_call: t("there is no call on this phone"),
  not_a_member: t("this phone is in no queue"),
  unknown_queue: t("the phone system does not know this queue"),
  not_known_there: t("the phone system does not know this"),
  phone_not_answered: t("the own phone was not lifted"),
  phone_busy: t("the own phone is engaged"),
  phone_unknown: t("the phone system does not know this phone"),
  phone_unreachable: t("the own phone cannot be reached"),
  expired: t("the phone system was not there in time; nothing was done"),
  no_answer: t("no answer came; look at the phone"),
  link_cut: t("the link broke before the answer came; look at the phone"),
};

/** The end of an act as a sentence. */
export function outcome(row: CommandRow): string {
  const why = RESULTS[row.result] ?? row.message ?? row.result;
  return row.state === "done" ? t("{act}: done", { act: actWord(row.act) }) : t("{act}: {why}", { act: actWord(row.act), why });
}

export const toneOf = (row: CommandRow) => (row.state === "done" ? "ok" : row.state === "lost" ? "warn" : "bad") as "ok" | "warn" | "bad";

/** Asks for an act; each call is one click. Throws `Problem`. */
export function ask(act: string, more: Record<string, unknown> = {}): Promise<CommandRow> {
  return send<CommandRow>("POST", "/phone-acts", { act, key: newKey(), ...more });
}

/** Where no socket brings the end: ask again until there is one, as long as an act can live. */
export async function ended(row: CommandRow): Promise<CommandRow> {
  for (let tries = 0; row.state === "open" && tries < 90; tries++) {
    await new Promise((done) => setTimeout(done, tries < 10 ? 300 : 1000));
    row = await send<CommandRow>("GET", `/phone-acts/${row.id}`);
  }
  return row;
}

/** Asks, waits for the end, says it. */
export async function doAct(act: string, more: Record<string, unknown> = {}): Promise<CommandRow> {
  const row = await ended(await ask(act, more));
  toast(outcome(row), toneOf(row));
  return row;
}

/** randomUUID is missing on plain http in a LAN; chance is enough for a click. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return `click-${[...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
