"""The draft, cell by cell: what somebody's day becomes, who may not change it any more, and what is locked."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from ticketing.domain.days import monday_of, wall_instant
from ticketing.domain.events import ShiftChanged
from ticketing.domain.permissions import Permission, Target
from ticketing.errors import Conflict, Invalid, NotFound
from ticketing.models.people import Person
from ticketing.models.shifts import Roster, RosterChange, Shift, ShiftTemplate
from ticketing.queries import rosters as looks
from ticketing.work import Work, expect_version


@dataclass(frozen=True)
class CellWish:
    """What a cell should become; `template` null clears it, `locked` null leaves the lock as it is."""

    person_code: str
    on_day: date
    template: str | None
    is_leader: bool = False
    version: int | None = None
    locked: bool | None = None
    source: str = "manual"


def set_cell(work: Work, wish: CellWish) -> Shift:
    """Put one person's day of the draft to a template; nobody is told until the week is published.

    Raises `NotFound`, `Conflict` (`stale_version`, `cell_locked`, `roster_closed`), `Invalid` (`unknown_template`).
    """
    person = person_of(work, wish.person_code)
    work.require(Permission.ROSTER_EDIT, Target(team_id=person.team_id))
    template = template_of(work, wish.template)
    roster = roster_of(work, person.team_id, wish.on_day)
    shift = shift_of(work, roster, person.id, wish.on_day)
    expect_version(shift, wish.version)
    _may_change(shift, wish, template)
    zone = looks.place_of(work.session, person.team_id, work.centre).zone
    put(work, roster, shift, template, wish, zone)
    work.record(ShiftChanged(person.id, wish.on_day.isoformat()))
    return shift


def put(
    work: Work, roster: Roster, shift: Shift, template: ShiftTemplate | None, wish: CellWish, zone: ZoneInfo
) -> None:
    """The cell's new content, with the change noted."""
    before = shift.template.code if shift.template else None
    shift.template, shift.is_leader = template, wish.is_leader and template is not None and template.working
    shift.template_id = template.id if template else None
    shift.start_at, shift.end_at = hours(template, wish.on_day, zone)
    shift.source = wish.source
    if wish.locked is not None:
        shift.locked = wish.locked
    work.add(shift)
    _note_change(work, roster, shift, before)


def _may_change(shift: Shift, wish: CellWish, template: ShiftTemplate | None) -> None:
    same = shift.template_id == (template.id if template else None) and shift.is_leader == wish.is_leader
    if shift.locked and wish.locked is not False and not same:
        raise Conflict("cell_locked", person=wish.person_code, on_day=wish.on_day.isoformat())


def person_of(work: Work, code: str) -> Person:
    person = work.session.scalar(sa.select(Person).filter_by(code=code, active=True))
    if person is None or person.team_id is None:
        raise NotFound(what="person")
    return person


def template_of(work: Work, code: str | None) -> ShiftTemplate | None:
    if code is None:
        return None
    template = work.session.scalar(sa.select(ShiftTemplate).filter_by(code=code, active=True))
    if template is None:
        raise Invalid("unknown_template", template=code)
    return template


def roster_of(work: Work, team_id: int | None, day: date) -> Roster:
    """The team's week, locked, made when it is not there yet. Raises `Conflict` (`roster_closed`)."""
    week_on = monday_of(day)
    found = work.session.scalar(sa.select(Roster).filter_by(team_id=team_id, week_on=week_on).with_for_update())
    if found is not None and found.closed_at is not None:
        raise Conflict("roster_closed", week_on=week_on.isoformat())
    return found or work.add(Roster(team_id=team_id, week_on=week_on, published_version=0))


def shift_of(work: Work, roster: Roster, person_id: int, day: date) -> Shift:
    """The cell, locked; a new one without an id when there is none yet."""
    found = work.session.scalar(sa.select(Shift).filter_by(person_id=person_id, on_day=day).with_for_update())
    return found or Shift(
        roster_id=roster.id, person_id=person_id, on_day=day, version=0, locked=False, sequence=0, is_leader=False
    )


def hours(template: ShiftTemplate | None, day: date, zone: ZoneInfo) -> tuple[datetime | None, datetime | None]:
    """The instants that a template comes to on a day by a site's wall clock; a clock change makes it longer or shorter.

    A shift that begins in the hour that a clock leaves out begins when the clock goes on.
    """
    if template is None or not template.working:
        return None, None
    return wall_instant(day, template.start_min, zone), wall_instant(day, template.end_min, zone)


def _note_change(work: Work, roster: Roster, shift: Shift, before: str | None) -> None:
    after = shift.template.code if shift.template else None
    if before != after:
        work.add(
            RosterChange(
                roster_id=roster.id,
                person_id=shift.person_id,
                on_day=shift.on_day,
                from_code=before,
                to_code=after,
                by_id=work.actor.id,
                at=work.now,
                version=roster.published_version + 1,
            )
        )
