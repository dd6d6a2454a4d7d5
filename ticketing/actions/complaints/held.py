"""Take a complaint in hand: its ticket locked first, as everybody does."""

import sqlalchemy as sa

from ticketing.actions.tickets.held import readable, writable
from ticketing.domain.complaints import Stage
from ticketing.domain.events import ComplaintStaged, ComplaintWritten
from ticketing.domain.tickets import WORKED, TicketState
from ticketing.errors import IllegalMove, NotFound
from ticketing.models.complaints import Complaint
from ticketing.models.tickets import Ticket
from ticketing.work import Work

LIVE = WORKED | {TicketState.NEW}


def of(work: Work, ticket: Ticket) -> Complaint:
    """The record of a ticket in hand; what is no complaint has none (404)."""
    complaint = work.session.scalar(sa.select(Complaint).filter_by(ticket_id=ticket.id).with_for_update())
    if complaint is None:
        raise NotFound(what="complaints")
    return complaint


def written(work: Work, number: str, version: int | None, *, live: bool = True) -> tuple[Ticket, Complaint]:
    """For whoever may write the ticket; `live`: only while it is being worked on."""
    ticket = writable(work, number, version)
    if live and ticket.state not in LIVE:
        raise IllegalMove(state=ticket.state.value, allowed=[])
    return ticket, of(work, ticket)


def looked_at(work: Work, number: str, version: int | None = None) -> tuple[Ticket, Complaint]:
    """Locked for whoever may read the ticket; the action asks for the right that it needs."""
    ticket = readable(work, number, version)
    return ticket, of(work, ticket)


def note(work: Work, ticket: Ticket, part: str, text: str = "") -> None:
    """Count the change and tell of it."""
    ticket.touch("complaint")
    work.record(ComplaintWritten(ticket.id, part, text))


def reach(work: Work, ticket: Ticket, complaint: Complaint, stage: Stage) -> None:
    """Forward to `stage`, told once."""
    before = complaint.stage
    if complaint.reach(stage):
        work.record(ComplaintStaged(ticket.id, before, stage.value))
