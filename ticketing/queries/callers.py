"""How often somebody has called of late."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.instants import micros
from ticketing.models.calls import QueueVisit
from ticketing.models.tickets import Contact, Ticket


def times_called(session: Session, ticket: Ticket, since: datetime, until: datetime) -> int:
    """How often the customer of a ticket has called in (since, until]: by the log from their number, or by what was
    noted on the ticket, whichever knows of more. One query."""
    noted = sa.select(sa.func.count()).where(
        Contact.ticket_id == ticket.id, Contact.direction == "in", Contact.at > since, Contact.at <= until
    )
    heard = sa.select(sa.func.count(sa.distinct(QueueVisit.callid))).where(
        QueueVisit.caller_norm == ticket.contact_phone,
        QueueVisit.enter_us > micros(since),
        QueueVisit.enter_us <= micros(until),
    )
    told, rung = session.execute(sa.select(noted.scalar_subquery(), heard.scalar_subquery())).one()
    return max(int(told), int(rung))
