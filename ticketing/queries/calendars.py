"""Calendars, and what an edit would do to the clocks that run by one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.calendars import WorkingTime
from ticketing.domain.calendars.documents import calendar_from
from ticketing.domain.clocks import ClockState, Ledger, Moment
from ticketing.domain.documents import Node
from ticketing.errors import NotFound
from ticketing.models.calendars import Calendar
from ticketing.models.clocks import TicketClock
from ticketing.models.tickets import Ticket
from ticketing.queries import terms

MOST_LOOKED_AT = 2_000
MOST_SHOWN = 20


@dataclass(frozen=True)
class Move:
    """A clock whose due instant an edit would move."""

    ticket: str
    kind: str
    due_at: datetime | None
    would_be_due_at: datetime | None


@dataclass(frozen=True)
class Preview:
    """How many running clocks were looked at, how many would move, and the first of those."""

    running: int
    moved: int
    examples: list[Move]


def everyone(session: Session) -> Sequence[Calendar]:
    """All calendars by code."""
    return session.scalars(sa.select(Calendar).order_by(Calendar.code)).all()


def one(session: Session, code: str) -> Calendar:
    """The calendar of this code. Raises `NotFound`."""
    calendar = session.scalar(sa.select(Calendar).where(Calendar.code == code))
    if calendar is None:
        raise NotFound(what="calendars")
    return calendar


def preview(session: Session, code: str, definition: dict[str, Any], at: datetime) -> Preview:
    """What the definition would do at `at`; looks at the 2,000 clocks that are due first. Changes nothing."""
    calendar_id = session.scalar(sa.select(Calendar.id).where(Calendar.code == code))
    if calendar_id is None:
        raise NotFound()
    time = terms.working_time(session, calendar_id).edited(at, calendar_from(Node(definition)))
    rows = session.execute(
        sa.select(TicketClock, Ticket)
        .join(Ticket, Ticket.id == TicketClock.ticket_id)
        .where(TicketClock.calendar_id == calendar_id, TicketClock.state == ClockState.RUNNING)
        .order_by(TicketClock.due_at, TicketClock.id)
        .limit(MOST_LOOKED_AT)
    ).all()
    moves = [move for clock, ticket in rows if (move := _move(session, clock, ticket, time, at)) is not None]
    return Preview(len(rows), len(moves), moves[:MOST_SHOWN])


def _move(session: Session, clock: TicketClock, ticket: Ticket, time: WorkingTime, at: datetime) -> Move | None:
    policy = terms.of_ticket(session, ticket).policy
    after = Ledger((clock.record,)).judged(at).calendar_changed(Moment(at, policy, time, ticket.priority)).clocks[0]
    if after.due_at == clock.due_at:
        return None
    return Move(ticket.number, clock.kind.value, clock.due_at, after.due_at)
