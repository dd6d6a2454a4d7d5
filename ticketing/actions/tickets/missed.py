"""A caller whom nobody answered gets a ticket and a call-back; the same number again only counts up (4.5)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

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


class _Queue(NamedTuple):
    id: int
    code: str
    kind: TicketKind


@dataclass
class Known:
    """What missed calls look up: their queues by code, and the call-backs that their callers are owed already."""

    queues: dict[str, "_Queue"] = field(default_factory=dict)
    owed: callbacks.Owed = field(default_factory=dict)


def known_of(work: Work, calls: Sequence[MissedCall]) -> Known:
    """Two questions for all of these calls; none for none."""
    if not calls:
        return Known()
    numbers = {normal(call.phone, work.centre.phone_region) for call in calls} - {None}
    rows = work.session.execute(
        sa.select(Queue.id, Queue.code, Queue.kind).where(Queue.code.in_({call.queue for call in calls}))
    )
    queues = {row.code: _Queue(*row) for row in rows}
    return Known(queues, callbacks.owed_to(work, [one for one in numbers if one]))


def missed_call(work: Work, call: MissedCall, known: Known | None = None) -> Callback | None:
    """The call-back that the caller is owed now; None for a caller who showed no number."""
    number = normal(call.phone, work.centre.phone_region)
    if number is None:
        return None
    known = known or known_of(work, [call])
    queue = known.queues.get(call.queue)
    place = number, queue.id if queue else None
    again = callbacks.repeated(work, known.owed.get(place))
    if again is not None:
        return again
    known.owed[place] = callback = callbacks.missed(work, _ticket(work, call, number, queue), number)
    return callback


def dropped_call(work: Work, call: MissedCall, ticket_id: int | None, owner_id: int | None) -> Callback:
    """The call-back that a caller is owed who was cut off; `phone` is E.164.

    It hangs on the ticket that was filed in that very call, as long as that is open, else on one of its own.
    """
    known = known_of(work, [call])
    queue = known.queues.get(call.queue)
    again = callbacks.repeated(work, known.owed.get((call.phone or "", queue.id if queue else None)))
    if again is not None:
        return again
    filed = work.session.get(Ticket, ticket_id) if ticket_id is not None else None
    if filed is None or filed.state not in OPEN:
        filed = _ticket(work, call, call.phone or "", queue)
    return callbacks.dropped(work, filed, call.phone or "", owner_id)


def _ticket(work: Work, call: MissedCall, number: str, queue: _Queue | None) -> Ticket:
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
