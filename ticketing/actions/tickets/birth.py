"""Open a ticket: by the agent on the line, for a caller nobody answered, for a promise that hangs on nothing yet."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ticketing.actions import categories, clocks, customers
from ticketing.actions.tickets import call, occasions
from ticketing.actions.tickets.registration import ComplaintWish, graded, register
from ticketing.actions.tickets.resolution import LastWord, finish
from ticketing.domain.events import TicketOpened
from ticketing.domain.permissions import Permission
from ticketing.domain.tickets import Priority, Source, TicketKind, TicketState, first_state
from ticketing.errors import Invalid
from ticketing.models.assignment import Assignment
from ticketing.models.calendars import SlaPolicy
from ticketing.models.counts import TicketNumber
from ticketing.models.customers import Customer
from ticketing.models.queues import Queue
from ticketing.models.tickets import Ticket
from ticketing.queries import terms
from ticketing.work import Work

# The columns that hold a wish's words as they are.
_AS_WISHED: tuple[str, ...] = (
    "kind",
    "category",
    "priority",
    "source",
    "subject",
    "content",
    "demand",
    "department",
    "product_ref",
)
_AS_WISHED += ("visit_callid", "follow_up_of_id", "parent_id")


@dataclass(frozen=True, kw_only=True)
class TicketWish:
    """A new ticket in the words of whoever files it; `queue` is a queue's code, phones come in any notation.

    `answered`: the answering agent files it, so acknowledgement and first response are met with nothing elapsed (T2).
    """

    kind: TicketKind
    subject: str
    content: str = ""
    demand: str = ""
    category: str = ""
    priority: Priority = Priority.NORMAL
    source: Source = Source.CALL_IN
    queue: str | None = None
    department: str = ""
    customer_id: int | None = None
    customer_name: str = ""
    contact_phone: str | None = None
    visit_callid: str | None = None
    answered: bool = True
    resolved: LastWord | None = None
    complaint: ComplaintWish | None = None
    opened_at: datetime | None = None
    follow_up_of_id: int | None = None
    parent_id: int | None = None
    product_ref: str = ""
    details: Mapping[str, object] = field(default_factory=dict)
    tags: tuple[str, ...] = ()


def open_ticket(work: Work, wish: TicketWish) -> Ticket:
    """Number it, find its customer and its policy, start its clocks; with `resolved` the first call settled it (T3)."""
    work.require(Permission.TICKET_CREATE)
    answered_call = call.of(work, wish.visit_callid)
    ticket = _row(work, wish, call.phone_of(work, wish.contact_phone, answered_call))
    answered = ticket.state is TicketState.OPEN
    if answered:
        spoke_at = min(answered_call.at or ticket.opened_at, ticket.opened_at)
        ticket.hear(spoke_at)
        ticket.speak(spoke_at)
    known, first = clocks.newborn(work, ticket, answered=answered)
    # Whoever files next waits for the number from here on: everything that could be read before has been.
    ticket.number = _next_number(work, ticket.opened_at)
    work.session.add_all([ticket, *first])
    work.session.flush()
    if ticket.visit_callid is not None:
        call.tie(work, ticket)
    said = _said_of(wish)
    if said is not None:
        register(work, ticket, said)
    if ticket.owner_id is not None:
        work.add(Assignment(ticket_id=ticket.id, owner_id=ticket.owner_id, by_id=work.actor.id, at=ticket.opened_at))
    work.record(TicketOpened(ticket.id, ticket.source.value, ticket.kind.value))
    clocks.begun(work, ticket, known, first)
    if wish.source is not Source.MISSED_CALL:
        occasions.at_birth(work, ticket, known.policy, graded(said) if said else None)
    if wish.resolved is not None:
        finish(work, ticket, wish.resolved)
    return ticket


def _row(work: Work, wish: TicketWish, phone: str | None) -> Ticket:
    queue = _queue(work, wish.queue)
    customer = _customer(work, wish, phone)
    opened_at = wish.opened_at or work.now
    answered = wish.answered and work.actor.id is not None
    policy = _policy(work, wish, queue)
    return Ticket(
        **{name: getattr(wish, name) for name in _AS_WISHED},
        state=first_state(answered=answered),
        queue=queue,
        team_id=work.actor.scope.team_id,
        owner_id=work.actor.id if answered else None,
        created_by=work.actor.id,
        customer=customer,
        contact_phone=phone,
        opened_at=opened_at,
        tags=list(wish.tags),
        details=categories.details(work, wish.category, wish.kind, wish.details, opening=work.actor.id is not None),
        policy_id=policy.id,
        policy_version=policy.version,
    )


def _next_number(work: Work, at: datetime) -> str:
    """`20261121-00042`: counted per business day without gaps, because the day's row is held until the commit."""
    day = f"{work.centre.day_of(at):%Y%m%d}"
    last = work.session.scalar(
        insert(TicketNumber)
        .values(day=day, last=1)
        .on_conflict_do_update(index_elements=["day"], set_={"last": TicketNumber.last + 1})
        .returning(TicketNumber.last)
    )
    return f"{day}-{last:05d}"


def _queue(work: Work, code: str | None) -> Queue | None:
    if code is None:
        # Who works for one queue only need not say for which.
        own = work.actor.scope.queue_ids
        return work.session.get(Queue, next(iter(own))) if len(own) == 1 else None
    queue = work.session.scalar(sa.select(Queue).filter_by(code=code))
    if queue is None:
        raise Invalid("unknown_queue", errors={"queue": ["unknown_queue"]})
    return queue


def _customer(work: Work, wish: TicketWish, phone: str | None) -> Customer | None:
    if wish.customer_id is not None:
        customer = work.session.get(Customer, wish.customer_id)
        if customer is None:
            raise Invalid("unknown_customer", errors={"customer_id": ["unknown_customer"]})
        return customer
    return customers.named_or_found(work, wish.customer_name, phone)


def _said_of(wish: TicketWish) -> ComplaintWish | None:
    """What the wish says as a complaint; None when it is none, and then it may say nothing of the kind."""
    if wish.kind is TicketKind.COMPLAINT:
        return wish.complaint or ComplaintWish()
    if wish.complaint is not None:
        raise Invalid("not_a_complaint", errors={"complaint": ["not_a_complaint"]})
    return None


def _policy(work: Work, wish: TicketWish, queue: Queue | None) -> SlaPolicy:
    said = _said_of(wish)
    return terms.chosen(
        work.session,
        {
            "kind": wish.kind.value,
            "queue": queue.code if queue else None,
            "priority": wish.priority.value,
            "category": wish.category,
            "severity": graded(said) if said else None,
        },
    )
