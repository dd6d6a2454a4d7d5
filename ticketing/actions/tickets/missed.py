"""A caller whom nobody answered gets a ticket and a call-back; the same number again only counts up (4.5)."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from ticketing.actions import callbacks
from ticketing.actions.tickets.birth import TicketWish, open_ticket
from ticketing.domain.phones import masked, normal
from ticketing.domain.tickets import Source, TicketKind, TicketState
from ticketing.models.callbacks import Callback
from ticketing.models.queues import Queue
from ticketing.models.tickets import Ticket
from ticketing.work import Work

OPEN = frozenset({TicketState.NEW, TicketState.OPEN, TicketState.WAITING_CUSTOMER, TicketState.WAITING_INTERNAL})


@dataclass(frozen=True)
class MissedCall:
    """A visit that ended unanswered: caller's number and name as they came, the queue's code, the hang-up instant."""

    phone: str | None
    queue: str
    callid: str
    at: datetime
    caller_name: str = ""


def missed_call(work: Work, call: MissedCall) -> Callback | None:
    """The call-back that the caller is owed now; None for a caller who showed no number."""
    number = normal(call.phone, work.centre.phone_region)
    if number is None:
        return None
    queue = work.session.scalar(sa.select(Queue).filter_by(code=call.queue))
    again = callbacks.repeated(work, number, queue.id if queue else None)
    if again is not None:
        return again
    return callbacks.missed(work, _ticket(work, call, number, queue), number)


def dropped_call(work: Work, call: MissedCall, ticket_id: int | None, owner_id: int | None) -> Callback:
    """The call-back that a caller is owed who was cut off; `phone` is E.164.

    It hangs on the ticket that was filed in that very call, as long as that is open, else on one of its own.
    """
    queue = work.session.scalar(sa.select(Queue).filter_by(code=call.queue))
    again = callbacks.repeated(work, call.phone or "", queue.id if queue else None)
    if again is not None:
        return again
    filed = work.session.get(Ticket, ticket_id) if ticket_id is not None else None
    if filed is None or filed.state not in OPEN:
        filed = _ticket(work, call, call.phone or "", queue)
    return callbacks.dropped(work, filed, call.phone or "", owner_id)


def _ticket(work: Work, call: MissedCall, number: str, queue: Queue | None) -> Ticket:
    return open_ticket(
        work,
        TicketWish(
            kind=queue.kind if queue and queue.kind is not TicketKind.COMPLAINT else TicketKind.INQUIRY,
            # The source says what it is about in the reader's language; a name sent with a call proves nobody.
            subject=f"{call.caller_name} {masked(number, work.centre.phone_region)}".strip(),
            source=Source.MISSED_CALL,
            queue=queue.code if queue else None,
            contact_phone=number,
            visit_callid=call.callid,
            answered=False,
            opened_at=call.at,
        ),
    )
