// What the server knows of the words: tickets, customers, what is known, calls, and all calls of a number.
import { get } from "../api";
import { t } from "../i18n";
import { at, brief } from "../time";
import type { Choice } from "./commands";

type Ticket = { number: string; subject: string; customer?: { name: string } | null };
type Customer = { id: number; name: string; company?: string; phones: { phone: string }[] };
type Call = { id: number; enter_at: string; number: string | null; customer: string | null; queues: string[] };
type Article = { id: number; title: string; category: string };

const to = (path: string) => () => location.assign(path);
const sees = (path: string) => document.querySelector(`.rail a[href="${path}"]`) !== null;

async function tickets(q: string): Promise<Choice[]> {
  const { items } = await get<{ items: Ticket[] }>(`/tickets?limit=5&q=${q}`);
  return items.map(({ number, subject, customer }) => ({ group: t("Tickets"), icon: "ticket-detailed", word: `${number} ${subject}`, more: customer?.name ?? "", go: to(`/tickets/${number}`) }));
}

async function customers(q: string): Promise<Choice[]> {
  const { items } = await get<{ items: Customer[] }>(`/customers?limit=4&q=${q}`);
  return items.map(({ id, name, company, phones }) => ({ group: t("Customers"), icon: "person-vcard", word: name, more: [company, phones[0]?.phone].filter(Boolean).join(" "), go: to(`/customers/${id}`) }));
}

async function articles(q: string): Promise<Choice[]> {
  const { items } = await get<{ items: Article[] }>(`/knowledge?limit=3&q=${q}`);
  return items.map(({ id, title, category }) => ({ group: t("Knowledge"), icon: "book", word: title, more: category, go: to(`/knowledge?article=${id}`) }));
}

async function calls(q: string): Promise<Choice[]> {
  const { items } = await get<{ items: Call[] }>(`/calls?limit=4&q=${q}`);
  return items.map((one) => ({ group: t("Calls"), icon: "telephone", word: `${brief(at(one.enter_at)!)} ${one.customer ?? one.number ?? ""}`, more: one.queues.join(", "), go: to(`/calls/${one.id}`) }));
}

function callsOf(text: string): Choice[] {
  const digits = text.replace(/[\s-]/g, "");
  if (!/^\+?\d{4,}$/.test(digits)) return [];
  return [{ group: t("Calls"), icon: "clock-history", word: t("Calls of {number}", { number: text }), go: to(`/calls?number=${encodeURIComponent(digits)}`) }];
}

/** Everything found at once; what the reader may not see, or what fails, is just not there. */
export async function found(text: string): Promise<Choice[]> {
  const q = encodeURIComponent(text);
  const asked: [string, (q: string) => Promise<Choice[]>][] = [["/tickets", tickets], ["/customers", customers], ["/calls", calls], ["/knowledge", articles]];
  const lists = await Promise.all(asked.filter(([path]) => sees(path)).map(([, ask]) => ask(q).catch(() => [])));
  return [...(sees("/calls") ? callsOf(text) : []), ...lists.flat()];
}
