"""A caller whom nobody answered gets a ticket and a call-back; the same number again only counts up (4.5)."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from ticketing.actions import callbacks
from ticketing.actions.tickets.birth import TicketWish, open_ticket
from ticketing.domain.phones import masked, normal
from ticketing.domain.tickets import Source, TicketKind
from ticketing.models.callbacks import Callback
from ticketing.models.queues import Queue
from ticketing.work import Work


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
    ticket = open_ticket(
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
    return callbacks.missed(work, ticket, number)
