// What every part of a ticket's page leans on: which ticket, a fresh story after each deed, one dialog at a time.
import { signal } from "@preact/signals";
import htmx from "htmx.org";
import { get, Problem, send } from "../api";
import { t } from "../i18n";
import { toast } from "../toast";

export type Step = { to: string; move: string; unmet: string[] };
export type Kin = { id: number | null; how: string; turned: boolean; number: string; subject: string; state: string };
export type Clash = { now: unknown; yours?: unknown };

export const page = document.querySelector<HTMLElement>("[data-ticket]")!;
export const number = page.dataset["ticket"]!;
export const version = () => Number(document.querySelector<HTMLElement>("[data-version]")?.dataset["version"]);
export const steps = signal<Step[]>([]);
export const kin = signal<{ items: Kin[]; undo_until: string | null }>({ items: [], undo_until: null });
/** Fields that somebody else wrote meanwhile: what stands there beside what was typed here. */
export const clash = signal<Record<string, Clash> | null>(null);

export async function look(): Promise<void> {
  try {
    [steps.value, kin.value] = await Promise.all([
      get<{ allowed: Step[] }>(`/tickets/${number}/transitions`).then(({ allowed }) => allowed),
      get<typeof kin.value>(`/tickets/${number}/links`),
    ]);
  } catch (problem) {
    toast((problem as Problem).message, "bad");
  }
}

/** The server paints the page again; only the story is taken from it, so nothing half-typed is lost. */
export async function refresh(): Promise<void> {
  await htmx.ajax("GET", location.href, { target: "#story", select: "#story", swap: "outerHTML" });
  await look();
}

/** One deed on this ticket; true when it is done. A refusal is said, a stale write shows both values. */
export async function act<Answer = unknown>(method: string, path: string, body?: unknown, options: { stale?: boolean } = {}): Promise<Answer | null> {
  try {
    const answer = await send<Answer>(method, `/tickets/${number}${path}`, body, options.stale ? { version: version() } : {});
    toast(t("Done"));
    await refresh();
    return answer ?? ({} as Answer);
  } catch (error) {
    const problem = error as Problem;
    if (problem.code === "stale_version") clash.value = problem.params["values"] as Record<string, Clash>;
    toast([problem.message, ...Object.values(problem.fields)].join(" "), "bad");
    return null;
  }
}
