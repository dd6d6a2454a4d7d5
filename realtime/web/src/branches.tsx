// The tree of categories, and the fields that a branch asks for beside the usual ones.
import { signal } from "@preact/signals";
import { get } from "./api";
import { t } from "./i18n";

export type Field = { key: string; name: string; name_en: string; type: "text" | "number" | "date" | "choice" | "yes_no"; need: "optional" | "at_opening" | "to_resolve"; options: string[]; kinds: string[] };
type Branch = { path: string; name: string; name_en: string; kinds: string[]; fields: Field[]; active: boolean };
export type Said = Record<string, unknown>;

export const tree = signal<Branch[]>([]);
const isChinese = document.documentElement.lang.startsWith("zh");

export async function loadTree(): Promise<void> {
  tree.value = await get<{ items: Branch[] }>("/categories").then(({ items }) => items, () => tree.value);
}

/** What a ticket of this kind may be about; each says where it hangs. */
export function offered(kind: string): { path: string; name: string; depth: number }[] {
  const fits = tree.value.filter(({ active, kinds }) => active && (!kinds.length || kinds.includes(kind)));
  return fits.map((one) => ({ path: one.path, name: isChinese || !one.name_en ? one.name : one.name_en, depth: one.path.split("/").length - 1 }));
}

/** A branch asks for what those above it ask for, too; a key that comes again means the lower one. */
export function asked(path: string, kind: string): Field[] {
  const above = tree.value.filter((one) => path === one.path || path.startsWith(`${one.path}/`));
  const found = new Map(above.flatMap(({ fields }) => fields).map((field) => [field.key, field]));
  return [...found.values()].filter(({ kinds }) => !kinds.length || kinds.includes(kind));
}

/** Of what was said only that which this branch asks for. */
export function fitting(path: string, kind: string, said: Said): Said {
  const keys = asked(path, kind).map(({ key }) => key);
  return Object.fromEntries(Object.entries(said).filter(([key, value]) => keys.includes(key) && value !== "" && value !== null));
}

type Props = { field: Field; value: unknown; put: (next: unknown) => void; required?: boolean; why?: string };

export function Detail({ field, value, put, required, why }: Props) {
  const id = `detail-${field.key}`;
  const name = isChinese || !field.name_en ? field.name : field.name_en;
  const common = { id, name: `details.${field.key}`, required, "aria-invalid": why ? ("true" as const) : undefined, "aria-describedby": why ? `${id}-why` : undefined };
  const text = { ...common, value: String(value ?? ""), autocomplete: "off" };
  return (
    <p class="field">
      <label for={id}>{name}{field.need === "at_opening" && " *"}{field.need === "to_resolve" && <span class="muted small"> · {t("before it is resolved")}</span>}</label>
      {field.type === "choice" ? (
        <select {...common} value={String(value ?? "")} onChange={(event) => put(event.currentTarget.value)}><option value="">{t("Please choose")}</option>{field.options.map((one) => <option key={one} value={one}>{one}</option>)}</select>
      ) : field.type === "yes_no" ? (
        // Yes, no, or not said yet: a box could not tell the last two apart.
        <select {...common} data-as="truth" value={typeof value === "boolean" ? String(value) : ""} onChange={(event) => put(event.currentTarget.value && event.currentTarget.value === "true")}><option value="">{t("Please choose")}</option><option value="true">{t("Yes")}</option><option value="false">{t("No")}</option></select>
      ) : field.type === "number" ? (
        <input {...text} type="number" data-as="number" step="any" onInput={(event) => put(event.currentTarget.value ? Number(event.currentTarget.value) : "")} />
      ) : field.type === "date" ? (
        <input {...text} type="date" onInput={(event) => put(event.currentTarget.value)} />
      ) : (
        <input {...text} maxLength={500} onInput={(event) => put(event.currentTarget.value)} />
      )}
      {why && <span class="wrong" id={`${id}-why`}>{why}</span>}
    </p>
  );
}
