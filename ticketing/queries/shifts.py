"""The roster as screens show it: whole weeks, today's strip, who is on duty."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVarTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased, joinedload

from ticketing.domain.permissions import Reach
from ticketing.models.people import Person, Team
from ticketing.models.shifts import Roster, Shift, ShiftTemplate

Ts = TypeVarTuple("Ts")

Published = aliased(ShiftTemplate)


@dataclass(frozen=True)
class Reader:
    """Whose roster may be seen: everybody's, one team's, or one's own."""

    person_id: int | None
    team_id: int | None
    reaches: frozenset[Reach]

    def narrow(self, query: sa.Select[*Ts]) -> sa.Select[*Ts]:
        if Reach.ALL in self.reaches:
            return query
        own = Person.id == self.person_id
        return query.where(sa.or_(own, Person.team_id == self.team_id) if Reach.TEAM in self.reaches else own)


def templates(session: Session) -> Sequence[ShiftTemplate]:
    return session.scalars(sa.select(ShiftTemplate).order_by(ShiftTemplate.position, ShiftTemplate.code)).all()


def cells(session: Session, first: date, last: date, reader: Reader, team: str | None = None) -> list[dict[str, Any]]:
    """Every agent's cells between two days (both included) in one query; a person without a cell has none."""
    query = (
        sa.select(Shift, Person, Team, ShiftTemplate.code, Published.code)
        .join(Person, Shift.person_id == Person.id)
        .join(Team, Person.team_id == Team.id)
        .outerjoin(ShiftTemplate, Shift.template_id == ShiftTemplate.id)
        .outerjoin(Published, Shift.published_template_id == Published.id)
        .where(Shift.on_day.between(first, last))
        .order_by(Team.code, Person.code, Shift.on_day)
    )
    if team is not None:
        query = query.where(Team.code == team)
    rows = session.execute(reader.narrow(query))
    return [cell_row(shift, person, team_, code, published) for shift, person, team_, code, published in rows]


def plain_cells(session: Session, first: date, last: date, reader: Reader) -> dict[str, dict[date, tuple[str, bool]]]:
    """The draft's cells by person and day as (code, leads), in one query and without rows of the house."""
    query = (
        sa.select(Person.code, Shift.on_day, ShiftTemplate.code, Shift.is_leader)
        .join(Person, Person.id == Shift.person_id)
        .join(ShiftTemplate, ShiftTemplate.id == Shift.template_id)
        .where(Shift.on_day.between(first, last))
    )
    found: dict[str, dict[date, tuple[str, bool]]] = {}
    for person, day, code, leads in session.execute(reader.narrow(query)):
        found.setdefault(person or "", {})[day] = (code, leads)
    return found


def cell_row(shift: Shift, person: Person, team: Team, code: str | None, published: str | None) -> dict[str, Any]:
    """The row `cell:<person code>:<date>` of the live board."""
    return {
        "person": person.code,
        "name": person.name,
        "team": team.code,
        "on_day": shift.on_day.isoformat(),
        "template": code,
        "start_at": shift.start_at,
        "end_at": shift.end_at,
        "is_leader": shift.is_leader,
        "locked": shift.locked,
        "source": shift.source,
        "published_template": published,
        "changed": not shift.is_published,
        "version": shift.version,
    }


def agents(session: Session, reader: Reader, team: str | None = None) -> Sequence[Person]:
    """The people who stand in a roster, by team and code."""
    query = (
        sa.select(Person)
        .join(Team, Person.team_id == Team.id)
        .options(joinedload(Person.team))
        .where(Person.active, Person.code.is_not(None))
        .order_by(Team.code, Person.code)
    )
    if team is not None:
        query = query.where(Team.code == team)
    return session.scalars(reader.narrow(query)).all()


def rosters(session: Session, week_on: date) -> Sequence[Roster]:
    return session.scalars(
        sa.select(Roster).options(joinedload(Roster.team)).where(Roster.week_on == week_on).order_by(Roster.team_id)
    ).all()


def published_at(session: Session, at: datetime) -> Sequence[Shift]:
    """The published shifts that instant `at` falls into, with their people: who should be here."""
    return session.scalars(
        sa.select(Shift)
        .join(Person, Shift.person_id == Person.id)
        .options(joinedload(Shift.person))
        .where(Person.active, Shift.published_start_at <= at, Shift.published_end_at > at)
        .order_by(Shift.published_start_at, Person.code)
    ).all()


def own_shift(session: Session, person_id: int, at: datetime) -> tuple[Shift, ShiftTemplate] | None:
    """The published shift a person is in, or else their next one within a day."""
    row = session.execute(
        sa.select(Shift, ShiftTemplate)
        .join(ShiftTemplate, Shift.published_template_id == ShiftTemplate.id)
        .where(
            Shift.person_id == person_id,
            Shift.published_end_at > at,
            Shift.published_start_at < at + timedelta(days=1),
        )
        .order_by(Shift.published_start_at)
        .limit(1)
    ).first()
    return (row[0], row[1]) if row else None
