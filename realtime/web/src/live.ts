// One socket for the page, and topics that can never silently show stale rows.
import { io, type Socket } from "socket.io-client";
import { batch, computed, signal, type Signal } from "@preact/signals";
import { t } from "./i18n";
import { askAgain, canAsk } from "./relogin";
import { now } from "./time";

type Entry<Row> = [id: string, version: number, row: Row];
type Delta<Row> = { t: string; e: string; p: number; s: number; i: Entry<Row>[]; x?: string[] };
type Snapshot<Row> = { e: string; s: number; st: Entry<Row>[]; get?: string };
type Answer<Row> = { snap?: Snapshot<Row>; replay?: Delta<Row>[]; err?: string };
type Heartbeat = { now: string; fresh?: boolean; as_of?: string | null };

export type Link = "connecting" | "live" | "delayed" | "stale" | "down";

/** How far the rows on the page can be trusted; `stale` and `down` turn the screen grey. */
export const link = signal<Link>("connecting");
export const isGrey = computed(() => link.value === "stale" || link.value === "down");
/** Somebody wants to read in peace (WCAG 2.2.2): what is shown stands still, what comes meanwhile is kept for later. */
export const held = signal(false);
/** The server's time of the last heartbeat: what a grey screen dates itself by. */
export const heardAt = signal(now.value);

/** Which try to connect again is under way, and how many seconds the last interruption took. */
export const tries = signal(0);
export const backAfter = signal(0);

const DELAYED_MS = 3000;
const STALE_MS = 15000;
const JITTER_MS = 500;

const topics = new Map<string, Topic<never>>();
let socket: Socket | undefined;
let beat = performance.now();
let ahead = 0;
let trusted = true;

/** The rows of one topic, kept equal to the server's by a snapshot and a chain of deltas. */
export class Topic<Row> {
  readonly rows = signal<ReadonlyMap<string, Row>>(new Map());
  readonly ready = signal(false);
  readonly refused = signal<string | null>(null);
  private latest: ReadonlyMap<string, Row> = new Map();
  private versions = new Map<string, number>();
  private epoch = "";
  private sequence = -1;
  private asking = false;

  constructor(readonly name: string) {}

  /** Rows whose id begins with `kind:`. */
  of<Kind extends Row>(kind: string): Signal<Kind[]> {
    return computed(() => [...this.rows.value].filter(([id]) => id.startsWith(`${kind}:`)).map(([, row]) => row as Kind)) as Signal<Kind[]>;
  }

  hear(delta: Delta<Row>): void {
    if (delta.e === this.epoch && delta.s <= this.sequence) return;
    if (delta.e !== this.epoch || delta.p !== this.sequence) return this.resync();
    this.sequence = delta.s;
    this.merge(delta.i, delta.x ?? []);
  }

  /** Asks again after a random wait, so that a thousand screens do not ask at once; one question at a time. */
  resync(wait = Math.random() * JITTER_MS): void {
    if (this.asking) return;
    this.asking = true;
    setTimeout(() => void this.ask(), wait);
  }

  private async ask(): Promise<void> {
    let again = -1;
    try {
      const place = this.sequence < 0 ? {} : { e: this.epoch, s: this.sequence };
      await this.take((await socket!.timeout(5000).emitWithAck("sub", { topic: this.name, ...place })) as Answer<Row>);
    } catch {
      again = 1000;
    }
    this.asking = false;
    if (again > 0 && socket?.connected) this.resync(again + Math.random() * JITTER_MS);
  }

  private async take(answer: Answer<Row>): Promise<void> {
    if (answer.err === "unavailable") throw new Error(answer.err);
    this.refused.value = answer.err ?? null;
    if (answer.err) return;
    if (answer.snap) this.restart(answer.snap.e, answer.snap.s, await rowsOf(answer.snap));
    for (const delta of answer.replay ?? []) {
      if (delta.p !== this.sequence) continue;
      this.sequence = delta.s;
      this.merge(delta.i, delta.x ?? []);
    }
    this.ready.value = true;
  }

