// The fields that a category asks for beside the usual ones.
import { signal } from "@preact/signals";
import { get } from "../api";
import { t } from "../i18n";
import { page } from "./page";

type Field = { key: string; name: string; name_en: string; type: "text" | "number" | "date" | "choice" | "yes_no"; need: string; options: string[]; kinds: string[] };
type Branch = { path: string; kinds: string[]; fields: Field[]; active: boolean };

const tree = signal<Branch[]>([]);
const typed = signal<Record<string, unknown>>({});
const isChinese = document.documentElement.lang.startsWith("zh");

export async function loadTree(): Promise<void> {
  typed.value = {};
  tree.value = await get<{ items: Branch[] }>("/categories").then(({ items }) => items, () => []);
}

/** A branch asks for what those above it ask for, too. */
function asked(path: string): Field[] {
  const kind = page.dataset["kind"]!;
  const above = tree.value.filter((one) => path === one.path || path.startsWith(`${one.path}/`));
  return above.flatMap(({ fields }) => fields).filter(({ kinds }) => !kinds.length || kinds.includes(kind));
}

/** What is to be sent, when something of it was typed. */
export function detailsOf(path: string, known: Record<string, unknown>): Record<string, unknown> | null {
  if (Object.keys(typed.value).length === 0) return null;
  const keys = asked(path).map(({ key }) => key);
  return Object.fromEntries(Object.entries({ ...known, ...typed.value }).filter(([key]) => keys.includes(key)));
}

export function Details({ path, known }: { path: string; known: Record<string, unknown> }) {
  return (
    <>
      <datalist id="categories">{tree.value.filter(({ active }) => active).map((one) => <option key={one.path} value={one.path} />)}</datalist>
      {asked(path).map((field) => <One key={field.key} field={field} value={typed.value[field.key] ?? known[field.key]} />)}
    </>
  );
}

function One({ field, value }: { field: Field; value: unknown }) {
  const id = `detail-${field.key}`;
  const put = (next: unknown) => (typed.value = { ...typed.value, [field.key]: next });
  const label = `${isChinese || !field.name_en ? field.name : field.name_en}${field.need === "optional" ? "" : " *"}`;
  if (field.type === "yes_no") return <label class="check"><input type="checkbox" checked={value === true} onChange={(event) => put(event.currentTarget.checked)} />{label}</label>;
  if (field.type === "choice")
    return <p class="field"><label for={id}>{label}</label><select id={id} value={String(value ?? "")} onChange={(event) => put(event.currentTarget.value)}><option value="">{t("Please choose")}</option>{field.options.map((one) => <option key={one}>{one}</option>)}</select></p>;
  const common = { id, value: String(value ?? "") };
  if (field.type === "number")
    return <p class="field"><label for={id}>{label}</label><input {...common} type="number" step="any" onInput={(event) => put(event.currentTarget.value ? Number(event.currentTarget.value) : "")} /></p>;
  if (field.type === "date") return <p class="field"><label for={id}>{label}</label><input {...common} type="date" onInput={(event) => put(event.currentTarget.value)} /></p>;
  return <p class="field"><label for={id}>{label}</label><input {...common} onInput={(event) => put(event.currentTarget.value)} /></p>;
}
