// The fields that a ticket's category asks for, when it is changed.
import { signal } from "@preact/signals";
import { asked, Detail, fitting, loadTree as load, offered, type Said } from "../branches";
import { page } from "./page";

const typed = signal<Said>({});
const kind = () => page.dataset["kind"]!;

export async function loadTree(): Promise<void> {
  typed.value = {};
  await load();
}

/** What is to be sent, when something of it was typed. */
export function detailsOf(path: string, known: Said): Said | null {
  return Object.keys(typed.value).length === 0 ? null : fitting(path, kind(), { ...known, ...typed.value });
}

export function Details({ path, known }: { path: string; known: Said }) {
  return (
    <>
      <datalist id="categories">{offered(kind()).map((one) => <option key={one.path} value={one.path} />)}</datalist>
      {asked(path, kind()).map((field) => <Detail key={field.key} field={field} value={typed.value[field.key] ?? known[field.key]} put={(next) => (typed.value = { ...typed.value, [field.key]: next })} />)}
    </>
  );
}
