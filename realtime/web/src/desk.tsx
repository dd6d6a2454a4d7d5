// The supervisor's desk: every broken deadline in the order of the time that is left.
import "./css/desk.css";
import { render } from "preact";
import { startAsked } from "./desk/asked";
import { Detail } from "./desk/detail";
import { Lanes, List } from "./desk/list";
import { isGrey } from "./live";
import { LinkPill } from "./ui";

const Desk = () => (
  <div class={isGrey.value ? "desk grey" : "desk"}>
    <Lanes />
    <section class="side"><List /></section>
    <section class="detail"><Detail /></section>
  </div>
);

render(<LinkPill />, document.querySelector('[data-island="link"]')!);
render(<Desk />, document.querySelector('[data-island="desk"]')!);
startAsked();
