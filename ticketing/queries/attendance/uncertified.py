"""Missed punches that nobody has certified yet, and since when somebody should have."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.actors import Actor
from ticketing.domain.attendance import MISSED_IN, MISSED_OUT
from ticketing.domain.permissions import Permission, Reach, reaches_of
from ticketing.domain.roster import DayKind
from ticketing.models.attendance import AttendanceDay
from ticketing.models.people import Person
from ticketing.queries.rosters.sites import special_days

#: A supervisor has so many working days to certify a missed punch (workforce.md 1.5).
WORKING_DAYS = 3
#: Further back the day is closed for good.
_BACK = timedelta(days=35)
_SATURDAY = 5


class Uncertified(NamedTuple):
    """Whose day lacks which signs; `is_overdue` once three working days have gone by. The shift was from `start_at`
    to `end_at`."""

    person_id: int
    code: str
    name: str
    team_id: int | None
    on_day: date
    ways: tuple[str, ...]
    is_overdue: bool
    start_at: datetime
    end_at: datetime


def uncertified(session: Session, today: date, *where: sa.ColumnElement[bool]) -> list[Uncertified]:
    """What waits for a certificate, the oldest first. Two statements."""
    due = due_before(session, today)
    day = AttendanceDay
    rows = session.execute(
        sa.select(
            Person.id, Person.code, Person.name, Person.team_id, day.on_day, day.findings, day.start_at, day.end_at
        )
        .join(Person, Person.id == day.person_id)
        .where(
            day.is_current,
            day.on_day.between(today - _BACK, today - timedelta(days=1)),
            sa.or_(*(day.findings.contains([{"code": code}]) for code in (MISSED_IN, MISSED_OUT))),
            *where,
        )
        .order_by(day.on_day, Person.code)
    )
    return [
        Uncertified(id_, code or "", name, team_id, on_day, _ways(findings), on_day < due, *shift)
        for id_, code, name, team_id, on_day, findings, *shift in rows
    ]


def of_actor(session: Session, actor: Actor, today: date) -> list[Uncertified]:
    """What the actor may certify: of everybody or of their team, never of themselves."""
    reaches = reaches_of(actor, Permission.ATTENDANCE_CERTIFY)
    if not reaches & {Reach.ALL, Reach.TEAM}:
        return []
    reach = sa.true() if Reach.ALL in reaches else Person.team_id == actor.scope.team_id
    return uncertified(session, today, reach, Person.id != actor.id)


def due_before(session: Session, today: date) -> date:
    """Days before this one have had their three whole working days."""
    special = special_days(session, today - _BACK, today)
    day, left = today, WORKING_DAYS
    while left:
        day -= timedelta(days=1)
        left -= _is_worked(day, special)
    return day


def _is_worked(day: date, special: dict[date, DayKind]) -> bool:
    return special.get(day, DayKind.WORKDAY if day.weekday() < _SATURDAY else DayKind.REST) is DayKind.WORKDAY


def _ways(findings: Collection[dict[str, str]]) -> tuple[str, ...]:
    return tuple(one["code"].removeprefix("missed_") for one in findings if one["code"] in (MISSED_IN, MISSED_OUT))
