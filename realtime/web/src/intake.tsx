// The sheet for letters and visits: what the kind and the category ask for beside the usual fields.
import { render } from "preact";
import { useEffect } from "preact/hooks";
import { signal } from "@preact/signals";
import { asked, Detail, loadTree, offered, type Said } from "./branches";
import { FLAGS, KINDS, SEVERITIES } from "./console/choices";
import { t } from "./i18n";

const kind = signal("complaint");
const path = signal("");
const said = signal<Said>({});

function About() {
  useEffect(() => void loadTree(), []);
  const branches = offered(kind.value);
  const chosen = branches.some((one) => one.path === path.value) ? path.value : "";
  return (
    <>
      <p class="field"><label for="in-kind">{t("Kind")}</label>
        <select id="in-kind" name="kind" value={kind.value} onChange={(e) => (kind.value = e.currentTarget.value)}>{KINDS.map(([code, word]) => <option key={code} value={code}>{word}</option>)}</select></p>
      <p class="field"><label for="in-category">{t("Category")}</label>
        {branches.length === 0 ? <input id="in-category" name="category" list="categories" autocomplete="off" /> : (
          <select id="in-category" name="category" value={chosen} onChange={(e) => (path.value = e.currentTarget.value)}>
            <option value="">{t("Please choose")}</option>
            {branches.map((one) => <option key={one.path} value={one.path}>{"\u2003".repeat(one.depth)}{one.name}</option>)}
          </select>
        )}</p>
      {asked(chosen, kind.value).map((field) => <Detail key={field.key} field={field} value={said.value[field.key]} required={field.need === "at_opening"} put={(next) => (said.value = { ...said.value, [field.key]: next })} />)}
      {kind.value === "complaint" && <Complaint />}
    </>
  );
}

const Complaint = () => (
  <>
    <p class="field"><label for="in-severity">{t("Severity")}</label>
      <select id="in-severity" name="complaint.severity"><option value="">{t("By the flags")}</option>{SEVERITIES.map(([code, word]) => <option key={code} value={code}>{word}</option>)}</select></p>
    <p class="field"><label for="in-target">{t("Complained of")}</label><input id="in-target" name="complaint.target" maxLength={200} autocomplete="off" /></p>
    <fieldset class="wide flags" aria-label={t("Mind that the caller")}><span class="row">{FLAGS.map(([code, word]) => (
      <label key={code} class="check"><input type="checkbox" name="complaint.flags" data-as="list" value={code} />{word}</label>
    ))}</span></fieldset>
  </>
);

render(<About />, document.querySelector('[data-island="about"]')!);
