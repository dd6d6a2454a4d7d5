"""Change what a ticket says: its words, its priority, its notes, and what was spoken about it."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from ticketing.actions import callbacks, categories, clocks, contacts, policies
from ticketing.actions.facts import facts
from ticketing.actions.tickets import occasions
from ticketing.actions.tickets.birth import TicketWish, open_ticket
from ticketing.actions.tickets.held import readable, redirected, writable
from ticketing.actions.tickets.resolution import FOLLOW_UPS
from ticketing.actions.tickets.transfer import Place, changed_hands
from ticketing.domain.clocks import Ledger, lowering_needs_supervisor
from ticketing.domain.events import PriorityChanged, TicketEdited
from ticketing.domain.phones import normal
from ticketing.domain.tickets import WORKED, Guard, Move, Priority, TicketState, allowed
from ticketing.errors import Forbidden, IllegalMove, Invalid
from ticketing.models.customers import Customer
from ticketing.models.queues import Queue
from ticketing.models.tickets import Ticket
from ticketing.queries import clocks as kept
from ticketing.queries import terms
from ticketing.queries.categories import fields_of as kept_fields
from ticketing.work import Work

EDITABLE = frozenset({"subject", "content", "demand", "category", "department", "product_ref", "details"})


def edit(work: Work, number: str, version: int | None, fields: Mapping[str, Any]) -> Ticket:
    """Write the named fields; `queue` by code, `customer_id` and `contact_phone` are looked up first."""
    ticket = writable(work, number, version, fields)
    before = Place.of(ticket)
    if "category" in fields or "details" in fields:
        fields = {**fields, "details": _details(work, ticket, fields)}
    changed = [name for name, value in fields.items() if _write(work, ticket, name, value)]
    if "queue" in changed:
        changed_hands(work, ticket, before)
    elif "category" in changed:
        policies.follow(work, ticket)
    if changed:
        ticket.touch(*changed)
        work.record(TicketEdited(ticket.id, sorted(changed)))
    return ticket


def prioritise(work: Work, number: str, version: int | None, priority: Priority, reason: str = "") -> Ticket:
    """R3; taking pressure off a clock that is three quarters used needs a supervisor and a reason."""
    ticket = writable(work, number, version, {"priority": priority.value})
    if ticket.state not in WORKED and ticket.state is not TicketState.NEW:
        raise IllegalMove(move="priority", state=ticket.state.value, allowed=[])
    if priority is ticket.priority:
        return ticket
    _refuse_easing(work, ticket, priority, reason)
    before, ticket.priority = ticket.priority, priority
    answered = ticket.first_response_at is not None
    clocks.change(work, ticket, lambda ledger, now: ledger.priority_changed(now, answered=answered))
    ticket.touch("priority")
    work.record(PriorityChanged(ticket.id, before.value, priority.value))
    return ticket


def contact(work: Work, number: str, spoken: contacts.Spoken) -> Ticket:
    """Note a conversation, on the ticket where the matter goes on.

    A customer who comes back too late for a closed ticket gets one that follows it (T11).
    """
    ticket = redirected(work, readable(work, number))
    comes_back = spoken.direction == "in" and spoken.needs_action
    if comes_back and ticket.state is TicketState.CLOSED and Move.REOPEN not in allowed(facts(work, ticket)):
        return _follow_up(work, ticket, spoken)
    was_resolved = ticket.state is TicketState.RESOLVED
    contacts.note(work, ticket, spoken)
    if comes_back:
        occasions.called_again(work, ticket)
    if was_resolved and ticket.state is TicketState.OPEN:
        callbacks.cancel_owed(work, ticket, FOLLOW_UPS)
    return ticket


def _follow_up(work: Work, closed: Ticket, spoken: contacts.Spoken) -> Ticket:
    ticket = open_ticket(
        work,
        TicketWish(
            kind=closed.kind,
            subject=closed.subject,
            category=closed.category,
            priority=closed.priority,
            queue=closed.queue.code if closed.queue else None,
            customer_id=closed.customer_id,
            contact_phone=closed.contact_phone,
            answered=spoken.answered,
            follow_up_of_id=closed.id,
        ),
    )
    contacts.note(work, ticket, spoken)
    return ticket


def _details(work: Work, ticket: Ticket, fields: Mapping[str, Any]) -> dict[str, Any]:
    """What was said for the category that holds then; what the new one does not ask for goes."""
    path = str(fields.get("category", ticket.category))
    asked = {field.key for field in kept_fields(work.session, path)}
    said = fields["details"] if "details" in fields else {k: v for k, v in ticket.details.items() if k in asked}
    return categories.details(work, path, ticket.kind, said, opening=False)


def _write(work: Work, ticket: Ticket, name: str, value: Any) -> bool:
    """Whether this made a difference."""
    column, found = _LOOKED_UP[name](work, value) if name in _LOOKED_UP else (name, value)
    if column not in EDITABLE and name not in _LOOKED_UP:
        raise Invalid("not_editable", errors={name: ["not_editable"]})
    if getattr(ticket, column) == found:
        return False
    setattr(ticket, column, found)
    return True


def _queue(work: Work, code: str | int | None) -> tuple[str, int | None]:
    queue_id = work.session.scalar(sa.select(Queue.id).filter_by(code=code))
    if code is not None and queue_id is None:
        raise Invalid("unknown_queue", errors={"queue": ["unknown_queue"]})
    return "queue_id", queue_id


def _customer(work: Work, customer_id: str | int | None) -> tuple[str, int | None]:
    if customer_id is not None and work.session.get(Customer, customer_id) is None:
        raise Invalid("unknown_customer", errors={"customer_id": ["unknown_customer"]})
    return "customer_id", int(customer_id) if customer_id is not None else None


def _phone(work: Work, raw: str | int | None) -> tuple[str, str | None]:
    number = normal(str(raw), work.centre.phone_region) if raw else None
    # What the screen masked must not come back as the truth (X76).
    if raw and (number is None or "*" in str(raw)):
        raise Invalid("bad_phone", errors={"contact_phone": ["bad_phone"]})
    return "contact_phone", number


_LOOKED_UP = {"queue": _queue, "customer_id": _customer, "contact_phone": _phone}


def _refuse_easing(work: Work, ticket: Ticket, priority: Priority, reason: str) -> None:
    ledger = Ledger(tuple(row.record for row in kept.of(work.session, ticket.id)))
    if not lowering_needs_supervisor(ledger, terms.moment(work.session, ticket, work.now), priority):
        return
    if not facts(work, ticket).supervisor:
        raise Forbidden(Guard.NEEDS_SUPERVISOR.value)
    if not reason:
        raise Invalid(Guard.REASON_MISSING.value, guards=[Guard.REASON_MISSING.value])
