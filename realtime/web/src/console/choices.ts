// What a new ticket can be, in words: kinds, severities of a complaint, what to mind about whoever complains.
import { t } from "../i18n";

export type Kind = "inquiry" | "complaint" | "repair" | "suggestion" | "other";

export const KINDS: [Kind, string][] = [
  ["inquiry", t("Inquiry")], ["complaint", t("Complaint")], ["repair", t("Repair")], ["suggestion", t("Suggestion")], ["other", t("Other")],
];
export const SEVERITIES: [string, string][] = [["S1", t("S1 major")], ["S2", t("S2 serious")], ["S3", t("S3 ordinary")], ["S4", t("S4 slight")]];
export const FLAGS: [string, string][] = [
  ["threatens", t("threatens to go higher")], ["media", t("media")], ["regulator", t("regulator")], ["repeat", t("repeated")],
];