  private restart(epoch: string, sequence: number, entries: Entry<Row>[]): void {
    [this.epoch, this.sequence] = [epoch, sequence];
    this.versions = new Map(entries.map(([id, version]) => [id, version]));
    this.show(new Map(entries.map(([id, , row]) => [id, row])));
  }

  /** A screen that is held shows what it showed; letting go shows the newest at once. */
  show(rows: ReadonlyMap<string, Row> = this.latest): void {
    this.latest = rows;
    if (!held.peek() || !this.ready.peek()) this.rows.value = rows;
  }

  private merge(entries: Entry<Row>[], gone: string[]): void {
    const rows = new Map(this.latest);
    for (const [id, version, row] of entries) {
      if (version < (this.versions.get(id) ?? -Infinity)) continue;
      this.versions.set(id, version);
      rows.set(id, row);
    }
    for (const id of gone) {
      rows.delete(id);
      this.versions.delete(id);
    }
    this.show(rows);
  }
}

export function hold(on: boolean): void {
  held.value = on;
  if (!on) batch(() => topics.forEach((topic) => topic.show()));
}

/** Subscribes the page to a topic; the first call opens the socket. */
export function follow<Row>(name: string): Topic<Row> {
  const known = topics.get(name) as Topic<Row> | undefined;
  if (known) return known;
  const topic = new Topic<Row>(name);
  topics.set(name, topic as unknown as Topic<never>);
  socket ??= open();
  if (socket.connected) topic.resync(0);
  return topic;
}

function open(): Socket {
  const opened = io("/live", { transports: ["websocket"], reconnectionDelay: 500, reconnectionDelayMax: 10000, randomizationFactor: 0.9 });
  let lostAt = 0;
  opened.on("connect", () => {
    beat = performance.now();
    if (lostAt) backAfter.value = Math.round((beat - lostAt) / 1000);
    lostAt = 0;
    for (const topic of topics.values()) topic.resync(0);
  });
  opened.on("d", (delta: Delta<never>) => topics.get(delta.t)?.hear(delta));
  opened.on("resync", ({ t }: { t: string }) => topics.get(t)?.resync());
  opened.on("hb", heard);
  opened.on("disconnect", (reason) => {
    lostAt ||= performance.now();
    watch();
    // The server closes a socket for good when its person may no longer listen.
    if (reason === "io server disconnect") void comeBack(opened);
  });
  opened.io.on("reconnect_attempt", (n: number) => (tries.value = n));
  setInterval(watch, 500);
  return opened;
}

/** Closed for good: the login has ended, and the page asks for it in its place; or its person is by now somebody else. */
async function comeBack(closed: Socket): Promise<void> {
  const answer = await fetch("/api/v1/session", { credentials: "same-origin" }).catch(() => undefined);
  if (answer?.status === 401 && canAsk() && (await askAgain(t("Your login has ended")))) closed.connect();
  else location.reload();
}

/** A snapshot too large for a message says where its rows are; deltas that come meanwhile make us ask again. */
async function rowsOf<Row>(snap: Snapshot<Row>): Promise<Entry<Row>[]> {
  if (!snap.get) return snap.st;
  const answer = await fetch(snap.get, { credentials: "same-origin", headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return ((await answer.json()) as { st: Entry<Row>[] }).st;
}

function heard({ now: said, fresh, as_of: asOf }: Heartbeat): void {
  beat = performance.now();
  trusted = fresh !== false;
  const server = Date.parse(said) / 1000;
  ahead = server - performance.now() / 1000;
  batch(() => {
    // What the server itself no longer trusts is dated by the instant until which it did.
    heardAt.value = trusted || !asOf ? server : Date.parse(asOf) / 1000;
    watch();
  });
}

function watch(): void {
  const silent = performance.now() - beat;
  const fresh = silent > STALE_MS || !trusted ? "stale" : silent > DELAYED_MS ? "delayed" : "live";
  if (!socket?.connected) link.value = link.value === "connecting" ? "connecting" : "down";
  else if (ahead) link.value = fresh;
  if (!held.peek() && ahead && (link.value === "live" || link.value === "delayed")) now.value = Math.floor(performance.now() / 1000 + ahead);
}
