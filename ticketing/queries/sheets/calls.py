"""Calls of a stretch of days as the record sheets want them: one statement each."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.actors import Actor
from ticketing.domain.permissions import Permission
from ticketing.domain.whole_calls import Direction
from ticketing.models.callbacks import Callback, CallbackAttempt
from ticketing.models.calls import QueueVisit
from ticketing.models.customers import Customer
from ticketing.models.people import Person
from ticketing.models.queues import Queue
from ticketing.models.satisfaction import Rating
from ticketing.models.tickets import Ticket
from ticketing.models.whole_calls import Call, CallAlias
from ticketing.queries.reach import Sides, within

#: Rows are read so many at a time: a file of 50,000 holds no more of them, and no transaction stands idle meanwhile.
AT_ONCE = 500


def inbound(session: Session, actor: Actor, lo_us: int, hi_us: int, most: int) -> Iterator[Any]:
    """Stays in a queue with what is known of each (`_STAY`), in the order of arriving; read as they are taken."""
    found = _visits(actor).where(*_between(lo_us, hi_us)).order_by(*_ARRIVAL).limit(most)
    return iter(session.execute(found.execution_options(yield_per=AT_ONCE)))


def one_call(session: Session, actor: Actor, callid: str) -> Any:
    """The first stay of one call in a queue, in the same columns; None where there is none within reach."""
    return session.execute(_visits(actor).where(QueueVisit.callid == callid).order_by(*_ARRIVAL).limit(1)).first()


def outbound(session: Session, actor: Actor, lo_us: int, hi_us: int, most: int) -> Iterator[Any]:
    """Calls placed by us with what they were for (`_PLACED`), in their order; read as they are taken."""
    own = _ours(actor)
    found = (
        sa.select(*_PLACED)
        .select_from(Call)
        .outerjoin(CallbackAttempt, CallbackAttempt.id == Call.attempt_id)
        .outerjoin(Callback, Callback.id == CallbackAttempt.callback_id)
        .outerjoin(Ticket, Ticket.id == sa.func.coalesce(Call.ticket_id, Callback.ticket_id))
        .outerjoin(Customer, Customer.id == Call.customer_id)
        .where(Call.direction == Direction.OUTBOUND, Call.first_us >= lo_us, Call.first_us < hi_us, own)
        .order_by(Call.first_us, Call.id)
        .limit(most)
    )
    return iter(session.execute(found.execution_options(yield_per=AT_ONCE)))


def people_by_id(session: Session) -> dict[int, tuple[str, str]]:
    """(code, name) of everybody."""
    return {row[0]: (row[1] or "", row[2]) for row in session.execute(sa.select(Person.id, Person.code, Person.name))}


# Columns and no rows of the mappings: a file holds 50,000 of them, and a mapped row costs ten times as much.
_STAY: tuple[Any, ...] = (
    *(QueueVisit.enter_us, QueueVisit.caller_norm, QueueVisit.caller, QueueVisit.caller_name, QueueVisit.ivr),
    *(QueueVisit.queue, QueueVisit.wait_us, QueueVisit.ring_us, QueueVisit.talk_us, QueueVisit.outcome),
    *(QueueVisit.agent, Queue.name.label("queue_name")),
    *(Ticket.number, Ticket.kind, Ticket.content, Ticket.subject, Ticket.demand, Ticket.resolution_text),
    *(Ticket.resolved_at, Ticket.reopen_count),
    *(Customer.id.is_not(None).label("is_known"), Customer.name.label("customer"), Customer.company, Customer.address),
    *(Person.name.label("person"), Person.code),
)
_PLACED: tuple[Any, ...] = (
    *(Call.first_us, Call.number_norm, Call.number.label("called"), Call.outcome, Call.talk_us, Call.person_ids),
    *(CallbackAttempt.no, CallbackAttempt.note, CallbackAttempt.result),
    *(Callback.kind.label("reason"), Callback.next_attempt_at),
    *(Ticket.number, Customer.name.label("customer")),
)
_ARRIVAL = (QueueVisit.enter_us, QueueVisit.id)


def _between(lo_us: int, hi_us: int) -> tuple[sa.ColumnElement[bool], ...]:
    return QueueVisit.enter_us >= lo_us, QueueVisit.enter_us < hi_us


def _visits(actor: Actor) -> sa.Select[Any]:
    score = sa.select(Rating.score).where(Rating.callid == QueueVisit.callid).limit(1).scalar_subquery()
    promised = sa.select(sa.func.max(Callback.window_end)).where(Callback.ticket_id == Ticket.id).scalar_subquery()
    recorded = (
        sa.select(Call.has_recording)
        .join(CallAlias, CallAlias.call_id == Call.id)
        .where(CallAlias.pbx_id == QueueVisit.pbx_id, CallAlias.channel_uniqueid == QueueVisit.callid)
        .limit(1)
        .scalar_subquery()
    )
    return (
        sa.select(*_STAY, score.label("score"), promised.label("promised"), recorded.label("recorded"))
        .select_from(QueueVisit)
        .outerjoin(Queue, Queue.code == QueueVisit.queue)
        .outerjoin(Ticket, Ticket.id == QueueVisit.ticket_id)
        .outerjoin(Customer, Customer.id == QueueVisit.customer_id)
        .outerjoin(Person, Person.id == QueueVisit.person_id)
        .where(within(actor, Permission.CALL_READ, Sides(owner=QueueVisit.person_id, queue=Queue.id)))
    )


def _ours(actor: Actor) -> sa.ColumnElement[bool]:
    """Calls placed belong to no queue: whose right goes over queues sees their own."""
    everything = within(actor, Permission.CALL_READ, Sides())
    mine = Call.person_ids.contains([actor.id]) if actor.id is not None else sa.false()
    return sa.or_(everything, mine)
