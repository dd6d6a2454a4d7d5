"""The visits of callers to queues as a list, narrowed to what the asker may see."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.actors import Actor
from ticketing.domain.calls import Outcome
from ticketing.domain.permissions import Permission
from ticketing.models.calls import QueueVisit
from ticketing.models.customers import Customer
from ticketing.models.people import Person
from ticketing.models.queues import Queue
from ticketing.models.tickets import Ticket
from ticketing.queries.reach import Sides, within


@dataclass(frozen=True, kw_only=True)
class Filter:
    """All sides optional; `from_us` <= arrival < `to_us`; `text` is a part of the caller's number."""

    from_us: int | None = None
    to_us: int | None = None
    queue: str | None = None
    outcome: Outcome | None = None
    text: str = ""


@dataclass(frozen=True)
class VisitRow:
    """A visit with the names that stand for its ids."""

    visit: QueueVisit
    queue: str | None
    person: str | None
    customer: str | None
    ticket: str | None


def page(session: Session, actor: Actor, wanted: Filter, before: int | None, limit: int) -> Sequence[VisitRow]:
    """Visits below id `before`, newest first, at most `limit`. One query."""
    found = (
        sa.select(QueueVisit, Queue.name, Person.name, Customer.name, Ticket.number)
        .outerjoin(Queue, Queue.code == QueueVisit.queue)
        .outerjoin(Person, Person.id == QueueVisit.person_id)
        .outerjoin(Customer, Customer.id == QueueVisit.customer_id)
        .outerjoin(Ticket, Ticket.id == QueueVisit.ticket_id)
        .where(within(actor, Permission.CALL_READ, Sides(owner=QueueVisit.person_id, queue=Queue.id)))
        .where(*_conditions(wanted))
        .order_by(QueueVisit.id.desc())
        .limit(limit)
    )
    if before is not None:
        found = found.where(QueueVisit.id < before)
    return [VisitRow(*row) for row in session.execute(found)]


def _conditions(wanted: Filter) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if wanted.from_us is not None:
        found.append(QueueVisit.enter_us >= wanted.from_us)
    if wanted.to_us is not None:
        found.append(QueueVisit.enter_us < wanted.to_us)
    if wanted.queue is not None:
        found.append(QueueVisit.queue == wanted.queue)
    if wanted.outcome is not None:
        found.append(QueueVisit.outcome == wanted.outcome)
    digits = "".join(sign for sign in wanted.text if sign.isdecimal())
    if digits:
        found.append(QueueVisit.caller_norm.contains(digits))
    return found
