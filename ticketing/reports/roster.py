"""呼叫中心排班表: the published week, one code a day, and who is there each day (binder chapter 13, sheet 21)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from ticketing.queries.sheets import people
from ticketing.reports.asked import Asked, Row
from ticketing.reports.forms import N_, Column, FormDef, Kind

_C = Kind.COUNT
_DAYS = tuple(f"d{n}" for n in range(1, 8))
_MIDNIGHT = 1_440

FORM = FormDef(
    key="roster",
    title=N_("Roster of the call centre"),
    version=1,
    item="13-21",
    subject="people",
    columns=(
        Column("team", N_("Team"), width=8),
        Column("code", N_("Agent no."), width=8),
        Column("name", N_("Name"), width=9),
        Column("d1", N_("Mon"), width=7),
        Column("d2", N_("Tue"), width=7),
        Column("d3", N_("Wed"), width=7),
        Column("d4", N_("Thu"), width=7),
        Column("d5", N_("Fri"), width=7),
        Column("d6", N_("Sat"), width=7),
        Column("d7", N_("Sun"), width=7),
        Column("hours", N_("Hours of the week"), Kind.DURATION, 8, means=N_("planned shifts, breaks included")),
        Column("nights", N_("Night shifts"), _C, 6, means=N_("shifts that end after midnight or begin after 16:00")),
        Column("rest", N_("Days of rest"), _C, 6),
    ),
    signatures=(N_("Drawn up by"), N_("Checked by"), N_("Approved by")),
)
_EVENING = 960


def rows(session: Session, asked: Asked) -> list[Row]:
    """One row per person with a published cell in the week."""
    found: dict[int, Row] = {}
    for shift, person, team, template in people.week(session, asked.period.day, asked.period.last):
        row = found.setdefault(person.id, _person(person, team))
        row[f"d{shift.on_day.isoweekday()}"] = template.code
        if template.working:
            row["hours"] += (template.end_min - template.start_min) * 60
            row["nights"] += template.end_min > _MIDNIGHT or template.start_min >= _EVENING
            row["rest"] -= 1
            row["on"].append(f"d{shift.on_day.isoweekday()}")
    return list(found.values())


def totals(chosen: Sequence[Mapping[str, Any]]) -> Row:
    """每日在岗人数: how many work on each day."""
    there: dict[str, int] = defaultdict(int)
    for row in chosen:
        for day in row["on"]:
            there[day] += 1
    sums = {key: sum(row[key] for row in chosen) for key in ("hours", "nights", "rest")}
    return {**{day: str(there[day]) for day in _DAYS}, **sums}


def _person(person: Any, team: str | None) -> Row:
    about = {"person_id": person.id, "team": team, "code": person.code, "name": person.name}
    return about | {"hours": 0, "nights": 0, "rest": len(_DAYS), "on": []}
