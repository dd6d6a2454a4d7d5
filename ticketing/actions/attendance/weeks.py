"""Every Monday last week's attendance is made public; what is put right later is the next revision (seed 002, B3)."""

from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from ticketing.actions import notices
from ticketing.domain.days import monday_of, wall_instant
from ticketing.errors import Forbidden
from ticketing.models.attendance import AttendanceDay, AttendanceWeek
from ticketing.models.people import Person
from ticketing.work import Work

PUBLISHED_AT_MIN = 6 * 60
#: So many weeks back a correction still makes another revision by itself.
WEEKS_BACK = 5


def publish_weeks(work: Work) -> int:
    """Make public what is owed, oldest first; how many revisions came of it. Doing it twice changes nothing."""
    if not work.actor.is_system:
        raise Forbidden(permission="system")
    last = monday_of(work.centre.day_of(work.now)) - timedelta(days=7)
    weeks = [last - timedelta(days=7 * back) for back in reversed(range(WEEKS_BACK + 1))]
    return sum(_publish(work, week_on) for week_on in weeks if _opens(work, week_on) <= work.now)


def _opens(work: Work, week_on: date) -> datetime:
    return wall_instant(week_on + timedelta(days=7), PUBLISHED_AT_MIN, work.centre.zone)


def _publish(work: Work, week_on: date) -> int:
    cells = _cells(work, week_on)
    newest = work.session.scalar(
        sa.select(AttendanceWeek).filter_by(week_on=week_on).order_by(AttendanceWeek.revision.desc()).limit(1)
    )
    changed = _changed(newest.cells if newest is not None else [], cells)
    if not changed:
        return 0
    revision = newest.revision + 1 if newest is not None else 1
    work.add(
        AttendanceWeek(
            week_on=week_on,
            revision=revision,
            published_at=work.now,
            cells=cells,
            changed=changed if newest is not None else [],
        )
    )
    _tell(work, week_on, revision, {cell["person"] for cell in (changed if newest is not None else cells)})
    return 1


def _cells(work: Work, week_on: date) -> list[dict[str, Any]]:
    day = AttendanceDay
    rows = work.session.execute(
        sa.select(Person.code, day.on_day, day.revision, day.findings)
        .join(Person, Person.id == day.person_id)
        .where(day.is_current, day.on_day.between(week_on, week_on + timedelta(days=6)))
        .order_by(Person.code, day.on_day)
    )
    return [
        {"person": code, "on_day": on_day.isoformat(), "revision": revision, "findings": findings}
        for code, on_day, revision, findings in rows
    ]


def _changed(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The cells that say something else, each with what it said and says."""
    was, now = ({(one["person"], one["on_day"]): one for one in cells} for cells in (before, after))
    return [
        {
            "person": key[0],
            "on_day": key[1],
            "was": was[key]["findings"] if key in was else None,
            "now": now[key]["findings"] if key in now else None,
        }
        for key in sorted(was.keys() | now.keys())
        if was.get(key, {}).get("findings") != now.get(key, {}).get("findings")
    ]


def _tell(work: Work, week_on: date, revision: int, codes: set[str]) -> None:
    """Those whose cells stand in it, once each."""
    people = work.session.scalars(sa.select(Person.id).where(Person.code.in_(codes), Person.active).order_by(Person.id))
    for person_id in people.all():
        params: notices.Params = {"week_on": week_on.isoformat(), "revision": revision}
        cause = f"attendance:{week_on.isoformat()}:{revision}"
        notices.tell(work, person_id, "attendance_published", cause, notices.Subject(), params)
