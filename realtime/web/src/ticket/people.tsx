// Who follows the ticket, and the tags by which it is found.
import { signal } from "@preact/signals";
import { get, send, type Problem } from "../api";
import { t } from "../i18n";
import { toast } from "../toast";
import { Chip, Icon } from "../ui";
import { act, number, page } from "./page";

type Holder = { code: string; name: string };
const watchers = signal<Holder[]>([]);
const me = page.dataset["me"];
const writes = page.dataset["writes"] === "1";
const typed = signal("");

export function startPeople(): void {
  void get<{ items: Holder[] }>(`/tickets/${number}/watchers`).then(({ items }) => (watchers.value = items), () => undefined);
}

async function watch(method: "PUT" | "DELETE"): Promise<void> {
  try {
    watchers.value = (await send<{ items: Holder[] }>(method, `/tickets/${number}/watchers/me`)).items;
  } catch (problem) {
    toast((problem as Problem).message, "bad");
  }
}

/** Read where the server has just painted them, so that a colleague's tag is not lost. */
const tags = () => JSON.parse(document.querySelector<HTMLElement>("[data-tags]")?.dataset["tags"] ?? "[]") as string[];
const put = (list: string[]) => act("PUT", "/tags", { tags: list }, { stale: true });

async function add(): Promise<void> {
  if (typed.value.trim() && (await put([...tags(), typed.value.trim()]))) typed.value = "";
}

export function People() {
  const follows = watchers.value.some(({ code }) => code === me);
  return (
    <div class="row">
      <button type="button" class="button compact" aria-pressed={follows} data-deed="watch" onClick={() => void watch(follows ? "DELETE" : "PUT")}><Icon name="eye" />{follows ? t("Followed by me") : t("Follow")}</button>
      {watchers.value.map(({ code, name }) => <Chip key={code} icon="eye">{name}</Chip>)}
      {writes && (
        <form class="row push" onSubmit={(event) => { event.preventDefault(); void add(); }}>
          <input aria-label={t("New tag")} placeholder={t("New tag")} maxLength={40} value={typed.value} onInput={(event) => (typed.value = event.currentTarget.value)} />
          <button class="button compact" type="submit"><Icon name="tag" />{t("Add")}</button>
        </form>
      )}
    </div>
  );
}

/** A tag is taken away by a press on it. */
export function startTags(): void {
  document.addEventListener("click", (event) => {
    const gone = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-untag]")?.dataset["untag"] : undefined;
    if (gone !== undefined) void put(tags().filter((tag) => tag !== gone));
  });
}
