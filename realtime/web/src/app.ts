// On every page: styles, htmx, theme and language, forms that speak JSON, keys that belong to no screen.
import "./css/tokens.css";
import "./css/base.css";
import "./css/parts.css";
import "./css/states.css";
import "./css/shell.css";
import "./css/gate.css";
import "./css/survey.css";
import "./css/complaint.css";
import "./css/sheet.css";
import "./css/stats.css";
import "./css/calls.css";
import "./css/equipment.css";
import "./css/quality.css";
import htmx from "htmx.org";
import { startPalette } from "./palette";
import { startForms } from "./forms";
import { startPreferences } from "./preferences";
import { startDial } from "./dial";
import { startEditor } from "./editor";
import { startKiosk } from "./kiosk";
import { startLists } from "./lists";
import { startPlayers } from "./player";
import { startRegisters } from "./registers";
import { startRelogin } from "./relogin";
import { startSpecialDays } from "./special_days";

// A strict content policy allows no style element; naming the setting also keeps the bundler from dropping htmx.
htmx.config.includeIndicatorCSS = false;

startPreferences();
startForms();
startEditor();
startLists();
startDial();
startPlayers();
startRegisters();
startSpecialDays();

startPalette();
startRelogin();
void startKiosk();

// Heavy, and only for whoever hears calls.
if (document.querySelector("[data-score], [data-scoring], [data-seek], [data-sheet-editor]")) void import("./quality").then(({ startQuality }) => startQuality());

const bell = document.querySelector("[data-bell]");
if (bell) void import("./bell/asked").then(({ ring }) => ring(bell));

const kept = document.querySelectorAll<HTMLElement>("[data-keeping]");
if (kept.length) void import("./attending").then(({ attend }) => attend(kept));

document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target : null;
  if (target?.closest("[data-print]")) print();
  const opener = target?.closest<HTMLElement>("[data-open]");
  if (opener) document.querySelector<HTMLDialogElement>(`#${opener.dataset["open"]}`)?.showModal();
  const closer = target?.closest<HTMLElement>("[data-close]");
  if (closer) closer.closest("dialog")?.close();
});
