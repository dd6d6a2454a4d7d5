// Before a ticket is filed: what the same customer has open, or called about within a day.
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { get } from "../api";
import { t } from "../i18n";
import { Icon } from "../ui";
import type { Draft } from "./drafts";

type One = { number: string; subject: string; is_open: boolean };
const found = signal<One[]>([]);
const PAUSE_MS = 400;

export function Likely({ d }: { d: Draft }) {
  const asked = d.customerId ? `customer_id=${d.customerId}` : d.phone.replace(/\D/g, "").length >= 7 ? `phone=${encodeURIComponent(d.phone)}` : "";
  useEffect(() => {
    found.value = [];
    if (!asked) return undefined;
    const later = setTimeout(() => void get<{ items: One[] }>(`/tickets/duplicates?${asked}&kind=${d.kind}`).then(({ items }) => (found.value = items), () => undefined), PAUSE_MS);
    return () => clearTimeout(later);
  }, [asked, d.kind]);
  if (found.value.length === 0) return null;
  const since = (one: One) => (one.is_open ? t("open") : t("within 24 hours"));
  return (
    <div class="notice warn wide" role="status" data-likely>
      <Icon name="exclamation-triangle" />
      <span>{t("This may be known already:")} {found.value.slice(0, 3).map((one) => <a key={one.number} href={`/tickets/${one.number}`} target="_blank" rel="noopener">{one.number} {one.subject}</a>).flatMap((link, n) => [link, ` · ${since(found.value[n]!)}  `])}</span>
    </div>
  );
}
