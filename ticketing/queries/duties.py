"""Duties by rotation: which there are, whose turn it is, and who answers when nobody else does."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.duties import ROLLING, Turn
from ticketing.models.duties import Duty, DutyTurn
from ticketing.models.people import Person
from ticketing.models.shifts import Shift
from ticketing.queries import on_shift


@dataclass(frozen=True)
class Seen:
    """One turn as it is shown; `here`: whether the person's published shift is on that day."""

    turn: DutyTurn
    person: Person
    here: bool


def everyone(session: Session) -> Sequence[Duty]:
    return session.scalars(sa.select(Duty).order_by(Duty.code)).all()


def turns(session: Session, first: date, last: date) -> dict[tuple[int, date], list[Seen]]:
    """The turns of these days by duty and day, by the person's code; one statement."""
    here = sa.exists().where(
        Shift.person_id == DutyTurn.person_id, Shift.on_day == DutyTurn.on_day, Shift.published_start_at.is_not(None)
    )
    rows = session.execute(
        sa.select(DutyTurn, Person, here)
        .join(Person, Person.id == DutyTurn.person_id)
        .where(DutyTurn.on_day.between(first, last))
        .order_by(DutyTurn.on_day, Person.code)
    )
    found: dict[tuple[int, date], list[Seen]] = {}
    for turn, person, is_here in rows:
        found.setdefault((turn.duty_id, turn.on_day), []).append(Seen(turn, person, is_here and person.active))
    return found


def before(session: Session, duty: Duty, first: date) -> list[Turn]:
    """Whose turns it was in the weeks before a day that count for whose it is next."""
    rows = session.execute(
        sa.select(DutyTurn.on_day, DutyTurn.person_id).where(
            DutyTurn.duty_id == duty.id, DutyTurn.on_day >= first - ROLLING, DutyTurn.on_day < first
        )
    )
    return [Turn(on_day, person_id) for on_day, person_id in rows]


def here(session: Session, duty: Duty, first: date, last: date) -> dict[date, set[int]]:
    """Who of the duty's people has a published shift on each day."""
    query = (
        sa.select(Shift.on_day, Shift.person_id)
        .join(Person, Person.id == Shift.person_id)
        .where(Shift.on_day.between(first, last), Shift.published_start_at.is_not(None), Person.active)
    )
    if duty.team_id is not None:
        query = query.where(Person.team_id == duty.team_id)
    found: dict[date, set[int]] = {}
    for on_day, person_id in session.execute(query):
        found.setdefault(on_day, set()).add(person_id)
    return found


def answering(session: Session, at: datetime) -> Sequence[Person]:
    """Who is told when an escalation finds nobody: whose duty it is and who is on shift, else who runs the system."""
    found = session.scalars(
        sa.select(Person)
        .join(DutyTurn, DutyTurn.person_id == Person.id)
        .join(Duty, Duty.id == DutyTurn.duty_id)
        .join(Shift, sa.and_(Shift.person_id == Person.id, Shift.on_day == DutyTurn.on_day))
        .where(Duty.answers, Duty.active, Person.active, Shift.published_start_at <= at, Shift.published_end_at > at)
        .order_by(Person.code, Person.id)
        .distinct()
    ).all()
    return found or on_shift.admins(session)
