"""Tickets of one kind with what their sheets say of them: five statements for any number of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased, joinedload

from ticketing.domain.actors import Actor
from ticketing.domain.callbacks import CallbackKind
from ticketing.domain.clocks import ClockKind
from ticketing.domain.complaints import CompensationState
from ticketing.domain.permissions import Permission
from ticketing.domain.tickets import TicketKind
from ticketing.models.callbacks import Callback
from ticketing.models.clocks import TicketClock
from ticketing.models.complaints import CompensationClaim, Complaint
from ticketing.models.people import Person
from ticketing.models.supervision import Order
from ticketing.models.tickets import Ticket
from ticketing.queries.reach import Sides, within

_GRANTED = (CompensationState.APPROVED, CompensationState.EXECUTED)


@dataclass(frozen=True)
class Stretch:
    """Filed from `lo` to `hi` (excluded); `first` and `last` are the days that ticket numbers are sought by."""

    lo: datetime
    hi: datetime
    first: date
    last: date


@dataclass(frozen=True)
class Case:
    """A ticket, its complaint if it is one, and what hangs on it as of now."""

    ticket: Ticket
    complaint: Complaint | None
    taker: Person | None
    due_at: datetime | None = None
    orders: int = 0
    follow_ups: Sequence[Callback] = ()
    granted_minor: int | None = None
    extra: dict[str, Any] = field(default_factory=dict)


def filed(session: Session, actor: Actor, stretch: Stretch, kind: TicketKind, most: int) -> list[Case]:
    """Those of a kind that were filed in the stretch, in the order of their numbers."""
    # Numbers begin with their day, and are unique: the one index that leads to a stretch of days.
    by_number = Ticket.number.between(_key(stretch.first, -1), _key(stretch.last, 2))
    found = _cases(actor).where(by_number, Ticket.kind == kind, *_filed_in(stretch.lo, stretch.hi))
    return _completed(session, session.execute(found.order_by(Ticket.number).limit(most)).all())


def in_work_at(session: Session, actor: Actor, at: datetime, kind: TicketKind, most: int) -> list[Case]:
    """Those of a kind that were filed and not yet resolved at an instant: as of the cut, whatever happened since."""
    still_open = sa.or_(Ticket.resolved_at.is_(None), Ticket.resolved_at >= at)
    gone = Ticket.state.in_(("merged", "cancelled"))
    found = _cases(actor).where(Ticket.kind == kind, Ticket.opened_at < at, still_open, ~gone)
    return _completed(session, session.execute(found.order_by(Ticket.number).limit(most)).all())


def one(session: Session, actor: Actor, number: str) -> Case | None:
    """One ticket of any kind, if the actor may read it."""
    found = _completed(session, session.execute(_cases(actor).where(Ticket.number == number)).all())
    return found[0] if found else None


def _key(day: date, days: int) -> str:
    return f"{day + timedelta(days=days):%Y%m%d}"


def _filed_in(lo: datetime, hi: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    return Ticket.opened_at >= lo, Ticket.opened_at < hi


def _cases(actor: Actor) -> Any:
    taker = aliased(Person)
    sides = Sides(owner=Ticket.owner_id, team=Ticket.team_id, queue=Ticket.queue_id)
    found: Any = (
        sa.select(Ticket, Complaint, taker)
        .outerjoin(Complaint, Complaint.ticket_id == Ticket.id)
        .outerjoin(taker, taker.id == Ticket.created_by)
        .where(within(actor, Permission.TICKET_READ, sides))
        .options(joinedload(Ticket.customer), joinedload(Ticket.owner), joinedload(Ticket.team))
    )
    return found


def _completed(session: Session, rows: Sequence[Any]) -> list[Case]:
    ids = [ticket.id for ticket, _, _ in rows]
    if not ids:
        return []
    dues, orders, granted = _dues(session, ids), _orders(session, ids), _granted(session, ids)
    follow_ups = _follow_ups(session, ids)
    return [
        Case(ticket, complaint, taker, dues.get(key), orders.get(key, 0), follow_ups.get(key, ()), granted.get(key))
        for ticket, complaint, taker in rows
        for key in (ticket.id,)
    ]


def _dues(session: Session, ids: Collection[int]) -> dict[int, datetime | None]:
    """When each was to be resolved, by its latest resolution clock; a paused clock keeps what it said last."""
    found = (
        sa.select(TicketClock.ticket_id, TicketClock.due_at)
        .where(TicketClock.ticket_id.in_(ids), TicketClock.kind == ClockKind.RESOLUTION)
        .order_by(TicketClock.ticket_id, TicketClock.seq)
    )
    return {row[0]: row[1] for row in session.execute(found)}


def _orders(session: Session, ids: Collection[int]) -> dict[int, int]:
    found = sa.select(Order.ticket_id, sa.func.count()).where(Order.ticket_id.in_(ids)).group_by(Order.ticket_id)
    return {row[0]: row[1] for row in session.execute(found)}


def _granted(session: Session, ids: Collection[int]) -> dict[int, int]:
    claim = CompensationClaim
    found = sa.select(claim.ticket_id, sa.func.sum(claim.amount_minor)).where(
        claim.ticket_id.in_(ids), claim.state.in_(_GRANTED)
    )
    return {row[0]: int(row[1]) for row in session.execute(found.group_by(claim.ticket_id))}


def _follow_ups(session: Session, ids: Collection[int]) -> dict[int, list[Callback]]:
    found = (
        sa.select(Callback)
        .where(Callback.ticket_id.in_(ids), Callback.kind == CallbackKind.FOLLOW_UP)
        .options(joinedload(Callback.owner))
        .order_by(Callback.id)
    )
    by_ticket: dict[int, list[Callback]] = {}
    for row in session.scalars(found):
        by_ticket.setdefault(row.ticket_id or 0, []).append(row)
    return by_ticket
