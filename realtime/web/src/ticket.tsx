// One ticket's page: the steps it can take now, who else is there, and a fresh story whenever something happens to it.
import { effect } from "@preact/signals";
import { render, type ComponentChild } from "preact";
import { follow } from "./live";
import { CompanyNotice, startCompany } from "./ticket/company";
import { Edit } from "./ticket/edit";
import { kin, look, number, page, refresh, version } from "./ticket/page";
import { People, startPeople, startTags } from "./ticket/people";
import { Related, startRelated, Tools } from "./ticket/related";
import { Steps } from "./ticket/steps";
import { startMacros, Write } from "./ticket/write";
import { Deeds } from "./supervision/deeds";
import { loadOwed, Owed } from "./supervision/owed";
import { LinkPill } from "./ui";

/** The version is read when a dialog opens: every deed paints the story anew. */
function DeedsHere() {
  return <Deeds number={number} version={kin.value && version()} supervises={supervises} writes={page.dataset["writes"] === "1"} done={again} />;
}

function place(name: string, part: ComponentChild): void {
  const island = document.querySelector(`[data-island="${name}"]`);
  if (island) render(part, island);
}

place("link", <LinkPill />);
place("steps", <Steps />);
place("company", <CompanyNotice />);
place("tools", <><Edit /><Tools /></>);
const me = page.dataset["me"] ?? "", supervises = page.dataset["supervises"] === "1";
const again = () => (void refresh(), void loadOwed(number));
place("deeds", <DeedsHere />);
place("owed", <Owed number={number} me={me} supervises={supervises} changed={() => void refresh()} />);
place("related", <Related />);
place("people", <People />);
place("write", <Write />);
void look();
void loadOwed(number);
startCompany();
startRelated();
startPeople();
startTags();
startMacros();

const topic = follow<{ version?: number }>(`ticket:${number}`);
let seen: string | undefined;
effect(() => {
  const stamp = `${topic.rows.value.get("ticket")?.version ?? ""}.${topic.rows.value.size}`;
  if (!topic.ready.value) return;
  if (seen !== undefined && seen !== stamp) again();
  seen = stamp;
});
