// Half-written tickets: one for each call, kept in the browser until they are filed, so that nothing typed is lost.
import { computed, signal } from "@preact/signals";
import { fitting, offered, tree, type Said } from "../branches";
import type { Kind } from "./choices";
import { person } from "./me";

export type Draft = {
  key: string; kind: Kind; subject: string; content: string; demand: string; category: string; priority: string; department: string;
  customerId: number | null; name: string; phone: string; callid: string | null; queue: string | null; label: string;
  promiseAt: string; promiseNote: string; severity: string; target: string; flags: string[]; resolution: string; details: Said; touched: boolean; savedAt: number | null;
};

const PREFIX = `rexian.draft.${person.login}.`;
const fresh = (key: string, of: Partial<Draft> = {}): Draft => ({
  key, kind: "inquiry", subject: "", content: "", demand: "", category: "", priority: "normal", department: "", customerId: null, name: "", phone: "",
  callid: null, queue: null, label: "", promiseAt: "", promiseNote: "", severity: "S3", target: "", flags: [], resolution: "", details: {}, touched: false, savedAt: null, ...of,
});

function kept(): Map<string, Draft> {
  const found = new Map<string, Draft>();
  for (const name of Object.keys(localStorage).filter((key) => key.startsWith(PREFIX))) {
    try {
      const draft = JSON.parse(localStorage.getItem(name)!) as Draft;
      found.set(draft.key, fresh(draft.key, draft));
    } catch {
      localStorage.removeItem(name);
    }
  }
  return found;
}

export const drafts = signal(kept());
export const current = signal<string>([...drafts.value.keys()].at(-1) ?? "new");
export const draft = computed(() => drafts.value.get(current.value) ?? fresh(current.value));

/** Changes fields of the open draft and keeps it. */
export function write(change: Partial<Draft>): void {
  const next = { ...draft.value, ...change, touched: true, savedAt: Date.now() / 1000 };
  drafts.value = new Map(drafts.value).set(next.key, next);
  localStorage.setItem(PREFIX + next.key, JSON.stringify(next));
}

/** Opens the draft of a call, making it from what the call brings; the one that was open stays as a tab. */
export function open(key: string, of: Partial<Draft>): void {
  if (!drafts.value.has(key)) drafts.value = new Map(drafts.value).set(key, fresh(key, of));
  current.value = key;
}

/** Forgets a filed or discarded draft and turns to the one before it. */
export function drop(key: string): void {
  const rest = new Map(drafts.value);
  rest.delete(key);
  drafts.value = rest;
  localStorage.removeItem(PREFIX + key);
  if (current.value === key) current.value = [...rest.keys()].at(-1) ?? "new";
}

/** The draft's category, as long as it is one for its kind: any word where there is no tree. */
export function categoryOf(d: Draft): string {
  return tree.value.length === 0 || offered(d.kind).some(({ path }) => path === d.category) ? d.category : "";
}

/** What the API is sent for a draft. */
export function ticketBody(d: Draft): Record<string, unknown> {
  const promised = d.promiseAt ? promise(d) : {};
  const complaint = d.kind === "complaint" ? { complaint: { severity: d.severity, target: d.target, demand: d.demand, flags: d.flags } } : {};
  const category = categoryOf(d);
  return filled({
    kind: d.kind, subject: d.subject, content: d.content, demand: d.demand, category, details: fitting(category, d.kind, d.details), priority: d.priority, department: d.department, queue: d.queue,
    ...(d.customerId ? { customer_id: d.customerId } : d.name || d.phone ? { customer: filled({ name: d.name || d.phone, phone: d.phone }) } : {}),
    contact_phone: d.phone, visit_callid: d.callid, ...promised, ...complaint, ...(d.resolution ? { resolved: { code: "solved", text: d.resolution } } : {}),
  });
}

const WINDOW_MS = 30 * 60 * 1000;

function promise(d: Draft): Record<string, unknown> {
  const start = Date.parse(d.promiseAt);
  return { promise: { window_start: new Date(start).toISOString(), window_end: new Date(start + WINDOW_MS).toISOString(), note: d.promiseNote } };
}

const filled = (body: Record<string, unknown>) => Object.fromEntries(Object.entries(body).filter(([, value]) => value !== "" && value !== null));
