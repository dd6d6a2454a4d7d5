"""Meetings that come round: which there are, and whom they take off the line when."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain import meetings
from ticketing.domain.recurrences import read_rule
from ticketing.models.duties import Meeting

#: What takes somebody off the line on a day: by person, team and day.
Activities = Callable[[int, int | None, date], list[Mapping[str, Any]]]


def everyone(session: Session, today: date) -> Sequence[Meeting]:
    """What is held today or later, by team and time."""
    held = sa.or_(Meeting.until_on.is_(None), Meeting.until_on >= today)
    return session.scalars(sa.select(Meeting).where(held).order_by(Meeting.from_min, Meeting.id)).all()


def plain(row: Meeting) -> meetings.Meeting:
    return meetings.Meeting(
        read_rule(row.rule, row.start_on), row.from_min, row.length_min, row.team_id, [set(one) for one in row.sittings]
    )


def activities(session: Session, first: date, last: date) -> Activities:
    """What meetings of these days add to shifts; one statement."""
    rows = session.scalars(
        sa.select(Meeting)
        .where(Meeting.start_on <= last, sa.or_(Meeting.until_on.is_(None), Meeting.until_on >= first))
        .order_by(Meeting.id)
    ).all()
    held = [(one, _days(one, first, last)) for one in rows]
    known = [(plain(one), days) for one, days in held if days]

    def of(person_id: int, team_id: int | None, on_day: date) -> list[Mapping[str, Any]]:
        return [one.activity(person_id) for one, days in known if on_day in days and one.concerns(team_id)]

    return of


def _days(row: Meeting, first: date, last: date) -> set[date]:
    until = last if row.until_on is None else min(last, row.until_on)
    return meetings.days_of(read_rule(row.rule, row.start_on), first, until)
