"""Judge a stretch of days again because somebody says so: what no change of a roster reaches by itself any more."""

from datetime import date, timedelta

import sqlalchemy as sa

from ticketing.actions import audit
from ticketing.actions.attendance.mark import mark
from ticketing.domain.permissions import Permission
from ticketing.errors import Invalid
from ticketing.models.attendance import AttendanceDay
from ticketing.models.people import Person, Team
from ticketing.models.shifts import Shift
from ticketing.work import Work

#: More at a time is asked for in parts.
LONGEST = timedelta(days=400)


def judge_again(work: Work, first: date, last: date, reason: str, team: str | None = None) -> int:
    """Mark every shift and judged day of [first, last] that has begun; how many days of people that is.

    Days further back than five weeks are judged again in no other way (workforce.md 1.6). Raises `Invalid`
    (`range_backwards`, `range`, `reason_missing`).
    """
    work.require(Permission.ATTENDANCE_ADMIN)
    if last < first:
        raise Invalid("range_backwards", field="to")
    if last - first > LONGEST:
        raise Invalid("range", field="to", most_days=LONGEST.days)
    if not reason.strip():
        raise Invalid("reason_missing", field="reason")
    cells = _cells(work, first, last, team)
    mark(work.session, cells, "asked")
    told = {"from": str(first), "to": str(last), "team": team, "reason": reason.strip(), "days": len(cells)}
    audit.record(work, "attendance_judged_again", "attendance", **told)
    return len(cells)


def _cells(work: Work, first: date, last: date, team: str | None) -> list[tuple[int, date]]:
    shift, day = Shift, AttendanceDay
    begun = sa.select(shift.person_id, shift.on_day).where(
        shift.on_day.between(first, last), shift.published_start_at <= work.now
    )
    # A day that lost its shift loses its row.
    judged = sa.select(day.person_id, day.on_day).where(day.is_current, day.on_day.between(first, last))
    found = sa.union(begun, judged).subquery()
    query = sa.select(found.c.person_id, found.c.on_day)
    if team is not None:
        query = query.join(Person, Person.id == found.c.person_id).join(Team, Team.id == Person.team_id)
        query = query.where(Team.code == team)
    return [(person_id, on_day) for person_id, on_day in work.session.execute(query)]
