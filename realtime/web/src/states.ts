// The one table of agent states: word, icon, colour and the age at which each deserves a look.
import { t } from "./i18n";

export type Tone = "ok" | "info" | "warn" | "bad" | "violet" | "mute";
type Look = { word: string; icon: string; tone: Tone; longAfter: number };

const LOOKS: Record<string, Look> = {
  offline: { word: t("Signed out"), icon: "person-dash", tone: "mute", longAfter: Infinity },
  idle: { word: t("Ready"), icon: "headset", tone: "ok", longAfter: Infinity },
  ringing: { word: t("Ringing"), icon: "telephone-inbound", tone: "violet", longAfter: 15 },
  talking: { word: t("On call"), icon: "telephone", tone: "info", longAfter: 900 },
  hold: { word: t("On hold"), icon: "pause-circle", tone: "info", longAfter: 60 },
  wrapup: { word: t("Wrap-up"), icon: "pencil-square", tone: "warn", longAfter: 180 },
  busy: { word: t("Busy"), icon: "slash-circle", tone: "bad", longAfter: 900 },
  break: { word: t("Break"), icon: "cup-hot", tone: "mute", longAfter: 1800 },
  missed: { word: t("Not answering"), icon: "telephone-x", tone: "bad", longAfter: 0 },
  lost: { word: t("Lost link"), icon: "wifi-off", tone: "mute", longAfter: 0 },
  unknown: { word: t("Unknown"), icon: "info-circle", tone: "mute", longAfter: Infinity },
};

/** The order in which a row of counts names them. */
export const STATE_ORDER = ["idle", "ringing", "talking", "hold", "wrapup", "busy", "break", "missed", "lost", "offline"];

export const look = (state: string): Look => LOOKS[state] ?? LOOKS["unknown"]!;

const LEVELS: Record<string, { word: string; icon: string }> = {
  ok: { word: t("within limits"), icon: "check-circle" },
  warn: { word: t("near the limit"), icon: "exclamation-triangle" },
  bad: { word: t("over the limit"), icon: "exclamation-octagon" },
};
export const level = (name: string) => LEVELS[name] ?? LEVELS["ok"]!;

const REASONS: Record<string, string> = {
  break: t("short break"),
  meal: t("meal"),
  training: t("training"),
  meeting: t("meeting"),
  restroom: t("restroom"),
  paperwork: t("paperwork"),
  other: t("other reason"),
};
/** A pause reason: a known code is translated, what an administrator or a PBX named is shown as it is. */
export const reason = (code: string | null | undefined) => (code ? (REASONS[code.toLowerCase()] ?? code) : "");

const DOINGS: Record<string, string> = {
  on_queue: t("at the queue"),
  break: t("short break"),
  meal: t("meal"),
  meeting: t("meeting"),
  training: t("training"),
  handover: t("hand-over"),
  offline_work: t("paperwork"),
};
/** What somebody is planned to do. */
export const doing = (does: string): string => DOINGS[does] ?? does;

/** What an agent says at the console to come into a state: whoever says "ready" is idle until the phone rings. */
export const wordFor = (state: string): string => (state === "idle" ? "ready" : state);
/** The state that a word of theirs leads to. */
export const stateAfter = (word: string): string => (word === "ready" ? "idle" : word);
