"""The call that a ticket is about: whose number it was, when it was answered, and the tie between the two."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from ticketing.actions.owed_calls import owe
from ticketing.domain.instants import instant
from ticketing.domain.phones import normal
from ticketing.errors import Invalid
from ticketing.models.calls import QueueVisit
from ticketing.models.tickets import Ticket
from ticketing.work import Work


@dataclass(frozen=True)
class Answered:
    """What is known of the call: the caller's number in one spelling, the instant somebody answered."""

    phone: str | None = None
    at: datetime | None = None


def of(work: Work, callid: str | None) -> Answered:
    """The latest stay in a queue of this call; empty for an unknown one."""
    if callid is None:
        return Answered()
    visit = work.session.scalar(
        sa.select(QueueVisit).filter_by(callid=callid).order_by(QueueVisit.enter_us.desc()).limit(1)
    )
    if visit is None:
        return Answered()
    at = instant(visit.connect_us) if visit.connect_us is not None else None
    return Answered(normal(visit.caller, work.centre.phone_region), at)


def phone_of(work: Work, said: str | None, call: Answered) -> str | None:
    """The number to note. What the screen masked is the caller's own; anything else masked or unreadable is refused."""
    if not said or ("*" in said and call.phone):
        return call.phone
    number = normal(said, work.centre.phone_region)
    if number is None or "*" in said:
        raise Invalid("bad_phone", errors={"contact_phone": ["bad_phone"]})
    return number


def tie(work: Work, ticket: Ticket) -> None:
    """Let the call know its ticket and its customer."""
    tied = work.session.scalars(
        sa.update(QueueVisit)
        .where(QueueVisit.callid == ticket.visit_callid)
        .values(ticket_id=ticket.id, customer_id=ticket.customer_id)
        .returning(QueueVisit.pbx_id)
        .execution_options(synchronize_session=False)
    )
    for pbx_id in set(tied):
        owe(work, pbx_id, [ticket.visit_callid or ""])
