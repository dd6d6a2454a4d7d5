// The bell of pages without a socket: it asks once a minute while somebody looks, and when the page is looked at again.
import { signal } from "@preact/signals";
import { render } from "preact";
import { get } from "../api";
import { elect } from "../leader";
import { unlockByGesture } from "../sound";
import { Bell, startNotices, type Told } from "./bell";

const MINUTE_MS = 60_000;
const rows = signal<Told[]>([]);
const ready = signal(false);

async function ask(): Promise<void> {
  try {
    rows.value = (await get<{ items: Told[] }>("/notices?limit=50")).items;
    ready.value = true;
  } catch {
    // The next minute asks again; whatever else the page does says that the server is away.
  }
}

export function ring(place: Element): void {
  elect();
  unlockByGesture();
  startNotices(rows, ready);
  render(<Bell rows={rows} done={() => void ask()} />, place);
  void ask();
  setInterval(() => document.visibilityState === "visible" && void ask(), MINUTE_MS);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && void ask());
}
