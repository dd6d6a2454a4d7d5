// Of the tabs that one person has open here, one rings and shows notifications: the one opened longest ago.
// Web Locks elect it where the page is secure; a heartbeat over BroadcastChannel where it is plain http.

const CHANNEL = "rexian.leader";
const BEAT_MS = 1000;
const SILENT_MS = 3000;

let leading = false;
let began = false;

/** Whether this tab is the one that makes itself heard. */
export const leads = () => leading;

export function elect(): void {
  if (began) return;
  began = true;
  if (navigator.locks) void navigator.locks.request(CHANNEL, () => ((leading = true), new Promise<never>(() => undefined)));
  else if ("BroadcastChannel" in window) byHeartbeat();
  else leading = true;
}

type Beat = { id: string; since: number };

/** Whoever hears no elder for three seconds leads; two that woke at once are told apart by chance. */
function byHeartbeat(): void {
  const me: Beat = { id: String(Math.random()), since: Date.now() };
  const channel = new BroadcastChannel(CHANNEL);
  const isElder = (other: Beat) => other.since < me.since || (other.since === me.since && other.id < me.id);
  let heard = Date.now();
  channel.onmessage = ({ data }: MessageEvent<Beat>) => {
    if (!isElder(data)) return channel.postMessage(me);
    heard = Date.now();
    leading = false;
  };
  channel.postMessage(me);
  setInterval(() => {
    channel.postMessage(me);
    leading = Date.now() - heard > SILENT_MS;
  }, BEAT_MS);
}
