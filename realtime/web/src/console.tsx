// The agent's desk: it stays mounted all day, follows the phone, and never loses a word.
import "./css/console.css";
import { render } from "preact";
import { Bell, startNotices } from "./console/bell";
import { CallCard, Known, startPop } from "./console/callcard";
import { startOutcomes } from "./console/callbar";
import { CustomerPanel } from "./console/customer";
import { Numbers, Ribbon } from "./console/foot";
import { TicketForm } from "./console/form";
import { work } from "./console/me";
import { StateSwitch } from "./console/states";
import { chosen, Task } from "./console/task";
import { WorkList } from "./console/worklist";
import { isGrey } from "./live";
import { LinkPill } from "./ui";

function Middle() {
  const row = work.value.find((each) => `${each.kind}:${each.id}` === chosen.value);
  return (
    <>
      <CallCard />
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
render(<Bell />, place("bell"));
render(<Left />, place("left"));
render(<Middle />, place("middle"));
render(<CustomerPanel />, place("right"));
render(<Numbers />, place("numbers"));
startPop();
startOutcomes();
startNotices();
