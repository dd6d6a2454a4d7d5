// Whether this browser can do what the console needs, and what happens instead where it cannot.
import { computed } from "@preact/signals";
import { t } from "../i18n";
import { heardAt, link } from "../live";
import { mayRing } from "../sound";
import { canNotify, mayNotify } from "../tell";
import { now } from "../time";
import { Chip } from "../ui";

type Verdict = [is: boolean, said: string];
type Check = { what: string; look: () => Verdict };

// Measured when a heartbeat comes: the machine's clock beside the server's.
const skew = computed(() => (link.value === "live" ? Math.abs(Math.round(Date.now() / 1000 - heardAt.value)) : 0));

const CHECKS: Check[] = [
  { what: t("Secure page (https)"), look: () => [isSecureContext, isSecureContext ? t("yes") : t("no: notifications, clipboard and locks between tabs are missing; title, icon and sound replace them")] },
  { what: t("Live connection"), look: () => [link.value === "live", link.value === "live" ? t("yes") : t("no: rows are grey until it is back")] },
  { what: t("Sound"), look: () => [mayRing.value, mayRing.value ? t("yes") : t("not yet: press a key or a button once, browsers sound only after that")] },
  { what: t("Notifications"), look: () => [mayNotify(), mayNotify() ? t("yes") : canNotify() ? t("not allowed yet") : t("not on this address")] },
  { what: t("One ring for several tabs"), look: () => (navigator.locks ? [true, t("by locks")] : ["BroadcastChannel" in window, t("by heartbeat")]) },
  { what: t("Drafts are kept"), look: () => (keeps() ? [true, t("yes")] : [false, t("no: the browser keeps nothing for this site (private window?)")]) },
  { what: t("Clock of this machine"), look: () => [skew.value <= 5, skew.value <= 5 ? t("agrees with the server") : t("{n} s off; times shown are the server's", { n: skew.value })] },
];

function keeps(): boolean {
  try {
    localStorage.setItem("rexian.try", "1");
    localStorage.removeItem("rexian.try");
    return true;
  } catch {
    return false;
  }
}

export function SelfCheck() {
  return (
    <section class="card" aria-labelledby="check-title" data-second={now.value}>
      <header><h2 id="check-title">{t("This browser")}</h2></header>
      <div class="scroll"><table class="table"><tbody>
        {CHECKS.map(({ what, look }) => {
          const [is, said] = look();
          return <tr key={what}><th scope="row">{what}</th><td><Chip tone={is ? "ok" : "warn"} icon={is ? "check-circle" : "exclamation-triangle"}>{is ? t("good") : t("mind")}</Chip> {said}</td></tr>;
        })}
      </tbody></table></div>
    </section>
  );
}
