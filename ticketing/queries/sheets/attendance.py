"""Judged days for the week's sheet, with whose they are."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.models.attendance import AttendanceDay
from ticketing.models.people import Person, Team


def judged(session: Session, first: date, last: date) -> Sequence[tuple[AttendanceDay, str, str, str | None]]:
    """(day, number, name, team) of every judged shift between two days, by team, number and day. One statement."""
    day = AttendanceDay
    found = session.execute(
        sa.select(day, Person.code, Person.name, Team.name)
        .join(Person, Person.id == day.person_id)
        .outerjoin(Team, Team.id == Person.team_id)
        .where(day.is_current, day.on_day.between(first, last), Person.code.is_not(None))
        .order_by(Team.code, Person.code, day.on_day)
    )
    return [(row[0], row[1] or "", row[2], row[3]) for row in found]
