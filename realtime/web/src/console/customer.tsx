// The customer at the right: the file, the people who share the number, and what was between us.
import type { CallRow, Customer } from "../board";
import { t } from "../i18n";
import { at, brief } from "../time";
import { Empty, Icon, Key } from "../ui";
import { write } from "./drafts";
import { aside, Knowledge } from "./knowledge";
import { call } from "./me";

const ICONS = { call: "telephone", ticket: "ticket-detailed", callback: "telephone-outbound" } as const;
const OUTCOMES: Record<string, string> = {
  answered: t("answered"), abandoned: t("gave up waiting"), timeout: t("nobody answered"), open: t("open"), new: t("new"), resolved: t("resolved"), closed: t("closed"),
  exit_key: t("left by key"), exit_empty: t("nobody was there"), withdrawn: t("taken away"), failed: t("failed"), lost: t("lost from the log"),
  scheduled: t("scheduled"), ready: t("due now"), in_progress: t("being rung"), done: t("done"), exhausted: t("given up"), cancelled: t("cancelled"), merged: t("Merged"),
  reached: t("reached"), reached_inbound: t("rang again"), not_reached: t("not reached"), invalid_number: t("Wrong number"), refused: t("Refused"), waiting_customer: t("waiting for the customer"), waiting_internal: t("waiting inside"),
};
export const outcome = (code: string) => OUTCOMES[code] ?? code;

const PANES = [["customer", t("Customer")], ["knowledge", t("Knowledge")]] as const;

export function Aside() {
  return (
    <>
      <div class="asidetabs" role="tablist" aria-label={t("Beside the call")}>
        {PANES.map(([key, word]) => <button key={key} type="button" role="tab" aria-selected={aside.value === key} onClick={() => (aside.value = key)}>{word}{key === "knowledge" && <Key of="knowledge" />}</button>)}
      </div>
      <div class="pane" role="tabpanel" aria-label={PANES.find(([key]) => key === aside.value)![1]}>{aside.value === "customer" ? <CustomerPanel /> : <Knowledge />}</div>
    </>
  );
}

function CustomerPanel() {
  const row = call.value;
  if (!row) return <Empty icon="person">{t("The caller's file appears here with the next call.")}</Empty>;
  return (
    <>
      {row.customer ? <File customer={row.customer} /> : <Unknown row={row} />}
      <h2>{t("Before this call")}</h2>
      {row.history.length === 0 && <p class="muted">{t("This is the first contact.")}</p>}
      <ol class="timeline">
        {row.history.map((past) => (
          <li key={past.at + past.kind}><time>{brief(at(past.at)!)}</time><Icon name={ICONS[past.kind]} /> {past.text} <span class="muted">{outcome(past.outcome)}</span></li>
        ))}
      </ol>
    </>
  );
}

function File({ customer }: { customer: Customer }) {
  const lines: [string, string][] = [[t("Name"), customer.name], [t("Address"), customer.address], [t("Product"), customer.product], [t("Remark"), customer.note]];
  return (
    <>
      <dl class="pairs">{lines.filter(([, text]) => text).map(([word, text]) => <div key={word}><dt>{word}</dt><dd>{text}</dd></div>)}</dl>
      <p><a href={`/customers/${customer.id}`} target="_blank" rel="noopener">{t("The whole file")}</a></p>
    </>
  );
}

function Unknown({ row }: { row: CallRow }) {
  if (row.candidates.length === 0) return <p class="muted">{t("Nobody is known by this number. Filing the ticket makes the file.")}</p>;
  return (
    <div class="stack">
      <p class="muted">{t("Several people share this number. Who is it?")}</p>
      {row.candidates.map(({ id, name }) => <button key={id} type="button" class="button" onClick={() => write({ customerId: id, label: name })}><Icon name="person" />{name}</button>)}
    </div>
  );
}
