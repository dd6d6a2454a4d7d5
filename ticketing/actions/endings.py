"""Close a ticket, or take it up again: what its handlers, its follow-up and its customer may all bring about."""

from datetime import datetime

import sqlalchemy as sa

from ticketing.actions import clocks, escalations, timers
from ticketing.actions.facts import facts
from ticketing.domain.clocks import Ledger
from ticketing.domain.complaints import Stage
from ticketing.domain.events import ComplaintStaged, TicketMoved
from ticketing.domain.tickets import TicketKind, TicketState
from ticketing.models.complaints import Complaint
from ticketing.models.tickets import Ticket
from ticketing.work import Work

AUTO_CLOSE_TIMER = "ticket_auto_close"
TICKET = "ticket"


def close(work: Work, ticket: Ticket, reason: str, *, satisfied: bool = False) -> None:
    """T9: the customer is content, the time for doubts has passed, or a supervisor signs."""
    before = ticket.state
    said = {"follow_up_satisfied": True} if satisfied else {}
    number = ticket.close(facts(work, ticket, has_reason=bool(reason), **said), work.now)
    clocks.change(work, ticket, Ledger.closed)
    _stage(work, ticket, Stage.CLOSED)
    timers.void(work, TICKET, ticket.id, AUTO_CLOSE_TIMER)
    moved(work, ticket, before, number, reason)


def reopen(work: Work, ticket: Ticket, reason: str, at: datetime | None = None) -> None:
    """T10, T11: back to work with a further clock; a complaint goes back to being investigated, and upstairs (4.6)."""
    before = ticket.state
    number = ticket.reopen(facts(work, ticket, has_reason=bool(reason)), at or work.now)
    _stage(work, ticket, None, reason)
    timers.void(work, TICKET, ticket.id, AUTO_CLOSE_TIMER)
    clocks.change(work, ticket, Ledger.reopened, at)
    moved(work, ticket, before, number, reason)
    escalations.came_back(work, ticket)


def _stage(work: Work, ticket: Ticket, to: Stage | None, reason: str = "") -> None:
    """A complaint's stage goes along; None: back to being investigated."""
    if ticket.kind is not TicketKind.COMPLAINT:
        return
    complaint = work.session.scalar(sa.select(Complaint).filter_by(ticket_id=ticket.id))
    if complaint is None:
        return
    before = complaint.stage
    if to is None:
        complaint.reopen()
    else:
        complaint.reach(to)
    if complaint.stage != before:
        work.record(ComplaintStaged(ticket.id, before, complaint.stage, reason))


def moved(work: Work, ticket: Ticket, before: TicketState, number: str, reason: str = "") -> None:
    """Write a step of the state table down."""
    ticket.touch("state")
    work.record(TicketMoved(ticket.id, before.value, ticket.state.value, number, reason))
