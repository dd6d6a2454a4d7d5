"""A roster out of a workbook: a row is one person's week, its cells are codes of shifts, a star leads."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from ticketing.actions.file_jobs import Importer
from ticketing.actions.file_jobs.kinds import Values
from ticketing.actions.shifts.cells import CellWish, person_of, put, roster_of, shift_of
from ticketing.domain.days import monday_of
from ticketing.domain.events import ShiftChanged
from ticketing.domain.file_jobs import Column, ColumnKind, Taken
from ticketing.domain.permissions import Permission, Target
from ticketing.errors import Conflict, Invalid, NotFound
from ticketing.models.people import Person
from ticketing.models.shifts import Shift, ShiftTemplate
from ticketing.queries import rosters as looks
from ticketing.reports.forms import N_
from ticketing.work import Work

LEADS = "★"
CLEARED = frozenset({"-", "—", "－", "–"})
DAYS = ("d1", "d2", "d3", "d4", "d5", "d6", "d7")
_TITLES = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
_CHINESE = "一二三四五六日"

#: The code of a template and whether the person leads; no code clears the cell.
Said = tuple[ShiftTemplate | None, bool]


def take(work: Work, _: Values, row: Values) -> Taken:
    """Somebody's week into the draft; an empty cell leaves its day as it is, "-" clears it.

    Refuses, by column: `unknown_person`, `unknown_template`, `cell_locked`, `roster_closed`.
    """
    person, monday = _person(work, row["code"]), monday_of(row["week"])
    wanted = _understood(work, row, monday)
    query = sa.select(Shift).where(Shift.person_id == person.id, Shift.on_day.in_(wanted))
    held = {shift.on_day: shift for shift in work.session.scalars(query)}
    changed = {day: said for day, said in wanted.items() if not _stands(held.get(day), said)}
    locked = {_key(day): ["cell_locked"] for day in changed if day in held and held[day].locked}
    if locked:
        raise Invalid("cell_locked", errors=locked)
    if changed:
        _write(work, person, changed)
    return Taken.CHANGED if changed else Taken.SAME


def _person(work: Work, code: str) -> Person:
    try:
        person = person_of(work, code)
        work.require(Permission.ROSTER_EDIT, Target(team_id=person.team_id))
    except NotFound:
        raise Invalid("unknown_person", errors={"code": ["unknown_person"]}) from None
    return person


def _understood(work: Work, row: Values, monday: date) -> dict[date, Said]:
    """What each filled cell says; templates are known by code and by name. Raises `Invalid` with every bad column."""
    rows = work.session.scalars(sa.select(ShiftTemplate).where(ShiftTemplate.active).order_by(ShiftTemplate.position))
    templates = list(rows)
    known = {word.casefold(): one for one in templates for word in (one.name, one.code) if word}
    found: dict[date, Said] = {}
    errors: dict[str, list[str]] = {}
    for n, key in enumerate(DAYS):
        text = str(row.get(key, "")).strip()
        code = text.rstrip(f"{LEADS}* ").casefold()
        if text in CLEARED:
            found[monday + timedelta(days=n)] = (None, False)
        elif text and code not in known:
            errors[key] = ["unknown_template"]
        elif text:
            found[monday + timedelta(days=n)] = (known[code], text != text.rstrip(f"{LEADS}*"))
    if errors:
        raise Invalid("unknown_template", errors=errors, templates=[one.code for one in templates])
    return found


def _stands(held: Shift | None, said: Said) -> bool:
    template, leads = said
    if held is None:
        return template is None
    return held.template_id == (template.id if template else None) and held.is_leader == (
        leads and template is not None and template.working
    )


def _write(work: Work, person: Person, cells: Mapping[date, Said]) -> None:
    try:
        roster = roster_of(work, person.team_id, min(cells))
    except Conflict:
        raise Invalid("roster_closed", errors={"week": ["roster_closed"]}) from None
    zone = looks.place_of(work.session, person.team_id, work.centre).zone
    for day, (template, leads) in sorted(cells.items()):
        shift = shift_of(work, roster, person.id, day)
        wish = CellWish(person.code or "", day, template.code if template else None, leads, source="imported")
        shift.version += 1
        put(work, roster, shift, template, wish, zone)
        work.record(ShiftChanged(person.id, day.isoformat()))


def _key(day: date) -> str:
    return DAYS[day.weekday()]


def _day(n: int) -> Column:
    return Column(DAYS[n], _TITLES[n], longest=64, example="白" if n < 5 else "休", also=_names(n))


def _names(n: int) -> tuple[str, ...]:
    word = _CHINESE[n]
    return (word, f"周{word}", f"星期{word}", *(("周天", "星期天") if word == "日" else ()))


COLUMNS: tuple[Column, ...] = (
    Column("code", N_("Agent no."), required=True, longest=64, example="8001", also=("坐席工号", "员工号")),
    Column("name", N_("Name"), longest=100, example="王芳", also=("员工姓名",)),
    Column(
        "week", N_("Week of"), ColumnKind.DAY, required=True, example="2026-03-02", also=("周", "起始日期", "周一日期")
    ),
    *(_day(n) for n in range(len(DAYS))),
)

ROSTERS = Importer(
    kind="rosters", title=N_("Roster of the week"), permission=Permission.ROSTER_EDIT, columns=COLUMNS, take=take
)


def cell_text(template: str | None, leads: bool) -> str:
    """A cell as it is written and read."""
    return "" if template is None else f"{template}{LEADS if leads else ''}"


def line_of(code: str, name: str, monday: date, cells: Mapping[date, Any]) -> list[str]:
    """One person's week as a row under `COLUMNS`; `cells`: day to (template's code, leads)."""
    days = [cells.get(monday + timedelta(days=n), (None, False)) for n in range(len(DAYS))]
    return [code, name, monday.isoformat(), *(cell_text(*cell) for cell in days)]
