// Who else has the ticket open, and what a colleague has just changed under one's eyes.
import { signal } from "@preact/signals";
import { send } from "../api";
import { t } from "../i18n";
import { Icon } from "../ui";
import { act, clash, number, refresh, version, type Clash } from "./page";

type Other = { code: string; name: string; since: string; writing: boolean };
type Company = { version: number; changed: string[]; others: Other[] };

const EVERY_MS = 15_000;
const others = signal<Other[]>([]);
const changed = signal<string[]>([]);

const FIELDS: Record<string, string> = {
  subject: t("Subject"), content: t("Content"), demand: t("Asks for"), category: t("Category"), department: t("Department"), queue: t("Queue"), customer_id: t("Customer"),
  contact_phone: t("Phone"), product_ref: t("Product or order"), details: t("Details"), tags: t("Tags"), priority: t("Priority"), state: t("State"), owner: t("Owner"), parent: t("Ticket above"),
};
export const fieldWord = (name: string) => FIELDS[name] ?? name;

/** Somebody is writing as long as one of the page's text fields holds words. */
const isWriting = () => [...document.querySelectorAll<HTMLTextAreaElement>("textarea")].some((field) => field.value.trim() !== "");

async function say(): Promise<void> {
  try {
    const found = await send<Company>("PUT", `/tickets/${number}/opening`, { writing: isWriting(), version: version() });
    others.value = found.others;
    changed.value = found.changed;
  } catch {
    // The next quarter of a minute tries again; what is shown stays as it was.
  }
}

export function startCompany(): void {
  void say();
  setInterval(() => void (document.visibilityState === "visible" && say()), EVERY_MS);
  addEventListener("pagehide", () => void send("DELETE", `/tickets/${number}/opening`).catch(() => undefined));
}

export function CompanyNotice() {
  return (
    <div class="stack" role="status">
      {others.value.length > 0 && (
        <p class="notice warn" data-company><Icon name="people" />{others.value.map(({ name, writing }) => (writing ? t("{name} is writing here", { name }) : t("{name} has this open too", { name }))).join(" · ")}</p>
      )}
      {changed.value.length > 0 && <p class="notice info"><Icon name="info-circle" />{t("Changed meanwhile: {fields}", { fields: changed.value.map(fieldWord).join(", ") })}</p>}
      {clash.value && <Clashes values={clash.value} />}
    </div>
  );
}

const shown = (value: unknown) => (value === null || value === "" ? "—" : typeof value === "object" ? JSON.stringify(value) : String(value));

/** Written again over what stands there now, with its version: who is late once more sees both again. */
async function useMine(name: string, yours: unknown): Promise<void> {
  await refresh();
  if (await act("PATCH", "", { [name]: yours }, { stale: true })) leave(name);
}

function leave(name: string): void {
  const rest = Object.entries(clash.value ?? {}).filter(([one]) => one !== name);
  clash.value = rest.some(([, { yours }]) => yours !== undefined) ? Object.fromEntries(rest) : null;
}

function Clashes({ values }: { values: Record<string, Clash> }) {
  return (
    <section class="card" aria-label={t("Somebody changed this in the meantime")}>
      <header><h2>{t("Somebody changed this in the meantime")}</h2><button type="button" class="button compact" onClick={() => (clash.value = null)}>{t("Close")}</button></header>
      <div class="scroll"><table class="table">
        <thead><tr><th scope="col">{t("Field")}</th><th scope="col">{t("Stands there now")}</th><th scope="col">{t("You wrote")}</th><th scope="col"><span class="hush">{t("Actions")}</span></th></tr></thead>
        <tbody>{Object.entries(values).map(([name, { now, yours }]) => <tr key={name}><th scope="row">{fieldWord(name)}</th><td>{shown(now)}</td><td>{yours === undefined ? "" : shown(yours)}</td>
          <td>{yours !== undefined && <span class="row end"><button type="button" class="button compact" onClick={() => void useMine(name, yours)}>{t("Use mine")}</button><button type="button" class="button compact" onClick={() => leave(name)}>{t("Use theirs")}</button></span>}</td></tr>)}</tbody>
      </table></div>
    </section>
  );
}
