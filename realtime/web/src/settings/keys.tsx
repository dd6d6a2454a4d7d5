// Every command with its key: press another one, none at all, or the usual ones again.
import { signal } from "@preact/signals";
import { Problem, send } from "../api";
import { t } from "../i18n";
import { isComposing, keyWord, laid, pressed, type Laid } from "../keys";
import { toast } from "../toast";
import { Icon } from "../ui";

const WORDS: [string, string][] = [
  ["answer", t("Open the form of the call")], ["ready", t("Ready or busy")], ["hold", t("Hold the call, take it back")], ["hang_up", t("Hang up")],
  ["find", t("Find anything")], ["save", t("File the form, then ready")], ["save_next", t("File the form, then the next of the list")],
  ["kind_1", t("Kind of call: inquiry")], ["kind_2", t("Kind of call: complaint")], ["kind_3", t("Kind of call: repair")],
  ["kind_4", t("Kind of call: suggestion")], ["kind_5", t("Kind of call: other")], ["merge", t("Add the call to the open ticket")],
  ["complaint", t("A new complaint")], ["callback", t("Promise a call-back")], ["help", t("Ask the lead for help")],
  ["longer", t("Go on wrapping up")], ["knowledge", t("Look something up")],
];
const MODIFIERS = ["Control", "Alt", "Shift", "Meta"];

const now = signal<Laid>(laid);
const usual = JSON.parse(document.getElementById("usual-keys")!.textContent!) as Record<string, string>;
const waiting = signal<string | null>(null);
const wrong = signal<Record<string, string>>({});

async function keep(change: Partial<Laid>): Promise<void> {
  try {
    const { keys } = await send<{ keys: Laid }>("PUT", "/session/preferences", { keys: change });
    now.value = keys;
    wrong.value = {};
    toast(t("Saved. Other open pages follow when they are loaded again."));
  } catch (error) {
    const problem = error as Problem;
    wrong.value = Object.fromEntries(Object.entries(problem.fields).map(([name, why]) => [name.replace(/^keys\./, ""), why]));
    toast(problem.message, "bad");
  }
}

function take(command: string, event: KeyboardEvent): void {
  if (isComposing(event) || MODIFIERS.includes(event.key) || event.key === "Tab") return;
  event.preventDefault();
  waiting.value = null;
  if (event.key === "Escape") return;
  void keep({ presses: { ...now.value.presses, [command]: ["Backspace", "Delete"].includes(event.key) ? "" : pressed(event) } });
}

export function Keys() {
  return (
    <section class="card" aria-labelledby="keys-title">
      <header><h2 id="keys-title">{t("Keys")}</h2>
        <label class="check"><input type="checkbox" checked={!now.value.off} onChange={(e) => void keep({ off: !e.currentTarget.checked })} />{t("Keys are on")}</label>
        <button type="button" class="button compact" onClick={() => void keep({ presses: usual })}><Icon name="arrow-counterclockwise" />{t("The usual ones")}</button></header>
      <p class="inside muted">{t("Press a key's button, then the new key. Backspace takes the key away, Escape leaves it. Keys that belong to the browser (F1, F3, F5 to F7, F10 to F12) cannot be used.")}</p>
      <div class="scroll">
        <table class="table">
          <thead><tr><th scope="col">{t("Does")}</th><th scope="col">{t("Key")}</th></tr></thead>
          <tbody>{WORDS.map(([command, word]) => <Line key={command} command={command} word={word} />)}</tbody>
        </table>
      </div>
    </section>
  );
}

function Line({ command, word }: { command: string; word: string }) {
  const press = now.value.presses[command] ?? "";
  const isWaiting = waiting.value === command;
  const why = wrong.value[command];
  return (
    <tr>
      <th scope="row">{word}</th>
      <td><button type="button" class="button compact" data-command={command} aria-pressed={isWaiting} aria-describedby={why ? `why-${command}` : undefined} onClick={() => (waiting.value = isWaiting ? null : command)}
        onBlur={() => (waiting.value = null)} onKeyDown={(event) => isWaiting && take(command, event)}>
        {isWaiting ? t("Press a key …") : press ? keyWord(press) : t("none")}<span class="hush"> {word}</span></button>
        {press !== usual[command] && !isWaiting && <small class="muted"> {t("usually {key}", { key: keyWord(usual[command] ?? "") })}</small>}
        {why && <span class="small wrong" id={`why-${command}`}> {why}</span>}</td>
    </tr>
  );
}
