// What I must be told: unread notices behind the bell, also as a toast when they arrive.
import { computed, effect, signal } from "@preact/signals";
import { Problem, send } from "../api";
import { t } from "../i18n";
import { alertText, noticePage } from "../notices";
import { at, brief } from "../time";
import { toast } from "../toast";
import { Empty, Icon } from "../ui";
import { noticeIds, notices, ready } from "./me";

const isOpen = signal(false);
const pairs = computed(() => notices.value.map((notice, i) => ({ ...notice, id: noticeIds.value[i]! })).filter(({ read }) => !read).toReversed());

export function startNotices(): void {
  let told: Set<number> | undefined;
  effect(() => {
    if (!ready.value) return;
    const here = pairs.value;
    if (told) for (const notice of here) if (!told.has(notice.id)) toast(alertText(notice), "warn");
    told = new Set(here.map(({ id }) => id));
  });
}

const read = (id: number) => send("PUT", `/notices/${id}/read`, {}).catch((problem: Problem) => toast(problem.message, "bad"));

export function Bell() {
  return (
    <div class="bell" onKeyDown={(e) => e.key === "Escape" && (isOpen.value = false)}>
      <button type="button" class="button ghost" aria-expanded={isOpen.value} aria-label={t("Notices: {n} unread", { n: pairs.value.length })} onClick={() => (isOpen.value = !isOpen.value)}>
        <Icon name="bell" />{pairs.value.length > 0 && <b class="badge">{pairs.value.length}</b>}
      </button>
      {isOpen.value && (
        <div class="notices card">
          {pairs.value.length === 0 && <Empty icon="bell" slim>{t("Nothing new.")}</Empty>}
          {pairs.value.map((notice) => (
            <p key={notice.id}><time class="muted small">{brief(at(notice.at)!)}</time>{noticePage(notice) ? <a href={noticePage(notice)}>{alertText(notice)}</a> : <span>{alertText(notice)}</span>}
              <button type="button" class="button compact" onClick={() => void read(notice.id)}>{t("Read")}</button></p>
          ))}
        </div>
      )}
    </div>
  );
}
