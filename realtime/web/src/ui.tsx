// The smallest parts that every island uses.
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { useSignal } from "@preact/signals";
import type { Problem } from "./api";
import { SPRITE } from "./icon";
import { t } from "./i18n";
import { heardAt, held, isGrey, link, tries, type Link } from "./live";
import { keyOf } from "./keys";
import { look, type Tone } from "./states";
import { at, brief, hms, now, remaining, span } from "./time";

export const Icon = ({ name }: { name: string }) => (
  <svg class="icon" aria-hidden="true"><use href={`${SPRITE}#${name}`} /></svg>
);

/** The key that does the same as the button; nothing where the person has none. */
export function Key({ of }: { of: string }) {
  const word = keyOf(of);
  return word ? <kbd aria-hidden="true">{word}</kbd> : null;
}

const LINKS: Record<Link, [Tone, string]> = {
  connecting: ["mute", t("Connecting")],
  live: ["ok", t("Live")],
  delayed: ["warn", t("Data delayed")],
  stale: ["bad", t("Data delayed")],
  down: ["bad", t("Connection lost, trying again")],
};

/** Says how far the rows can be trusted, and of when they are. */
export function LinkPill() {
  const [tone, word] = LINKS[link.value];
  const dated = t("as of {time}", { time: hms(held.value ? now.value : heardAt.value) });
  const times = link.value === "down" && tries.value > 1 ? t("try no. {n}", { n: tries.value }) : "";
  const parts = held.value ? [t("Paused"), dated] : isGrey.value ? [word, times, dated] : [word];
  return <span class={`pill ${held.value ? "warn" : tone}`} role="status" data-link={link.value}>{parts.filter(Boolean).join(" · ")}</span>;
}

export function Chip({ tone = "mute", icon, children }: { tone?: Tone; icon?: string; children: ComponentChildren }) {
  return <span class={`chip ${tone}`}>{icon && <Icon name={icon} />}{children}</span>;
}

export function StateChip({ state, since }: { state: string; since?: string | null }) {
  const { word, icon, tone } = look(state);
  return <Chip tone={tone} icon={icon}>{word}{since && <Since at={since} />}</Chip>;
}

/** A duration that counts up with the server's clock. */
export function Since({ at: from }: { at: string | null | undefined }) {
  const began = at(from);
  return <span class="since">{began === null ? "--:--" : span(now.value - began)}</span>;
}

/** What is left of a deadline, in words and colour; `total` is the whole span in seconds when it is known. */
export function DueChip({ due, total }: { due: string; total?: number | null }) {
  const instant = at(due)!;
  const left = instant - now.value;
  const tone = left < 0 ? "bad" : left <= (total ?? 7200) / 4 ? "warn" : "mute";
  return <span class={`chip ${tone}`} title={brief(instant)}>{left < 0 && <Icon name="alarm" />}{remaining(instant)}</span>;
}

/** A panel that could not be read: what failed, since when, and another try; the rest of the page keeps working. */
export function Failed({ problem, again }: { problem: Problem; again: () => void }) {
  return (
    <div class="notice bad failed" role="alert"><Icon name="exclamation-octagon" />
      <span>{problem.message} <small class="muted">{hms(now.value)} · {problem.code}</small></span>
      <button type="button" class="button compact push" onClick={again}><Icon name="arrow-repeat" />{t("Try again")}</button></div>
  );
}

/** A panel that is being read: rows in grey, but only when it takes longer than a moment. */
export function Loading({ rows = 3 }: { rows?: number }) {
  const late = useSignal(false);
  useEffect(() => {
    const waits = setTimeout(() => (late.value = true), 300);
    return () => clearTimeout(waits);
  }, []);
  return <div class="loading" role="status" aria-busy="true" aria-label={t("Loading")}>{late.value && Array.from({ length: rows }, (_, row) => <div class="skeleton" key={row} />)}</div>;
}

/** Nothing yet: what will appear here. */
export function Empty({ icon, children, slim }: { icon: string; children: ComponentChildren; slim?: boolean }) {
  return <div class={slim ? "empty slim" : "empty"}><Icon name={icon} /><p>{children}</p></div>;
}

/** Clean numbers: a dash for what is not known, one decimal for per cent. */
export const percent = (value: number | null | undefined) => (value == null ? "—" : `${value % 1 ? value.toFixed(1) : value}%`);
export const count = (value: number | null | undefined) => (value == null ? "—" : value.toLocaleString("en-US").replace(/,/g, "\u2009"));
