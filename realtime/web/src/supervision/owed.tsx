// What stands open above a ticket: orders that wait for an answer (督办), questions for more time (延期).
import { signal } from "@preact/signals";
import { get } from "../api";
import { t } from "../i18n";
import { SendModal } from "../modal";
import { at, brief } from "../time";
import { Chip, DueChip, Icon } from "../ui";

type Holder = { code: string; name: string } | null;
type Order = { id: number; opinion: string; due_at: string; overdue_at: string | null; answer: string; answered_at: string | null; by: Holder; to: Holder };
export type Extension = { id: number; ticket: string; reason: string; until: string; was_due_at: string | null; asked_by: Holder; approved: boolean | null; note: string; decided_at: string | null };

const orders = signal<Order[]>([]);
const extensions = signal<Extension[]>([]);
const of = signal("");
const answering = signal<Order | null>(null);
const deciding = signal<Extension | null>(null);

/** Reads them anew; an answer for a ticket that is looked at no more is dropped. */
export async function loadOwed(number: string): Promise<void> {
  of.value = number;
  const read = <Row,>(path: string) => get<{ items: Row[] }>(path).then(({ items }) => items, () => []);
  const [ordered, asked] = await Promise.all([read<Order>(`/tickets/${number}/orders`), read<Extension>(`/tickets/${number}/extensions`)]);
  if (of.peek() === number) [orders.value, extensions.value] = [ordered, asked];
}

type Rights = { number: string; me: string; supervises: boolean; changed?: () => void };

export function Owed({ number, me, supervises, changed }: Rights) {
  if (of.value !== number || orders.value.length + extensions.value.length === 0) return null;
  const again = () => (void loadOwed(number), changed?.());
  return (
    <section class="card" data-owed aria-label={t("Orders and more time")}>
      <ul class="inside stack">
        {orders.value.map((one) => <OrderLine key={one.id} one={one} mine={one.to?.code === me || supervises} />)}
        {extensions.value.map((one) => <ExtensionLine key={one.id} one={one} decides={supervises} />)}
      </ul>
      {answering.value && (
        <SendModal title={t("Answer the order")} request={`PUT /tickets/${number}/orders/${answering.value.id}/answer`} go={t("Answer it")} close={() => (answering.value = null)} done={again}>
          <p class="prose">{answering.value.opinion}</p>
          <p class="field"><label for="order-answer">{t("Answer it")}</label><textarea id="order-answer" name="text" rows={3} /></p>
        </SendModal>
      )}
      {deciding.value && <Decide one={deciding.value} close={() => (deciding.value = null)} done={again} />}
    </section>
  );
}

function OrderLine({ one, mine }: { one: Order; mine: boolean }) {
  return (
    <li class="row" data-order={one.id}>
      <Chip tone={one.answered_at ? "mute" : "bad"} icon="flag">{t("Urged")}</Chip>
      <span><b class="prose">{one.opinion}</b> <span class="muted small">{one.by?.name ?? t("system")} → {one.to?.name}</span></span>
      {one.answered_at ? <span class="muted"><Icon name="check2" /> {one.answer} · {brief(at(one.answered_at)!)}</span> : <DueChip due={one.due_at} />}
      {!one.answered_at && mine && <button type="button" class="button compact push" data-deed="answer" aria-haspopup="dialog" onClick={() => (answering.value = one)}>{t("Answer it")}</button>}
    </li>
  );
}

function ExtensionLine({ one, decides }: { one: Extension; decides: boolean }) {
  const [word, tone] = one.approved === null ? ([t("waits for a decision"), "warn"] as const) : one.approved ? ([t("granted"), "ok"] as const) : ([t("not granted"), "bad"] as const);
  return (
    <li class="row" data-extension={one.id}>
      <Chip tone={tone} icon="hourglass-split">{t("More time")} · {word}</Chip>
      <span>{t("until {time}", { time: brief(at(one.until)!) })} <span class="prose">{one.reason}</span> <span class="muted small">{one.asked_by?.name} {one.note}</span></span>
      {one.approved === null && decides && <button type="button" class="button compact push" data-deed="decide" aria-haspopup="dialog" onClick={() => (deciding.value = one)}>{t("Decide on more time")}</button>}
    </li>
  );
}

/** Granted or not; never one's own, and the server says so. */
export function Decide({ one, close, done }: { one: Extension; close: () => void; done: () => void }) {
  const was = one.was_due_at && brief(at(one.was_due_at)!);
  return (
    <SendModal title={t("Decide on more time")} request={`PUT /tickets/${one.ticket}/extensions/${one.id}/decision`} go={t("Decide")} close={close} done={done}>
      <p><b>{one.ticket}</b> {one.asked_by?.name}{t(": ")}<span class="prose">{one.reason}</span></p>
      <p>{was} → <b>{brief(at(one.until)!)}</b></p>
      <fieldset class="segments" aria-label={t("Decision")}>
        <label><input type="radio" name="approved" value="true" data-as="json" defaultChecked />{t("Grant")}</label>
        <label><input type="radio" name="approved" value="false" data-as="json" />{t("Refuse")}</label>
      </fieldset>
      <p class="field"><label for="decide-note">{t("Note")}</label><textarea id="decide-note" name="note" rows={2} /></p>
    </SendModal>
  );
}
