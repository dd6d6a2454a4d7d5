"""Requests as people and their leaders see them: leave, swaps, gaps, and what is left of a month's rest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from ticketing.domain.permissions import Reach
from ticketing.domain.roster import days_between
from ticketing.domain.roster.entitlement import Entitlement, entitlement, month_days
from ticketing.models.leaves import Leave, LeaveKind, LeaveState
from ticketing.models.people import Person
from ticketing.models.shifts import Shift, ShiftTemplate
from ticketing.models.swaps import Cover, CoverState, Swap, SwapState

#: What takes away next month's days of rest (B6): leave that somebody asked for, not illness and not rest itself.
COUNTED = (LeaveKind.PERSONAL, LeaveKind.ANNUAL, LeaveKind.COMP)
MOST = 200
RECENT = timedelta(days=60)


@dataclass(frozen=True)
class Whose:
    """Whose requests may be seen: one's own, those of a team, everybody's."""

    person_id: int | None
    team_id: int | None
    reaches: frozenset[Reach]

    def people(self) -> sa.ColumnElement[bool]:
        if Reach.ALL in self.reaches:
            return sa.true()
        own = Person.id == self.person_id
        return sa.or_(own, Person.team_id == self.team_id) if Reach.TEAM in self.reaches else own


def entitlement_of(session: Session, person_id: int, month: date, usual: int) -> Entitlement:
    """What somebody has left of a month's days of rest."""
    first, last = month_days(month)
    before, _ = month_days(first - timedelta(days=1))
    rows = session.execute(
        sa.select(Leave.kind, Leave.first_on, Leave.last_on).where(
            Leave.person_id == person_id,
            Leave.state.in_((LeaveState.APPROVED, LeaveState.ASKED)),
            Leave.first_on <= last,
            Leave.last_on >= before,
        )
    ).all()
    left = [day for kind, low, high in rows if kind in COUNTED for day in days_between(low, high)]
    rests = [day for kind, low, high in rows if kind is LeaveKind.REST for day in days_between(low, high)]
    return entitlement(first, usual, left, sum(first <= day <= last for day in rests))


def leaves(session: Session, whose: Whose, since: date) -> Sequence[Leave]:
    """Requests that reach past `since`, those that wait first, then the newest."""
    return session.scalars(
        sa.select(Leave)
        .join(Person, Person.id == Leave.person_id)
        .options(joinedload(Leave.person))
        .where(whose.people(), Leave.last_on >= since - RECENT)
        .order_by(Leave.state != LeaveState.ASKED, Leave.first_on.desc(), Leave.id.desc())
        .limit(MOST)
    ).all()


def swaps(session: Session, whose: Whose, since: date) -> Sequence[Swap]:
    """Exchanges of people who may be seen, those that wait first."""
    seen = sa.select(Person.id).where(whose.people())
    waits = Swap.state.in_((SwapState.OFFERED, SwapState.ACCEPTED))
    return session.scalars(
        sa.select(Swap)
        .options(joinedload(Swap.from_person), joinedload(Swap.to_person))
        .where(sa.or_(Swap.from_id.in_(seen), Swap.to_id.in_(seen)), Swap.from_day >= since - RECENT)
        .order_by(waits.desc(), Swap.from_day.desc(), Swap.id.desc())
        .limit(MOST)
    ).all()


def covers(session: Session, since: date, team_ids: Sequence[int] | None = None) -> Sequence[Cover]:
    """Gaps from a day on, open ones first; of these teams when they are named."""
    query = (
        sa.select(Cover)
        .options(joinedload(Cover.absent), joinedload(Cover.winner), joinedload(Cover.template))
        .where(Cover.on_day >= since)
        .order_by(Cover.state != CoverState.OPEN, Cover.start_at, Cover.id)
        .limit(MOST)
    )
    return session.scalars(query if team_ids is None else query.where(Cover.team_id.in_(team_ids))).all()


def shifts_ahead(session: Session, person_id: int | None, at: datetime) -> list[tuple[Shift, ShiftTemplate]]:
    """Somebody's own published shifts that have not begun, within four weeks."""
    rows = session.execute(
        sa.select(Shift, ShiftTemplate)
        .join(ShiftTemplate, ShiftTemplate.id == Shift.published_template_id)
        .where(Shift.person_id == person_id, Shift.published_start_at > at)
        .where(Shift.published_start_at < at + timedelta(days=28))
        .order_by(Shift.published_start_at)
    )
    return [(shift, template) for shift, template in rows]


def this_and_next(day: date) -> list[date]:
    """The first days of the month of `day` and of the next."""
    _, last = month_days(day)
    return [day.replace(day=1), last + timedelta(days=1)]
