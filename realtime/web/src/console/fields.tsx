// The fields of the ticket form; each writes straight into the draft.
import { useEffect } from "preact/hooks";
import { asked, Detail, loadTree, offered } from "../branches";
import { t } from "../i18n";
import { FLAGS, SEVERITIES } from "./choices";
import { categoryOf, write, type Draft } from "./drafts";
import { wrong } from "./form";
import { QuickTimes, SlotHint } from "./quick";

type Text = "subject" | "content" | "demand" | "category" | "department" | "name" | "phone" | "target" | "promiseNote" | "resolution";
type Props = { name: Text; label: string; d: Draft; required?: boolean; area?: boolean; wide?: boolean; two?: boolean; list?: string };

export function Field({ name, label, d, required, area, wide, two, list }: Props) {
  const why = wrong.value[name];
  const id = `f-${name}`;
  const common = {
    id, name, required, value: d[name], "aria-invalid": why ? ("true" as const) : undefined, "aria-describedby": why ? `${id}-why` : undefined,
    onInput: (e: Event) => write({ [name]: (e.currentTarget as HTMLInputElement).value }),
  };
  return (
    <p class={`field ${wide ? "wide" : ""} ${two ? "two" : ""}`}>
      <label for={id}>{label}</label>
      {area ? <textarea {...common} rows={2} /> : <input {...common} list={list} autocomplete="off" />}
      {why && <span class="wrong" id={`${id}-why`}>{why}</span>}
    </p>
  );
}

/** A known customer is named on the call card; an unknown one is asked for here. */
export function Who({ d }: { d: Draft }) {
  if (d.customerId) return null;
  return (
    <>
      <Field name="name" label={t("Caller's name")} d={d} />
      <Field name="phone" label={t("Number to ring back")} d={d} />
    </>
  );
}

/** Chosen from the tree where there is one; the fields that the branch asks for follow it. */
export function About({ d }: { d: Draft }) {
  useEffect(() => void loadTree(), []);
  const branches = offered(d.kind);
  if (branches.length === 0) return <Field name="category" label={t("Category")} d={d} list="categories" />;
  const path = categoryOf(d);
  const why = wrong.value["category"];
  return (
    <>
      <p class="field"><label for="f-category">{t("Category")}</label>
        <select id="f-category" name="category" value={path} aria-invalid={why ? "true" : undefined} aria-describedby={why ? "f-category-why" : undefined} onChange={(e) => write({ category: e.currentTarget.value })}>
          <option value="">{t("Please choose")}</option>
          {branches.map((one) => <option key={one.path} value={one.path}>{"\u2003".repeat(one.depth)}{one.name}</option>)}
        </select>
        {why && <span class="wrong" id="f-category-why">{why}</span>}</p>
      {asked(path, d.kind).map((field) => (
        <Detail key={field.key} field={field} value={d.details[field.key]} put={(next) => write({ details: { ...d.details, [field.key]: next } })}
          required={field.need === "at_opening" || (field.need === "to_resolve" && d.kind === "inquiry" && d.resolution !== "")} why={wrong.value[`details.${field.key}`]} />
      ))}
    </>
  );
}

export function Complaint({ d }: { d: Draft }) {
  const toggle = (code: string) => write({ flags: d.flags.includes(code) ? d.flags.filter((flag) => flag !== code) : [...d.flags, code] });
  return (
    <>
      <p class="field"><label for="f-severity">{t("Severity")}</label>
        <select id="f-severity" name="severity" value={d.severity} onChange={(e) => write({ severity: e.currentTarget.value })}>
          {SEVERITIES.map(([code, word]) => <option key={code} value={code}>{word}</option>)}
        </select></p>
      <Field name="target" label={t("Complained of")} d={d} />
      <fieldset class="wide flags" aria-label={t("Mind that the caller")}>
        <span class="row"><span class="label muted small">{t("Mind that the caller")}</span>{FLAGS.map(([code, word]) => (
          <label key={code} class="check"><input type="checkbox" checked={d.flags.includes(code)} onChange={() => toggle(code)} />{word}</label>
        ))}</span></fieldset>
    </>
  );
}

export function Promise_({ d }: { d: Draft }) {
  const why = wrong.value["promise"] ?? wrong.value["promise.window_start"];
  return (
    <>
      <p class="field two"><label for="f-promise">{t("Promised call-back")}</label>
        <span class="row"><input id="f-promise" class="when" name="promiseAt" type="datetime-local" value={d.promiseAt} aria-invalid={why ? "true" : undefined}
          onInput={(e) => write({ promiseAt: e.currentTarget.value })} /><QuickTimes set={(promiseAt) => write({ promiseAt })} /></span>
        {why ? <span class="wrong">{why}</span> : <SlotHint when={d.promiseAt} set={(promiseAt) => write({ promiseAt })} />}</p>
      {d.promiseAt && <Field name="promiseNote" label={t("What to say then")} d={d} />}
    </>
  );
}
