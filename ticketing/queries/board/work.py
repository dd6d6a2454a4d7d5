"""Rows `work:*`: everything that somebody has to do, each with those who must see it in their list."""

from collections.abc import Collection, Iterator

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from ticketing.domain.callbacks import DEDUPLICATED, OPEN_CALLBACKS
from ticketing.domain.escalations import OPEN_ESCALATIONS
from ticketing.domain.permissions import Target
from ticketing.domain.phones import masked
from ticketing.domain.tickets.words import TERMINAL, TicketState
from ticketing.models.callbacks import Callback
from ticketing.models.escalations import Escalation
from ticketing.models.supervision import Order
from ticketing.models.tickets import Ticket
from ticketing.queries.board.change import Change, Look, Row, stamp

TOPIC = "work"
# A snapshot holds the most urgent of each kind; nobody works through more by looking.
MOST = 5000
_DONE = frozenset({*TERMINAL, TicketState.RESOLVED})


def callbacks(look: Look, ids: Collection[int] | None = None) -> Iterator[Change]:
    """Call-backs with an owner or a claim are in that person's list, the others in those of their queue's people."""
    query = sa.select(Callback).options(joinedload(Callback.customer), joinedload(Callback.ticket))
    open_ = Callback.state.in_(OPEN_CALLBACKS)
    query = (
        query.where(open_).order_by(Callback.window_end).limit(MOST)
        if ids is None
        else query.where(Callback.id.in_(ids))
    )
    for callback in look.session.scalars(query):
        id_ = f"work:callback:{callback.id}"
        if callback.state in OPEN_CALLBACKS:
            yield look.row(TOPIC, id_, _callback(callback), _whose(callback))
        else:
            yield look.gone(TOPIC, id_)


def tickets(look: Look, ids: Collection[int] | None = None) -> Iterator[Change]:
    """Tickets that are somebody's and not done."""
    query = sa.select(Ticket).options(joinedload(Ticket.customer))
    mine = sa.and_(Ticket.owner_id.is_not(None), Ticket.state.not_in(_DONE))
    query = (
        query.where(mine).order_by(Ticket.next_due_at).limit(MOST) if ids is None else query.where(Ticket.id.in_(ids))
    )
    for ticket in look.session.scalars(query):
        id_ = f"work:ticket:{ticket.id}"
        if ticket.owner_id is not None and ticket.state not in _DONE:
            yield look.row(TOPIC, id_, _ticket(ticket), (Target(owner_id=ticket.owner_id),))
        else:
            yield look.gone(TOPIC, id_)


def escalations(look: Look, ids: Collection[int] | None = None) -> Iterator[Change]:
    """Open escalations that somebody has taken or was given."""
    ticket = joinedload(Escalation.ticket).joinedload(Ticket.customer)
    query = sa.select(Escalation).options(ticket)
    mine = sa.and_(Escalation.assignee_id.is_not(None), Escalation.state.in_(OPEN_ESCALATIONS))
    for one in look.session.scalars(query.where(mine if ids is None else Escalation.id.in_(ids))):
        id_ = f"work:escalation:{one.id}"
        if one.assignee_id is not None and one.state in OPEN_ESCALATIONS:
            yield look.row(TOPIC, id_, _escalation(one), (Target(owner_id=one.assignee_id),))
        else:
            yield look.gone(TOPIC, id_)


def orders(look: Look, ids: Collection[int] | None = None) -> Iterator[Change]:
    """Orders from above (督办) that somebody has still to answer, in the list of whoever must."""
    query = sa.select(Order).options(joinedload(Order.ticket).joinedload(Ticket.customer))
    open_ = Order.answered_at.is_(None)
    query = query.where(open_).order_by(Order.due_at).limit(MOST) if ids is None else query.where(Order.id.in_(ids))
    for one in look.session.scalars(query):
        id_ = f"work:order:{one.id}"
        if one.answered_at is None:
            yield look.row(TOPIC, id_, _order(one), (Target(owner_id=one.to_id),))
        else:
            yield look.gone(TOPIC, id_)


def _whose(callback: Callback) -> tuple[Target, ...]:
    people = {callback.claimed_by, callback.owner_id} - {None}
    if people:
        return tuple(Target(owner_id=person) for person in sorted(filter(None, people)))
    return (Target(queue_id=callback.queue_id),)


def _callback(callback: Callback) -> Row:
    open_to_many = callback.owner_id is None and callback.claimed_by is None
    ticket, customer = callback.ticket, callback.customer
    return {
        "kind": "missed" if callback.kind in DEDUPLICATED else "callback",
        "id": callback.id,
        "number": ticket.number if ticket else None,
        "title": callback.note or (ticket.subject if ticket else ""),
        "customer": customer.name if customer else None,
        "phone": masked(callback.phone) if open_to_many else callback.phone,
        "due_at": stamp(callback.window_end),
        "attempts": callback.counted_attempts,
        "max_attempts": callback.max_attempts,
        "state": callback.state.value,
        "priority": ticket.priority.value if ticket else "normal",
        "level": None,
    }


def _ticket(ticket: Ticket) -> Row:
    return {
        "kind": "ticket",
        "id": ticket.id,
        "number": ticket.number,
        "title": ticket.subject,
        "customer": ticket.customer.name if ticket.customer else None,
        "phone": ticket.contact_phone,
        "due_at": stamp(ticket.next_due_at),
        "attempts": 0,
        "max_attempts": 0,
        "state": ticket.state.value,
        "priority": ticket.priority.value,
        "level": None,
    }


def _escalation(one: Escalation) -> Row:
    return {
        **_ticket(one.ticket),
        "kind": "escalation",
        "id": one.id,
        "phone": None,
        "due_at": stamp(one.ack_due_at or one.due_at),
        "state": one.state.value,
        "level": one.level,
    }


def _order(one: Order) -> Row:
    return {
        **_ticket(one.ticket),
        "kind": "order",
        "id": one.id,
        "title": one.opinion,
        "phone": None,
        "due_at": stamp(one.due_at),
        "state": "overdue" if one.overdue_at else "given",
    }
