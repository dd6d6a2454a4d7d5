// What is done beside the ladder: 督办 with a deadline, 延期, handing on, 通报. Each asks in a dialog.
import { signal } from "@preact/signals";
import { t } from "../i18n";
import { SendModal } from "../modal";
import { local, now } from "../time";
import { Icon } from "../ui";

type Deed = "order" | "extension" | "transfer" | "bulletin";
type About = { number: string; version: number | undefined; supervises: boolean; writes: boolean; done: () => void };
type Places = { queues: [string, string][]; teams: [string, string][] };

const places = JSON.parse(document.getElementById("places")?.textContent ?? '{"queues": [], "teams": []}') as Places;
const DAY = 86_400;
const WORDS: Record<Deed, [string, string]> = {
  order: [t("Order an answer"), "flag"],
  extension: [t("Ask for more time"), "hourglass-split"],
  transfer: [t("Hand the ticket on"), "arrow-right"],
  bulletin: [t("Tell everybody"), "volume-up"],
};
const open = signal<{ deed: Deed; number: string } | null>(null);

export function Deeds(about: About) {
  const deeds = (Object.keys(WORDS) as Deed[]).filter((deed) => (deed === "order" || deed === "bulletin" ? about.supervises : about.writes));
  const asked = open.value?.number === about.number ? open.value.deed : null;
  if (deeds.length === 0) return null;
  return (
    <div class="row" role="group" aria-label={t("Supervision")}>
      {deeds.map((deed) => (
        <button key={deed} type="button" class="button" data-deed={deed} aria-haspopup="dialog" onClick={() => (open.value = { deed, number: about.number })}><Icon name={WORDS[deed][1]} />{WORDS[deed][0]}</button>
      ))}
      {asked && <Ask deed={asked} {...about} />}
    </div>
  );
}

const REQUESTS: Record<Deed, (number: string) => string> = {
  order: (number) => `POST /tickets/${number}/orders`,
  extension: (number) => `POST /tickets/${number}/extensions`,
  transfer: (number) => `PUT /tickets/${number}/transfer`,
  bulletin: () => "POST /bulletins",
};

function Ask({ deed, number, version, done }: About & { deed: Deed }) {
  const [title] = WORDS[deed];
  return (
    <SendModal key={deed} title={title} request={REQUESTS[deed](number)} version={deed === "transfer" ? version : undefined} go={title} close={() => (open.value = null)} done={done}>
      <p class="muted">{number}</p>
      {deed === "order" && <Order />}
      {deed === "extension" && <><When name="until" label={t("Until")} ahead={DAY} /><Long name="reason" label={t("Reason")} /></>}
      {deed === "transfer" && <><Pick name="queue" label={t("Queue")} blank={t("as it is")} rows={places.queues} /><Pick name="team" label={t("Team")} blank={t("as it is")} rows={places.teams} /><Long name="reason" label={t("Reason")} /></>}
      {deed === "bulletin" && <Bulletin number={number} />}
    </SendModal>
  );
}

const Order = () => (
  <>
    <Long name="opinion" label={t("Opinion")} />
    <When name="due_at" label={t("To be answered by")} ahead={7_200} />
    <p class="field"><label for="deed-to">{t("By whom (agent no.; left empty, the owner)")}</label><input id="deed-to" name="to" autocomplete="off" /></p>
  </>
);

const Bulletin = ({ number }: { number: string }) => (
  <>
    <input type="hidden" name="ticket" value={number} />
    <p class="field"><label for="deed-title">{t("Title")}</label><input id="deed-title" name="title" maxLength={200} /></p>
    <Long name="text" label={t("Text")} />
    <Pick name="team" label={t("Who is told")} blank={t("Everybody")} rows={places.teams} />
  </>
);

function Long({ name, label }: { name: string; label: string }) {
  return <p class="field"><label for={`deed-${name}`}>{label}</label><textarea id={`deed-${name}`} name={name} rows={3} /></p>;
}

function When({ name, label, ahead }: { name: string; label: string; ahead: number }) {
  return <p class="field"><label for={`deed-${name}`}>{label}</label><input id={`deed-${name}`} class="when" name={name} type="datetime-local" data-as="instant" required defaultValue={local(now.peek() + ahead)} /></p>;
}

function Pick({ name, label, blank, rows }: { name: string; label: string; blank: string; rows: [string, string][] }) {
  return <p class="field"><label for={`deed-${name}`}>{label}</label><select id={`deed-${name}`} name={name}><option value="">{blank}</option>{rows.map(([code, word]) => <option key={code} value={code}>{word}</option>)}</select></p>;
}
