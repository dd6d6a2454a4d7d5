"""The deadlines of a ticket, and the levels that have fired for one."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.clocks import ClockState
from ticketing.domain.escalations import Instance
from ticketing.models.clocks import TicketClock
from ticketing.models.escalations import Escalation


def of(session: Session, ticket_id: int) -> Sequence[TicketClock]:
    """Every clock that the ticket ever had, in the order they came into being."""
    return session.scalars(sa.select(TicketClock).filter_by(ticket_id=ticket_id).order_by(TicketClock.id)).all()


def by_ticket(session: Session, ids: Collection[int]) -> dict[int, list[TicketClock]]:
    """Every clock of these tickets, each ticket's in the order they came into being."""
    found: dict[int, list[TicketClock]] = {}
    for row in session.scalars(sa.select(TicketClock).where(TicketClock.ticket_id.in_(ids)).order_by(TicketClock.id)):
        found.setdefault(row.ticket_id, []).append(row)
    return found


def levels(session: Session, subject: str, subject_id: int) -> Sequence[Escalation]:
    """The levels that have fired for a clock (`ticket_clock`) or a promise (`callback`), lowest first."""
    return session.scalars(
        sa.select(Escalation).filter_by(subject=subject, subject_id=subject_id).order_by(Escalation.level)
    ).all()


def fired(session: Session, subject: str, ids: Collection[int]) -> dict[int, list[Instance]]:
    """The levels that have fired for these subjects, as the ladder knows them, by the subject's id. One query."""
    found: dict[int, list[Instance]] = {}
    rows = sa.select(Escalation).where(Escalation.subject == subject, Escalation.subject_id.in_(ids))
    for row in session.scalars(rows.order_by(Escalation.level)):
        found.setdefault(row.subject_id, []).append(row.instance)
    return found


def soonest(rows: Iterable[TicketClock]) -> datetime | None:
    """The soonest due instant among running clocks; broken ones stay in front."""
    return min((row.due_at for row in rows if row.state is ClockState.RUNNING and row.due_at), default=None)
