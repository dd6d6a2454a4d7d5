// Change what the ticket says; what a colleague changed meanwhile is shown beside it, never overwritten.
import { signal } from "@preact/signals";
import { get } from "../api";
import { Details, detailsOf, loadTree } from "./details";
import { t } from "../i18n";
import { Modal } from "../modal";
import { Icon } from "../ui";
import { fieldWord } from "./company";
import { act, clash, number, page } from "./page";

type Fields = Record<"subject" | "content" | "demand" | "category" | "department" | "product_ref", string> & { details?: Record<string, unknown> };
const NAMES = ["subject", "category", "department", "product_ref", "content", "demand"] as const;
const LONG = ["content", "demand"];
const before = signal<Fields | null>(null);
const fields = signal<Partial<Fields>>({});

async function open(): Promise<void> {
  const [found] = await Promise.all([get<Fields>(`/tickets/${number}`), loadTree()]);
  clash.value = null;
  fields.value = {};
  before.value = found;
}

async function save(): Promise<void> {
  const more = detailsOf(fields.value.category ?? before.value!.category, before.value!.details ?? {});
  if (more) fields.value = { ...fields.value, details: more };
  if (Object.keys(fields.value).length === 0 || (await act("PATCH", "", fields.value, { stale: true })) || clash.value) before.value = null;
}

export function Edit() {
  if (page.dataset["writes"] !== "1") return null;
  return (
    <>
      <button type="button" class="button" data-deed="edit" onClick={() => void open()}><Icon name="pencil-square" />{t("Edit")}</button>
      {before.value && (
        <Modal title={t("Edit")} close={() => (before.value = null)} submit={() => void save()} go={t("Save")}>
          <div class="fields">{NAMES.map((name) => <One key={name} name={name} />)}<Details path={fields.value.category ?? before.value.category} known={before.value.details ?? {}} /></div>
        </Modal>
      )}
    </>
  );
}

function One({ name }: { name: (typeof NAMES)[number] }) {
  const id = `edit-${name}`;
  const common = { id, name, value: fields.value[name] ?? before.value![name], onInput: (event: Event) => (fields.value = { ...fields.value, [name]: (event.currentTarget as HTMLInputElement).value }) };
  return <p class={LONG.includes(name) ? "field wide" : "field"}><label for={id}>{fieldWord(name)}</label>{LONG.includes(name) ? <textarea {...common} rows={3} /> : <input {...common} required={name === "subject"} list={name === "category" ? "categories" : undefined} autocomplete="off" />}</p>;
}
