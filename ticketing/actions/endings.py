"""Close a ticket, or take it up again: what its handlers, its follow-up and its customer may all bring about."""

from datetime import datetime

import sqlalchemy as sa

from ticketing.actions import clocks, escalations, timers
from ticketing.actions.facts import facts
from ticketing.domain.clocks import Ledger
from ticketing.domain.events import TicketMoved
from ticketing.domain.tickets import TicketState
from ticketing.models.tickets import Complaint, Ticket
from ticketing.work import Work

AUTO_CLOSE_TIMER = "ticket_auto_close"
TICKET = "ticket"


def close(work: Work, ticket: Ticket, reason: str, *, satisfied: bool = False) -> None:
    """T9: the customer is content, the time for doubts has passed, or a supervisor signs."""
    before = ticket.state
    number = ticket.close(facts(work, ticket, follow_up_satisfied=satisfied, has_reason=bool(reason)), work.now)
    clocks.change(work, ticket, Ledger.closed)
    timers.void(work, TICKET, ticket.id, AUTO_CLOSE_TIMER)
    moved(work, ticket, before, number, reason)


def reopen(work: Work, ticket: Ticket, reason: str, at: datetime | None = None) -> None:
    """T10, T11: back to work with a further clock; a complaint goes back to being investigated, and upstairs (4.6)."""
    before = ticket.state
    number = ticket.reopen(facts(work, ticket, has_reason=bool(reason)), at or work.now)
    complaint = work.session.scalar(sa.select(Complaint).filter_by(ticket_id=ticket.id))
    if complaint:
        complaint.reopen()
    timers.void(work, TICKET, ticket.id, AUTO_CLOSE_TIMER)
    clocks.change(work, ticket, Ledger.reopened, at)
    moved(work, ticket, before, number, reason)
    escalations.came_back(work, ticket)


def moved(work: Work, ticket: Ticket, before: TicketState, number: str, reason: str = "") -> None:
    """Write a step of the state table down."""
    ticket.touch("state")
    work.record(TicketMoved(ticket.id, before.value, ticket.state.value, number, reason))
