// What may help with the call at hand: the knowledge base and the scripts, searched while talking.
import { computed, signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { get, Problem, send } from "../api";
import { t } from "../i18n";
import { bind } from "../keys";
import { toast } from "../toast";
import { Empty, Failed, Icon, Loading } from "../ui";
import { draft, write } from "./drafts";
import { call, person } from "./me";

type Article = { id: number; title: string; text: string; category: string; marked: boolean };
type Script = { id: number; title: string; text: string; use: string };

const words = signal("");
const shelf = signal<"known" | "said">("known");
const articles = signal<Article[] | null>(null);
const scripts = signal<Script[] | null>(null);
const failed = signal<Problem | null>(null);
const open = signal<number | null>(null);
/** Which pane stands at the right: the customer, or what is known. */
export const aside = signal<"customer" | "knowledge">("customer");
const PAUSE_MS = 200;

async function look(): Promise<void> {
  try {
    const kind = draft.peek().kind;
    ({ items: articles.value } = await get<{ items: Article[] }>(`/knowledge?kind=${kind}&q=${encodeURIComponent(words.peek().trim())}&limit=20`));
    scripts.value ??= (await get<{ items: Script[] }>("/scripts")).items;
    failed.value = null;
  } catch (problem) {
    failed.value = problem as Problem;
  }
}

/** Scripts have no index of their own: there are a few dozen, and all are here. What is said on incoming calls comes first. */
const said = computed(() => {
  const parts = words.value.toLowerCase().split(/\s+/).filter(Boolean);
  const all = (scripts.value ?? []).filter(({ title, text }) => parts.every((part) => `${title} ${text}`.toLowerCase().includes(part)));
  return all.toSorted((a, b) => Number(b.use === "inbound") - Number(a.use === "inbound"));
});

/** Gaps that this call can fill; the others stay lines to be filled by ear. */
function filled(text: string): string {
  const row = call.value;
  const known: Record<string, string> = { customer: row?.customer?.name ?? draft.value.name, agent: person.name, subject: draft.value.subject, product: row?.customer?.product ?? "" };
  return text.replace(/\{(\w+)\}/g, (_, gap: string) => known[gap] || "____");
}

export function startKnowledge(): void {
  bind("knowledge", () => {
    aside.value = "knowledge";
    requestAnimationFrame(() => document.querySelector<HTMLInputElement>("#know")?.focus());
  });
}

export function Knowledge() {
  const later = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => void look(), [draft.value.kind]);
  const search = (text: string) => {
    words.value = text;
    clearTimeout(later.current);
    later.current = setTimeout(() => void look(), PAUSE_MS);
  };
  return (
    <>
      <input id="know" type="search" aria-label={t("Words to look for")} placeholder={t("Words to look for")} value={words.value} onInput={(e) => search(e.currentTarget.value)} />
      <div class="segments" role="group" aria-label={t("Shelf")}>
        {([["known", t("Knowledge")], ["said", t("Scripts")]] as const).map(([key, word]) => (
          <button key={key} type="button" class="button compact" aria-pressed={shelf.value === key} onClick={() => (shelf.value = key)}>{word}</button>
        ))}
        <a class="button compact ghost" href="/knowledge" target="_blank" rel="noopener">{t("All of it")}</a>
      </div>
      {failed.value ? <Failed problem={failed.value} again={() => void look()} /> : shelf.value === "known" ? <Known /> : <Said />}
    </>
  );
}

function Known() {
  if (articles.value === null) return <Loading />;
  if (articles.value.length === 0) return <Empty icon="book" slim>{words.value ? t("Nothing fits “{words}”.", { words: words.value }) : t("Nothing is written down yet. What leads write here is found beside every call.")}</Empty>;
  return <ul class="shelf">{articles.value.map((one) => <Entry key={one.id} id={one.id} title={one.title} text={one.text} more={one.category} marked={one.marked} />)}</ul>;
}

function Said() {
  if (said.value.length === 0) return <Empty icon="chat-left-text" slim>{t("No script with these words.")}</Empty>;
  return <ul class="shelf">{said.value.map((one) => <Entry key={one.id} id={-one.id} title={one.title} text={filled(one.text)} more="" />)}</ul>;
}

function Entry({ id, title, text, more, marked }: { id: number; title: string; text: string; more: string; marked?: boolean }) {
  const isOpen = open.value === id;
  return (
    <li>
      <button type="button" class="entry" aria-expanded={isOpen} onClick={() => (open.value = isOpen ? null : id)}><Icon name={isOpen ? "chevron-down" : "chevron-right"} /><b>{title}</b>{marked && <Icon name="star" />}<small class="muted">{more}</small></button>
      {isOpen && (
        <div class="stack answer">
          <p class="prose">{text}</p>
          <div class="row">
            {draft.value.kind === "inquiry" && id > 0 && <button type="button" class="button compact" onClick={() => write({ resolution: title })}>{t("Answered with this")}</button>}
            {id > 0 && <button type="button" class="button compact" aria-pressed={marked} onClick={() => void mark(id, !marked)}><Icon name="star" />{t("Mark")}</button>}
          </div>
        </div>
      )}
    </li>
  );
}

async function mark(id: number, on: boolean): Promise<void> {
  try {
    await send(on ? "PUT" : "DELETE", `/knowledge/${id}/mark`);
    articles.value = articles.value!.map((one) => (one.id === id ? { ...one, marked: on } : one));
  } catch (problem) {
    toast((problem as Problem).message, "bad");
  }
}
