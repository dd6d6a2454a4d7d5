// The agent's desk: it stays mounted all day, follows the phone, and never loses a word.
import "./css/console.css";
import { render } from "preact";
import { Bell, startNotices } from "./bell/bell";
import { Back, startBack } from "./console/back";
import { CallCard, Known, startPop } from "./console/callcard";
import { startOutcomes } from "./console/callbar";
import { Aside } from "./console/customer";
import { Elsewhere, startElsewhere } from "./console/elsewhere";
import { Numbers, Ribbon } from "./console/foot";
import { TicketForm } from "./console/form";
import { startKnowledge } from "./console/knowledge";
import { ready, told, work } from "./console/me";
import { StateSwitch } from "./console/states";
import { chosen, Task } from "./console/task";
import { startOffers } from "./console/offers";
import { WorkList } from "./console/worklist";
import { WrapUp } from "./console/wrapup";
import { elect } from "./leader";
import { isGrey } from "./live";
import { unlockByGesture } from "./sound";
import { LinkPill } from "./ui";

function Middle() {
  const row = work.value.find((each) => `${each.kind}:${each.id}` === chosen.value);
  return (
    <>
      <Back />
      <Elsewhere />
      <CallCard />
      <WrapUp />
      <Known />
      {row && <Task key={chosen.value} row={row} />}
      <TicketForm />
    </>
  );
}

const Left = () => (
  <>
    <div class={isGrey.value ? "grey grow" : "grow"}><WorkList /></div>
    <div class="myshift"><Ribbon /></div>
  </>
);

const place = (name: string) => document.querySelector(`[data-island="${name}"]`)!;
render(<LinkPill />, place("link"));
render(<StateSwitch />, place("states"));
render(<Bell rows={told} />, place("bell"));
render(<Left />, place("left"));
render(<Middle />, place("middle"));
render(<Aside />, place("right"));
render(<Numbers />, place("numbers"));
startPop();
startOutcomes();
startNotices(told, ready);
startKnowledge();
startOffers();
startBack();
startElsewhere();
elect();
unlockByGesture();
