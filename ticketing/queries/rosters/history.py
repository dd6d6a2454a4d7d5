"""The versions of a week: who published what and why, and which cells differ between two of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.models.people import Person, Team
from ticketing.models.shifts import Roster, RosterVersion, ShiftTemplate

Cells = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Told:
    """One version with its author's name and what changed: (person, day, code before, code after)."""

    version: RosterVersion
    by: str | None
    changes: list[dict[str, Any]]


def versions(session: Session, team_code: str, week_on: date) -> list[Told]:
    """Every version of a team's week, the newest first, and what differs from the one before; three statements."""
    rows = session.execute(
        sa.select(RosterVersion, Person.name)
        .join(Roster, Roster.id == RosterVersion.roster_id)
        .join(Team, Team.id == Roster.team_id)
        .outerjoin(Person, Person.id == RosterVersion.by_id)
        .where(Team.code == team_code, Roster.week_on == week_on)
        .order_by(RosterVersion.version)
    ).all()
    codes = {row.id: row.code for row in session.execute(sa.select(ShiftTemplate.id, ShiftTemplate.code))}
    people = {cell["person"] for version, _ in rows for cell in version.cells}
    rows_of = session.execute(sa.select(Person.id, Person.code).where(Person.id.in_(people)))
    names = {row.id: row.code for row in rows_of}
    found: list[Told] = []
    before: Cells = ()
    for version, by in rows:
        changes = [_named(one, names, codes) for one in difference(before, version.cells)]
        found.append(Told(version, by, changes))
        before = version.cells
    return found[::-1]


def difference(before: Cells, after: Cells) -> list[dict[str, Any]]:
    """The cells that are not alike in two versions, as {"person", "on", "from", "to"} with ids of templates."""
    old, new = _by_place(before), _by_place(after)
    return [
        {"person": person, "on": on, "from": _template(old, (person, on)), "to": _template(new, (person, on))}
        for person, on in sorted(old.keys() | new.keys(), key=lambda place: (place[1], place[0]))
        if old.get((person, on)) != new.get((person, on))
    ]


def _by_place(cells: Cells) -> dict[tuple[int, str], Mapping[str, Any]]:
    return {(cell["person"], cell["on"]): cell for cell in cells}


def _template(cells: Mapping[tuple[int, str], Mapping[str, Any]], place: tuple[int, str]) -> int | None:
    cell = cells.get(place)
    return cell["template"] if cell is not None else None


def _named(change: dict[str, Any], names: Mapping[int, str | None], codes: Mapping[int, str]) -> dict[str, Any]:
    return {
        "person": names.get(change["person"]),
        "on_day": change["on"],
        "from": codes.get(change["from"]),
        "to": codes.get(change["to"]),
    }
