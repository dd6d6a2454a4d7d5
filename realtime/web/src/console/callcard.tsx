// Who is on the line, and what must be known before the first word.
import { effect } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { CallRow } from "../board";
import { Problem, send } from "../api";
import { t } from "../i18n";
import { bind, isTyping } from "../keys";
import { phone } from "../phones";
import { hush, mayRing, ring, unlockSound } from "../sound";
import { calm, flash, notify } from "../tell";
import { look } from "../states";
import { at, brief, remaining, span } from "../time";
import { toast } from "../toast";
import { Chip, Icon, Key, Since } from "../ui";
import { CallBar } from "./callbar";
import { current, draft, drafts, drop, open } from "./drafts";
import { call } from "./me";

const STAGES = { ringing: "ringing", talking: "talking", wrapup: "wrapup" } as const;

/** Turns to the call's own draft; what was being written stays as a tab. */
export function take(row: CallRow): void {
  const label = row.customer?.name ?? row.caller_name ?? phone(row.caller) ?? t("unknown caller");
  const kind = row.queue === "complaint" ? "complaint" : "inquiry";
  open(row.callid, { callid: row.callid, queue: row.queue, customerId: row.customer?.id ?? null, phone: row.caller ?? "", name: row.customer ? "" : (row.caller_name ?? ""), label, kind });
}

/** A ring announces itself by sound and title, and opens its form only when nobody is writing. */
export function startPop(): void {
  let popped = "";
  effect(() => {
    const row = call.value;
    const isRinging = row?.stage === "ringing";
    announce(isRinging ? row : undefined);
    if (!row || row.callid === popped) return;
    popped = row.callid;
    if (!isTyping() && !draft.peek().touched) take(row);
  });
}

let rung = "";

/** By ear, title and icon, and on the desktop for who looks elsewhere; once the sound is allowed it rings on. */
function announce(row: CallRow | undefined): void {
  if (!row) {
    hush();
    if (rung) calm();
    rung = "";
    return;
  }
  if (mayRing.value) ring();
  if (rung === row.callid) return;
  rung = row.callid;
  const said = `${t("Call")} ${row.customer?.name ?? phone(row.caller) ?? ""}`;
  flash(said);
  notify(`${said} · ${row.queue_name}`, "ring");
}

export function CallCard() {
  useEffect(() => bind("answer", () => { unlockSound(); if (call.value) take(call.value); }), []);
  useEffect(() => bind("merge", () => { const [first] = call.value?.open_tickets ?? []; if (first) void merge(first.number); }), []);
  const row = call.value;
  if (!row) return null;
  const { word, icon, tone } = look(STAGES[row.stage]);
  // A second ring while something else is being written is a strip: it covers nothing and takes no focus.
  const isStrip = row.stage === "ringing" && draft.value.touched && current.value !== row.callid;
  return (
    <section class={`callcard ${tone}${isStrip ? " slim" : ""}`} aria-label={t("Call")} data-stage={row.stage}>
      <div class="who">
        <h1>{row.customer?.name ?? row.caller_name ?? phone(row.caller) ?? t("number withheld")} <Grade row={row} /> <Repeat row={row} /></h1>
        <p><b>{phone(row.caller) ?? t("number withheld")}</b> · {row.queue_name}{row.wait_s !== null && <> · {t("waited {time}", { time: span(row.wait_s) })}</>}{row.customer?.address && <> · {row.customer.address}</>}</p>
      </div>
      <p class="timer"><span><Icon name={icon} /> {word}</span><Since at={row.since} /></p>
      {current.value !== row.callid && <button type="button" class="button primary" onClick={() => take(row)}>{t("Open its form")} <Key of="answer" /></button>}
      {row.stage === "ringing" && !mayRing.value && <button type="button" class="button" data-unlock onClick={unlockSound}><Icon name="volume-mute" />{t("Sound is off, press to switch it on")}</button>}
      {!isStrip && <CallBar row={row} />}
      {row.stage === "ringing" && <span class="hush" role="alert">{t("Call from {name}, queue {queue}", { name: row.customer?.name ?? phone(row.caller) ?? t("number withheld"), queue: row.queue_name })}</span>}
    </section>
  );
}

const Grade = ({ row }: { row: CallRow }) => (row.customer && row.customer.grade !== "normal" ? <Chip tone="warn">{row.customer.grade === "vip" ? "VIP" : t("key customer")}</Chip> : null);

function Repeat({ row }: { row: CallRow }) {
  if (row.repeat_24h > 1) return <Chip tone="bad">{t("call no. {n} in 24 hours", { n: row.repeat_24h })}</Chip>;
  return row.repeat_48h > 1 ? <Chip tone="warn">{t("call no. {n} in 48 hours", { n: row.repeat_48h })}</Chip> : null;
}

/** Notes this call on a ticket that is open already, instead of opening a second one. */
async function merge(number: string): Promise<void> {
  const d = draft.value;
  try {
    await send("POST", `/tickets/${number}/contacts`, { direction: "in", answered: true, needs_action: true });
    const text = [d.subject, d.content, d.demand].filter(Boolean).join("\n");
    if (text) await send("POST", `/tickets/${number}/notes`, { text });
    if (drafts.value.has(d.key)) drop(d.key);
    toast(t("Added to {number}", { number }));
  } catch (problem) {
    toast((problem as Problem).message, "bad");
  }
}

export function Known() {
  const row = call.value;
  if (!row) return null;
  return (
    <div class="known">
      {row.open_tickets.slice(0, 2).map((ticket, i) => (
        <p class="notice warn" key={ticket.number}>
          <Icon name="exclamation-triangle" />
          <span>{t("Open already:")} <a href={`/tickets/${ticket.number}`}>{ticket.number} {ticket.subject}</a>{ticket.due_at && ` (${remaining(at(ticket.due_at)!)})`}</span>
          <button type="button" class="button compact push" onClick={() => void merge(ticket.number)}>{t("Add this call to it")}{i === 0 && <Key of="merge" />}</button>
        </p>
      ))}
      {row.promised && <p class="notice info"><Icon name="alarm" /><span>{t("We promised to call by {time}", { time: brief(at(row.promised.window_end)!) })} {row.promised.note}</span></p>}
    </div>
  );
}
