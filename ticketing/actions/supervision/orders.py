"""督办: an opinion with a deadline, on somebody's list until they answer; late, it goes back to who gave it."""

from datetime import datetime

import sqlalchemy as sa

from ticketing.actions import notices, timers
from ticketing.actions.supervision.reach import ticket_of
from ticketing.domain.events import OrderAnswered, OrderGiven, OrderOverdue
from ticketing.domain.permissions import Permission
from ticketing.errors import Forbidden, Invalid
from ticketing.models.people import Person
from ticketing.models.supervision import Order
from ticketing.models.tickets import Ticket
from ticketing.queries import on_shift
from ticketing.work import Work

ORDER, ORDER_TIMER = "order", "order_due"


def order(work: Work, number: str, opinion: str, due_at: datetime, to: str | None = None) -> Order:
    """Order an answer by `due_at` from a person by code, or from the ticket's owner.

    `unknown_person` where there is neither, `due_past` for a deadline that is over.
    """
    ticket = ticket_of(work, number, Permission.ESCALATION_ASSIGN)
    if due_at <= work.now:
        raise Invalid("due_past", errors={"due_at": ["due_past"]})
    person = _addressee(work, ticket, to)
    given = work.add(
        Order(
            ticket_id=ticket.id,
            by_id=work.actor.id,
            to_id=person.id,
            opinion=opinion,
            due_at=due_at,
            ordered_at=work.now,
        )
    )
    timers.plan(work, timers.Owed(ORDER, given.id, ORDER_TIMER, due_at))
    work.record(OrderGiven(ticket.id, given.id, person.id, due_at.isoformat()))
    _tell(work, ticket, given, person.id, "order_given", opinion)
    return given


def answer(work: Work, number: str, order_id: int, text: str) -> Order:
    """The answer of whom it was given to, or of whoever may give orders; it is told to who gave it."""
    ticket = ticket_of(work, number, Permission.TICKET_READ)
    given = work.get(Order, order_id)
    if given.ticket_id != ticket.id:
        raise Invalid("unknown_order", errors={"order": ["unknown_order"]})
    if work.actor.id not in (given.to_id, ticket.owner_id) and not work.may(
        Permission.ESCALATION_ASSIGN, ticket.target
    ):
        raise Forbidden(permission=Permission.ESCALATION_ASSIGN.value)
    given.reply(text, work.actor.id, work.now)
    timers.void(work, ORDER, given.id, ORDER_TIMER)
    work.record(OrderAnswered(ticket.id, given.id, work.actor.id))
    if given.by_id is not None and given.by_id != work.actor.id:
        _tell(work, ticket, given, given.by_id, "order_answered", text)
    return given


def fall_due(work: Work, given: Order) -> None:
    """Nobody answered in time: who gave the order is told, or whoever supervises now."""
    if not given.fall_due(work.now):
        return
    ticket = work.get(Ticket, given.ticket_id)
    work.record(OrderOverdue(ticket.id, given.id, given.to_id, given.due_at.isoformat()))
    here = given.by_id is not None and on_shift.is_here(work.session, given.by_id, work.now)
    people = [given.by_id] if here and given.by_id else [one.id for one in on_shift.supervisors(work.session, work.now)]
    for person_id in {given.to_id, *people}:
        _tell(work, ticket, given, person_id, "order_overdue", given.opinion)


def _addressee(work: Work, ticket: Ticket, to: str | None) -> Person:
    wanted = Person.code == to if to is not None else Person.id == ticket.owner_id
    person = work.session.scalar(sa.select(Person).where(wanted, Person.active))
    if person is None:
        raise Invalid("unknown_person", errors={"to": ["unknown_person"]})
    return person


def _tell(work: Work, ticket: Ticket, given: Order, person_id: int, kind: str, text: str) -> None:
    params: notices.Params = {"number": ticket.number, "text": text[:200], "due_at": given.due_at.isoformat()}
    notices.tell(work, person_id, kind, f"order:{given.id}:{kind}", notices.Subject(ticket_id=ticket.id), params)
