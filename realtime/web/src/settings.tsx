// One's own settings: where the keys lie, how loud it rings, what the browser may show, and whether it can do all of it.
import { render } from "preact";
import { elect } from "./leader";
import { follow } from "./live";
import { Keys } from "./settings/keys";
import { Sound } from "./settings/sound";
import { SelfCheck } from "./settings/check";
import { LinkPill } from "./ui";

elect();
follow<unknown>("me");
const place = (name: string) => document.querySelector(`[data-island="${name}"]`)!;
render(<LinkPill />, place("link"));
render(<Keys />, place("keys"));
render(<Sound />, place("sound"));
render(<SelfCheck />, place("check"));
