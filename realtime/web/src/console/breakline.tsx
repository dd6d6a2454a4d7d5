// The line for breaks: how many of how many are away, one's own place, and getting in and out of it.
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Problem, send } from "../api";
import { t } from "../i18n";
import { toast } from "../toast";
import { Chip } from "../ui";

type Line = {
  groups: { name: string; most: number; away: number; mine: boolean }[];
  waiting: { mine: boolean; may_go: boolean; place: number }[];
};
const line = signal<Line | null>(null);

export async function refresh(method = "GET", path = "/break-line"): Promise<void> {
  try {
    line.value = await send<Line>(method, path, method === "POST" ? {} : undefined);
  } catch (problem) {
    toast((problem as Problem).message, "bad");
  }
}

export function BreakLine() {
  useEffect(() => void refresh(), []);
  const groups = line.value?.groups.filter((one) => one.mine) ?? [];
  const own = line.value?.waiting.find((one) => one.mine);
  if (!groups.length) return null;
  const isFull = groups.some((one) => one.away >= one.most) || line.value!.waiting.some((one) => !one.may_go);
  return (
    <div class="stack" role="status">
      {groups.map((one) => <Chip key={one.name} tone={one.away >= one.most ? "warn" : "ok"} icon="cup-hot">{t("{name}: {away} of {most} on a break", { name: one.name, away: one.away, most: one.most })}</Chip>)}
      {own && <span>{own.may_go ? t("It is your turn") : t("Place {place} in line", { place: own.place })}</span>}
      {own ? <button type="button" class="button compact" onClick={() => void refresh("DELETE", "/break-line/mine")}>{t("Leave the line")}</button>
        : isFull && <button type="button" class="button compact" onClick={() => void refresh("POST", "/break-line/mine")}>{t("Get in line")}</button>}
    </div>
  );
}
