// What the field on top may be told to do at the console: change the state, begin a ticket, look something up.
import { t } from "../i18n";
import { offer } from "../palette/commands";
import { look, reason } from "../states";
import { open } from "./drafts";
import { aside } from "./knowledge";
import { choose, REASONS } from "./states";

export function startOffers(): void {
  offer("idle", { word: t("Set ready"), icon: "headset", also: "ready 示闲 空闲", go: () => void choose("idle") });
  offer("busy", { word: look("busy").word, icon: "slash-circle", also: "busy 示忙", go: () => void choose("busy") });
  for (const code of REASONS) offer(`break:${code}`, { word: `${look("break").word}: ${reason(code)}`, icon: "cup-hot", also: `break 小休 ${code}`, go: () => void choose("break", code) });
  offer("new", { word: t("New ticket"), icon: "plus-lg", also: "ticket 新建 工单", go: () => open(`new-${Date.now()}`, {}) });
  offer("known", { word: t("Look something up"), icon: "book", also: "knowledge 知识库 话术", go: () => (aside.value = "knowledge") });
}
