"""Register what reached us before today: a letter that lay, a visit of yesterday. Its clocks run from the receipt."""

from dataclasses import replace
from datetime import datetime, timedelta

from ticketing.actions.tickets.birth import TicketWish, open_ticket
from ticketing.actions.tickets.notes import write_note
from ticketing.domain.permissions import Permission
from ticketing.domain.tickets import Source
from ticketing.errors import Invalid
from ticketing.models.tickets import Ticket
from ticketing.work import Work

#: What comes by other ways than these is written down by the system as it comes.
SOURCES = frozenset({Source.LETTER, Source.VISIT, Source.WEB})
#: More is an import, not a letter that lay.
LONGEST = timedelta(days=92)


def open_late(work: Work, wish: TicketWish, received_at: datetime, reason: str) -> Ticket:
    """A ticket that is as old as its receipt; why it is registered only now stands on it as a note.

    `Forbidden` for who may not assign; `Invalid`: `in_the_future`, `too_long_ago`, `receipt_unasked` for what came by
    telephone or is settled already, `reason_missing`.
    """
    work.require(Permission.TICKET_ASSIGN)
    if received_at > work.now:
        raise Invalid("in_the_future", errors={"received_at": ["in_the_future"]})
    if received_at < work.now - LONGEST:
        raise Invalid("too_long_ago", errors={"received_at": ["too_long_ago"]}, most_days=LONGEST.days)
    if wish.source not in SOURCES or wish.resolved is not None:
        raise Invalid("receipt_unasked", errors={"received_at": ["receipt_unasked"]})
    if not reason.strip():
        raise Invalid("reason_missing", errors={"received_reason": ["reason_missing"]})
    ticket = open_ticket(work, replace(wish, opened_at=received_at))
    write_note(work, ticket.number, reason)
    return ticket
