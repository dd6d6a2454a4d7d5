"""An inquiry turns out to be a complaint: it keeps its number, its story and its clocks (R4)."""

from ticketing.actions import policies
from ticketing.actions.complaints import held
from ticketing.actions.tickets import occasions
from ticketing.actions.tickets.held import writable
from ticketing.actions.tickets.registration import ComplaintWish, register
from ticketing.domain.events import TicketEdited
from ticketing.domain.tickets import TicketKind
from ticketing.errors import Conflict, IllegalMove
from ticketing.models.tickets import Ticket
from ticketing.work import Work


def convert(work: Work, number: str, version: int | None, said: ComplaintWish) -> Ticket:
    """409 `already_a_complaint` for one; its deadlines become those of the severity, elapsed time kept."""
    ticket = writable(work, number, version)
    if ticket.kind is TicketKind.COMPLAINT:
        raise Conflict("already_a_complaint", number=ticket.number)
    if ticket.state not in held.LIVE:
        raise IllegalMove(state=ticket.state.value, allowed=[])
    ticket.kind = TicketKind.COMPLAINT
    complaint = register(work, ticket, said)
    complaint.converted_at = work.now
    policies.follow(work, ticket, complaint.severity)
    occasions.graver(work, ticket, complaint.severity)
    ticket.touch("kind")
    work.record(TicketEdited(ticket.id, ["kind"]))
    held.note(work, ticket, "converted", complaint.severity)
    return ticket
