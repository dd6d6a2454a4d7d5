"""Change cells of a published week: the next version of each roster, with who and why, and only they are told."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ticketing.actions.shifts.cells import CellWish, put, roster_of, shift_of
from ticketing.actions.shifts.publication import tell
from ticketing.domain.roster import Cell, Finding, Plan, Rules, caused_by
from ticketing.models.people import Person
from ticketing.models.shifts import Roster, Shift, ShiftTemplate
from ticketing.queries import rosters
from ticketing.work import Work

AROUND = timedelta(days=7)


@dataclass(frozen=True)
class Change:
    """What one person's published day becomes; `template` null takes the shift away."""

    person: Person
    on_day: date
    template: ShiftTemplate | None
    is_leader: bool = False


def republish(work: Work, changes: Sequence[Change], source: str, reason: str) -> None:
    """Put the changes into draft and publication alike; a draft of other cells stays a draft."""
    by_roster: dict[int, tuple[Roster, list[Shift]]] = {}
    for change in sorted(changes, key=lambda one: (one.on_day, one.person.id)):
        roster = roster_of(work, change.person.team_id, change.on_day)
        shift = shift_of(work, roster, change.person.id, change.on_day)
        zone = rosters.place_of(work.session, change.person.team_id, work.centre).zone
        code = change.template.code if change.template else None
        wish = CellWish(change.person.code or "", change.on_day, code, change.is_leader, source=source)
        put(work, roster, shift, change.template, wish, zone)
        shift.version += 1
        by_roster.setdefault(roster.id, (roster, []))[1].append(shift)
    for roster, shifts in by_roster.values():
        tell(work, roster, [shift for shift in shifts if not shift.is_published], reason)


def breaks(
    work: Work, team_id: int | None, cells: Sequence[Cell], freed: Collection[tuple[str, date]]
) -> list[Finding]:
    """The hard rules that these cells would newly break for their people, by what is published.

    `freed`: the places that somebody gives up for it; any other place that is worked already takes no second shift.
    """
    plan, rules = published_plan(work, team_id, [cell.on_day for cell in cells])
    wanted = {(cell.person, cell.on_day) for cell in cells if cell.works} - set(freed)
    twice = [
        Finding(one.person, one.on_day, "H1", "works_already", {"template": one.template})
        for one in plan.cells
        if one.works and (one.person, one.on_day) in wanted
    ]
    return [*twice, *caused_by(plan, rules, sorted({cell.person for cell in cells}), cells)]


def published_plan(work: Work, team_id: int | None, days: Sequence[date]) -> tuple[Plan, Rules]:
    """What is published at a team's site in the week around these days, and its rules."""
    place = rosters.place_of(work.session, team_id, work.centre)
    wanted = rosters.Wanted(min(days) - AROUND, max(days) + AROUND, published=True)
    return rosters.plan(work.session, place, wanted), place.rules


def documents(found: Sequence[Finding]) -> list[Mapping[str, object]]:
    return [one.document() for one in found]
