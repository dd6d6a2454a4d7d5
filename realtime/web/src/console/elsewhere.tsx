// The same person at another machine: said plainly, with a way to end the other one.
import { signal } from "@preact/signals";
import { Problem, get, send } from "../api";
import { t } from "../i18n";
import { at, brief } from "../time";
import { toast } from "../toast";
import { Icon } from "../ui";

type Other = { id: number; since: string; address: string };
const others = signal<Other[]>([]);

export function startElsewhere(): void {
  void get<{ items: Other[] }>("/session/others").then(({ items }) => (others.value = items), () => undefined);
}

async function takeOver(): Promise<void> {
  try {
    await send("DELETE", "/session/others");
    others.value = [];
    toast(t("You are logged in here alone now"));
  } catch (problem) {
    toast((problem as Problem).message, "bad");
  }
}

export function Elsewhere() {
  const [first] = others.value;
  if (!first) return null;
  return (
    <p class="notice warn" data-elsewhere><Icon name="people" />
      <span>{t("You are logged in at another place too, since {time} ({address}).", { time: brief(at(first.since)!), address: first.address || "—" })}</span>
      <span class="row push"><button type="button" class="button compact primary" onClick={() => void takeOver()}>{t("Take over here")}</button>
        <button type="button" class="button compact" onClick={() => (others.value = [])}>{t("Leave it so")}</button></span></p>
  );
}
