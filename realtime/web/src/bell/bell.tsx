// What I must be told: unread notices behind the bell, also as a toast, a tone and a notification when they arrive.
import { computed, effect, signal, type ReadonlySignal } from "@preact/signals";
import { Problem, send } from "../api";
import type { NoticeRow } from "../board";
import { t } from "../i18n";
import { alertText, noticePage } from "../notices";
import { chime } from "../sound";
import { notify } from "../tell";
import { at, brief } from "../time";
import { toast } from "../toast";
import { Empty, Icon } from "../ui";

export type Told = NoticeRow & { id: number };
const isOpen = signal(false);
// What deserves a tone and a notification of the desktop, and not only a line.
const LOUD = /^(escalation|promise_broken|callback_due|forced_state|help|order_given|order_overdue|no_recipient|break|leave|swap)/;

/** Says what arrives after the first look; `rows` are all notices, read ones too. */
export function startNotices(rows: ReadonlySignal<Told[]>, ready: ReadonlySignal<boolean>): void {
  let told: Set<number> | undefined;
  effect(() => {
    if (!ready.value) return;
    const here = rows.value.filter(({ read }) => !read);
    if (told) for (const notice of here) if (!told.has(notice.id)) say(notice);
    told = new Set([...(told ?? []), ...here.map(({ id }) => id)]);
  });
}

function say(notice: Told): void {
  const text = alertText(notice);
  toast(text, "warn");
  if (!LOUD.test(notice.kind)) return;
  chime();
  notify(text, `notice:${notice.id}`);
}

const read = (id: number, done?: () => void) => send("PUT", `/notices/${id}/read`, {}).then(() => done?.(), (problem: Problem) => toast(problem.message, "bad"));

async function come(notice: Told, done?: () => void): Promise<void> {
  try {
    await send("PUT", `/agents/${String(notice.params["code"])}/help`);
    toast(t("{name} is told that you come", { name: String(notice.params["name"]) }));
    await read(notice.id, done);
  } catch (problem) {
    toast((problem as Problem).message, "bad");
  }
}

/** `done` is called when one was read, where no socket tells it. */
export function Bell({ rows, done }: { rows: ReadonlySignal<Told[]>; done?: () => void }) {
  const unread = computed(() => rows.value.filter((notice) => !notice.read).toSorted((a, b) => b.id - a.id));
  const all = () => Promise.all(unread.value.map(({ id }) => read(id))).then(() => done?.());
  return (
    <div class="bell" onKeyDown={(e) => e.key === "Escape" && (isOpen.value = false)}>
      <button type="button" class="button ghost" aria-expanded={isOpen.value} aria-label={t("Notices: {n} unread", { n: unread.value.length })} onClick={() => (isOpen.value = !isOpen.value)}>
        <Icon name="bell" />{unread.value.length > 0 && <b class="badge">{unread.value.length}</b>}
      </button>
      {isOpen.value && (
        <div class="notices card">
          {unread.value.length === 0 && <Empty icon="bell" slim>{t("Nothing new.")}</Empty>}
          {unread.value.length > 1 && <p><span /><span /><button type="button" class="button compact ghost" onClick={() => void all()}>{t("All read")}</button></p>}
          {unread.value.map((notice) => <Line key={notice.id} notice={notice} done={done} />)}
        </div>
      )}
    </div>
  );
}

function Line({ notice, done }: { notice: Told; done?: () => void }) {
  const page = noticePage(notice);
  return (
    <p><time class="muted small">{brief(at(notice.at)!)}</time>{page ? <a href={page}>{alertText(notice)}</a> : <span>{alertText(notice)}</span>}
      <span class="row">{notice.kind === "help_asked" && <button type="button" class="button compact primary" onClick={() => void come(notice, done)}>{t("I am coming")}</button>}
        <button type="button" class="button compact" onClick={() => void read(notice.id, done)}>{t("Read")}</button></span></p>
  );
}
