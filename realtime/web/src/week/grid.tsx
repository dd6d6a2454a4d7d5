// The grid: people down, days across, one cell a shift; below it who is there each day.
import { t, lang } from "../i18n";
import { named } from "../board";
import { ymd, now, ZONE } from "../time";
import { Icon } from "../ui";
import { cell, conflictOf, isPending, mayEdit, page, sums, template, type Person, type Template } from "./roster";
import { carried, chosen, cursor, drop, go, onKey, pick } from "./selection";

const weekday = new Intl.DateTimeFormat(lang, { weekday: "short", timeZone: "UTC" });
const dayName = (day: string) => weekday.format(new Date(`${day}T00:00:00Z`));

export function Grid() {
  return (
    <table class={page.weeks.length > 1 ? "week long" : "week"} role="grid" aria-label={t("Roster of the week from {day}", { day: page.week })} aria-multiselectable="true" data-zone={ZONE}>
      <thead>
        <tr>
          <th scope="col" class="person">{t("Agent")}</th>
          {page.days.map((day) => <th key={day} scope="col" class={day === ymd(now.value) ? "today" : ""}>{dayName(day)} <small>{day.slice(5)}</small></th>)}
          <th scope="col" class="number">{t("Hours")}</th><th scope="col" class="number">{t("Nights")}</th><th scope="col" class="number">{t("Rest days")}</th>
        </tr>
      </thead>
      <tbody onKeyDown={onKey}>{page.people.map((person, row) => <Line key={person.code} person={person} row={row} />)}</tbody>
      <tfoot>{page.templates.filter(({ working }) => working).map((each) => (
        <tr key={each.code}><th scope="row" class="person">{named(each)}</th>{page.days.map((day) => <Count key={day} each={each} day={day} />)}<td colSpan={3} /></tr>
      ))}</tfoot>
    </table>
  );
}

/** How many work the shift that day, of how many it wants. */
function Count({ each, day }: { each: Template; day: string }) {
  const there = page.people.filter(({ code }) => cell(code, day)?.template === each.code).length;
  const wanted = page.whole ? each.wanted[page.days.indexOf(day)]! : 0;
  return <td class={there < wanted ? "short" : ""}>{wanted > 0 ? `${there}/${wanted}` : there}{there < wanted && <><Icon name="exclamation-triangle" /><span class="hush">{t("short {n}", { n: wanted - there })}</span></>}</td>;
}

function Line({ person, row }: { person: Person; row: number }) {
  const { hours, nights, rests } = sums(person.code);
  return (
    <tr>
      <th scope="row" class="person"><b>{person.name}</b> <small class="muted">{person.code} · {person.team_name}</small></th>
      {page.days.map((day, column) => <Cell key={day} person={person} day={day} row={row} column={column} />)}
      <td class="number">{hours}</td><td class="number">{nights}</td><td class="number">{rests}</td>
    </tr>
  );
}

function Cell({ person, day, row, column }: { person: Person; day: string; row: number; column: number }) {
  const held = cell(person.code, day);
  const shift = template(held?.template);
  const conflict = conflictOf(person.code, day);
  const isHere = cursor.value.row === row && cursor.value.column === column;
  const classes = ["shift", shift ? `tone${page.templates.indexOf(shift) % 6}` : "none", shift && !shift.working && "rest", isPending(person.code, day) && "pending", carried.value?.row === row && carried.value?.column === column && "carried"].filter(Boolean).join(" ");
  const said = [person.name, day, shift ? named(shift) : t("no shift"), held?.is_leader && t("leader"), held?.changed && t("not published"), held?.locked && t("locked"), conflict && t("conflict: {said}", { said: conflict.said })].filter(Boolean).join(", ");
  return (
    <td role="gridcell" aria-selected={chosen.value.holds(row, column)} aria-readonly={!mayEdit(person.code)}>
      <button type="button" class={classes} aria-label={said} tabIndex={isHere ? 0 : -1} data-place={`${row}.${column}`} data-person={person.code} data-day={day} data-template={held?.template ?? ""}
        onFocus={() => !isHere && go({ row, column })} onClick={(e) => go({ row, column }, e.shiftKey)} title={conflict?.said}
        draggable={mayEdit(person.code)} onDragStart={() => pick({ row, column })} onDragOver={(e) => e.preventDefault()} onDrop={(e) => { e.preventDefault(); void drop({ row, column }); }}>
        {shift ? (page.weeks.length > 1 ? shift.code : named(shift)) : "·"}{held?.is_leader && <sup>★</sup>}{held?.locked && <Icon name="lock" />}{held?.changed && <i class="dot" aria-hidden="true" />}{conflict && <Icon name="exclamation-triangle" />}
      </button>
    </td>
  );
}
