"""The weeks as they were made public, and what may be excused."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.instants import instant, micros
from ticketing.models.attendance import AttendanceExcuse, AttendanceWeek
from ticketing.models.people import Person
from ticketing.models.telephony import Outage


class OutageRow(NamedTuple):
    """An outage of the phone system, and whether it is held against nobody."""

    id: int
    kind: str
    from_at: datetime
    to_at: datetime | None
    excuse_id: int | None


def revisions(session: Session, week_on: date) -> Sequence[AttendanceWeek]:
    """Every revision of a week, the newest first."""
    found = sa.select(AttendanceWeek).filter_by(week_on=week_on)
    return session.scalars(found.order_by(AttendanceWeek.revision.desc())).all()


def outages(session: Session, from_at: datetime, to_at: datetime) -> list[OutageRow]:
    """What touches [from_at, to_at), oldest first."""
    excuse = AttendanceExcuse
    rows = session.execute(
        sa.select(Outage.id, Outage.kind, Outage.from_us, Outage.to_us, excuse.id)
        .outerjoin(excuse, sa.and_(excuse.outage_id == Outage.id, excuse.revoked_at.is_(None)))
        .where(Outage.from_us < micros(to_at), sa.or_(Outage.to_us.is_(None), Outage.to_us > micros(from_at)))
        .order_by(Outage.from_us)
        .limit(50)
    )
    return [
        OutageRow(id_, kind, instant(from_us), instant(to_us) if to_us is not None else None, excuse_id)
        for id_, kind, from_us, to_us, excuse_id in rows
    ]


def excuses(session: Session, from_at: datetime, to_at: datetime) -> Sequence[tuple[AttendanceExcuse, str | None]]:
    """What is excused of [from_at, to_at) of single people, with their numbers."""
    row = AttendanceExcuse
    found = session.execute(
        sa.select(row, Person.code)
        .join(Person, Person.id == row.person_id)
        .where(row.revoked_at.is_(None), row.from_at < to_at, row.to_at > from_at)
        .order_by(row.from_at)
    )
    return [(one, code) for one, code in found]


def last_week(today: date) -> date:
    """The Monday of the week that is over."""
    return today - timedelta(days=today.weekday() + 7)
