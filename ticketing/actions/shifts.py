"""Plan a week cell by cell and publish it as one numbered whole."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from ticketing.domain.days import monday_of, wall_instant
from ticketing.domain.events import NoticeGiven, RosterPublished, ShiftChanged
from ticketing.domain.permissions import Permission, Target
from ticketing.errors import Invalid, NotFound
from ticketing.models.escalations import Notice
from ticketing.models.people import Person, Team
from ticketing.models.shifts import Roster, RosterChange, Shift, ShiftTemplate
from ticketing.work import Work, expect_version


@dataclass(frozen=True)
class CellWish:
    """What a cell should become; `template` null clears it."""

    person_code: str
    on_day: date
    template: str | None
    is_leader: bool = False
    version: int | None = None


def add_template(work: Work, code: str, name: str, start_min: int, end_min: int, **rest: object) -> ShiftTemplate:
    """A new kind of shift; `Invalid` when it ends before it begins or lasts over a day."""
    work.require(Permission.ROSTER_PUBLISH)
    working = bool(rest.get("working", True))
    if working and not 0 <= start_min < end_min <= start_min + 1440:
        raise Invalid("shift_hours", start_min=start_min, end_min=end_min)
    if work.session.scalar(sa.select(ShiftTemplate.id).filter_by(code=code)):
        raise Invalid("code_taken", code=code)
    return work.add(ShiftTemplate(code=code, name=name, start_min=start_min, end_min=end_min, **rest))


def set_cell(work: Work, wish: CellWish) -> Shift:
    """Put one person's day of the draft to a template; nobody is told until the week is published."""
    person = _person(work, wish.person_code)
    work.require(Permission.ROSTER_EDIT, Target(team_id=person.team_id))
    template = _template(work, wish.template)
    roster = _roster(work, person.team_id, wish.on_day)
    shift = work.session.scalar(
        sa.select(Shift).filter_by(person_id=person.id, on_day=wish.on_day).with_for_update()
    ) or Shift(roster_id=roster.id, person_id=person.id, on_day=wish.on_day, version=0)
    expect_version(shift, wish.version)
    before = shift.template.code if shift.template else None
    shift.template, shift.is_leader = template, wish.is_leader and template is not None and template.working
    shift.template_id = template.id if template else None
    shift.start_at, shift.end_at = _hours(template, wish.on_day, work.centre.zone)
    work.add(shift)
    _note_change(work, roster, shift, before)
    work.record(ShiftChanged(person.id, wish.on_day.isoformat()))
    return shift


def publish(work: Work, team_code: str, week_on: date) -> Roster:
    """Make the draft of a week what counts; tell only those whose cells changed."""
    team = work.session.scalar(sa.select(Team).filter_by(code=team_code))
    if team is None:
        raise NotFound(what="team")
    work.require(Permission.ROSTER_PUBLISH, Target(team_id=team.id))
    roster = _roster(work, team.id, week_on)
    shifts = work.session.scalars(sa.select(Shift).filter_by(roster_id=roster.id).with_for_update()).all()
    changed = [shift for shift in shifts if not shift.is_published]
    if roster.published_version and not changed:
        raise Invalid("nothing_to_publish", version=roster.published_version)
    for shift in changed:
        shift.publish()
    roster.publish(by=work.actor.id, at=work.now)
    people = sorted({shift.person_id for shift in changed})
    for person_id in people:
        _tell(work, roster, person_id)
    days = sorted({shift.on_day.isoformat() for shift in changed})
    work.record(RosterPublished(roster.id, roster.published_version, days, people))
    return roster


def _tell(work: Work, roster: Roster, person_id: int) -> None:
    notice = work.add(
        Notice(
            person_id=person_id,
            kind="roster_published",
            cause_key=f"roster:{roster.id}:{roster.published_version}",
            params={"week_on": roster.week_on.isoformat(), "version": roster.published_version},
            at=work.now,
        )
    )
    work.record(NoticeGiven(person_id, notice.id))


def _person(work: Work, code: str) -> Person:
    person = work.session.scalar(sa.select(Person).filter_by(code=code, active=True))
    if person is None or person.team_id is None:
        raise NotFound(what="person")
    return person


def _template(work: Work, code: str | None) -> ShiftTemplate | None:
    if code is None:
        return None
    template = work.session.scalar(sa.select(ShiftTemplate).filter_by(code=code))
    if template is None:
        raise Invalid("unknown_template", template=code)
    return template


def _roster(work: Work, team_id: int | None, day: date) -> Roster:
    week_on = monday_of(day)
    found = work.session.scalar(sa.select(Roster).filter_by(team_id=team_id, week_on=week_on).with_for_update())
    return found or work.add(Roster(team_id=team_id, week_on=week_on, published_version=0))


def _hours(template: ShiftTemplate | None, day: date, zone: ZoneInfo) -> tuple[datetime | None, datetime | None]:
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
