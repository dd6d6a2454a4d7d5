// Write for colleagues, to the customer, or down what the customer wrote; with files, and with words kept ready.
import { signal } from "@preact/signals";
import { get, send, type Problem } from "../api";
import { t } from "../i18n";
import { toast } from "../toast";
import { Chip, Icon } from "../ui";
import { act, number, page, refresh } from "./page";

type Sent = { id: number; name: string; size: number };
type Kind = "note" | "reply" | "message";

const KINDS: [Kind, string, string][] = [["note", t("Note"), t("Add the note")], ["reply", t("Reply to the customer"), t("Send the reply")], ["message", t("What the customer wrote"), t("Write it down")]];
const kind = signal<Kind>("note");
export const words = signal("");
const files = signal<Sent[]>([]);
const sending = signal(false);
const LARGEST = 10 * 1024 * 1024;

async function attach(list: FileList): Promise<void> {
  for (const file of list) {
    if (file.size > LARGEST) toast(t("{name} is larger than 10 MB.", { name: file.name }), "bad");
    else await upload(file);
  }
}

async function upload(file: File): Promise<void> {
  const headers: Record<string, string> = { Accept: "application/json", "Content-Type": "application/octet-stream" };
  const token = document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content;
  if (token) headers["X-CSRF-Token"] = token;
  const answer = await fetch(`/api/v1/tickets/${number}/attachments?name=${encodeURIComponent(file.name)}`, { method: "POST", credentials: "same-origin", headers, body: file });
  const said = (await answer.json().catch(() => ({}))) as Sent & { title?: string };
  if (answer.ok) files.value = [...files.value, said];
  else toast(`${file.name}: ${said.title ?? t("The server answered with an error ({status}).", { status: answer.status })}`, "bad");
}

async function write(): Promise<void> {
  if (sending.value) return;
  sending.value = true;
  const body = { text: words.value.trim(), kind: kind.value, files: files.value.map(({ id }) => id) };
  if (await act("POST", "/notes", body)) {
    words.value = "";
    files.value = [];
  }
  sending.value = false;
}

async function reached(): Promise<void> {
  try {
    await send("POST", `/tickets/${number}/contacts`, { direction: "out", answered: true });
    await refresh();
  } catch (problem) {
    toast((problem as Problem).message, "bad");
  }
}

const writes = page.dataset["writes"] === "1";

type Macro = { code: string; name: string; name_en: string; audience: Kind; text: string; changes: Record<string, unknown>; kinds: string[]; active: boolean };
const macros = signal<Macro[]>([]);
const isChinese = document.documentElement.lang.startsWith("zh");

export function startMacros(): void {
  void get<{ items: Macro[] }>("/macros").then(({ items }) => (macros.value = items.filter((one) => one.active && (!one.kinds.length || one.kinds.includes(page.dataset["kind"]!)))), () => undefined);
}

/** A text alone is put into the field, to be looked over; what does more is done at once. */
async function use(code: string): Promise<void> {
  const one = macros.value.find((each) => each.code === code);
  if (!one) return;
  if (Object.keys(one.changes).length === 0) {
    kind.value = one.audience;
    words.value = [words.value, fill(one.text)].filter(Boolean).join("\n");
  } else await act("POST", "/macros", { macro: code }, { stale: true });
}

const fill = (text: string) => text.replaceAll("{number}", number).replaceAll("{customer}", page.dataset["name"] ?? "").replaceAll("{subject}", page.dataset["subject"] ?? "").replaceAll("{agent}", page.dataset["agent"] ?? "");

export function Write() {
  const [, label, go] = KINDS.find(([code]) => code === kind.value)!;
  return (
    <form class="stack" onSubmit={(event) => { event.preventDefault(); void write(); }} onKeyDown={(event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing) void write(); }}>
      <fieldset class="segments" aria-label={t("For whom")}>
        {KINDS.filter(([code]) => writes || code !== "reply").map(([code, word]) => <label key={code}><input type="radio" name="note-kind" checked={kind.value === code} onChange={() => (kind.value = code)} />{word}</label>)}
      </fieldset>
      <p class="field"><label for="write-text">{label}</label><textarea id="write-text" rows={3} required value={words.value} onInput={(event) => (words.value = event.currentTarget.value)} /></p>
      {files.value.length > 0 && <p class="row">{files.value.map(({ id, name }) => <Chip key={id} icon="paperclip">{name}</Chip>)}</p>}
      <div class="row">
        <button class="button" type="submit" disabled={sending.value}>{go}</button>
        {macros.value.length > 0 && writes && (
          <select aria-label={t("Canned texts and macros")} value="" onChange={(event) => { void use(event.currentTarget.value); event.currentTarget.value = ""; }}>
            <option value="">{t("Canned texts and macros")}</option>{macros.value.map((one) => <option key={one.code} value={one.code}>{isChinese || !one.name_en ? one.name : one.name_en}</option>)}
          </select>
        )}
        <label class="button ghost"><Icon name="paperclip" />{t("Attach files")}<input class="hush" type="file" multiple onChange={(event) => { void attach(event.currentTarget.files!); event.currentTarget.value = ""; }} /></label>
        <button class="button push" type="button" onClick={() => void reached()}><Icon name="telephone-outbound" />{t("I reached the customer")}</button>
      </div>
    </form>
  );
}
