// 部门联系电话 where a call or a ticket is handed on.
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { send } from "./api";
import { t } from "./i18n";

export type Department = { id: number; name: string; head: string; phone: string; mobile: string; scope: string; hours: string };
const known = signal<Department[]>([]);

/** What the phone dials: an extension behind 转, a comma or a slash is for whoever answers. */
export const dialled = (text: string): string => (text.split(/[转,,/]/)[0] ?? "").replace(/[^0-9+#*]/g, "");

/** Every number of a department that can be dialled, the office first. */
const numbers = (one: Department): string[] => [one.phone, one.mobile].filter((text) => dialled(text));

/** One of the departments; `pick` is told which, and which of its numbers. */
export function Departments({ id, pick }: { id: string; pick: (one: Department, phone: string) => void }) {
  useEffect(() => void send<{ items: Department[] }>("GET", "/directory").then((answer) => (known.value = answer.items), () => undefined), []);
  if (!known.value.length) return null;
  const lines = known.value.flatMap((one) => numbers(one).map((phone) => ({ one, phone })));
  const choose = (place: string) => {
    const line = lines[Number(place)];
    if (line) pick(line.one, line.phone);
  };
  return (
    <select id={id} aria-label={t("Department")} onChange={(event) => choose(event.currentTarget.value)}>
      <option value="">{t("Department …")}</option>
      {lines.map(({ one, phone }, place) => <option key={`${one.id} ${phone}`} value={place}>{[one.name, one.head, phone, one.hours].filter(Boolean).join(" · ")}</option>)}
    </select>
  );
}
