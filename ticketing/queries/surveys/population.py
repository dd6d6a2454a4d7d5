"""Of whom a survey is drawn: the matters of its period, each with whom to ask and why not."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.centre import Centre
from ticketing.domain.days import day_bounds
from ticketing.domain.instants import micros
from ticketing.domain.surveys import Candidate, Exclusion, Population
from ticketing.domain.tickets import TicketState
from ticketing.domain.whole_calls import CallOutcome
from ticketing.models.control import BlockedNumber
from ticketing.models.customers import Customer, CustomerPhone
from ticketing.models.queues import Queue
from ticketing.models.satisfaction import Rating
from ticketing.models.surveys import SurveyPlan, SurveySubject
from ticketing.models.tickets import Ticket
from ticketing.models.whole_calls import Call

_SETTLED = (TicketState.RESOLVED, TicketState.CLOSED)


@dataclass(frozen=True)
class Matter:
    """Somebody who can be asked about something; ids only."""

    candidate: Candidate
    name: str
    phone: str
    customer_id: int | None
    ticket_id: int | None
    person_id: int | None


def population(session: Session, plan: SurveyPlan, centre: Centre, now: datetime) -> dict[str, Matter]:
    """The matters of the plan by their key, with the reason why one is left out. It looks through all tickets of the
    period: a plan is drawn once."""
    lo, _ = day_bounds(plan.first_on, centre.zone, centre.day_start_hour)
    _, hi = day_bounds(plan.last_on, centre.zone, centre.day_start_hour)
    rows = list(_tickets(session, plan, lo, hi))
    if plan.population is Population.CUSTOMERS and not plan.kinds:
        rows += _calls(session, plan, lo, hi)
    left_out = _LeftOut(session, now - timedelta(days=plan.quiet_days))
    found = {}
    for row in rows:
        matter = _matter(row, left_out)
        found[matter.candidate.key] = matter
    return found


class _LeftOut:
    """Who is not asked: numbers that nobody rings, and whoever was asked since a day."""

    def __init__(self, session: Session, since: datetime) -> None:
        barred = sa.select(CustomerPhone.e164).join(Customer).where(Customer.barred_at.is_not(None))
        self.blocked = {*session.scalars(sa.select(BlockedNumber.e164)), *session.scalars(barred)}
        asked = sa.select(SurveySubject.phone, SurveySubject.customer_id).where(SurveySubject.drawn_at >= since)
        rows = session.execute(asked).all()
        rated = sa.select(Rating.customer_id).where(Rating.asked_at >= since, Rating.customer_id.is_not(None))
        self.phones = {row.phone for row in rows}
        self.customers = {*(row.customer_id for row in rows), *session.scalars(rated)} - {None}

    def cause(self, phone: str | None, customer_id: int | None) -> Exclusion | None:
        if not phone:
            return Exclusion.NO_NUMBER
        if phone in self.blocked:
            return Exclusion.BLOCKED
        return Exclusion.ASKED if phone in self.phones or customer_id in self.customers else None


def _tickets(session: Session, plan: SurveyPlan, lo: datetime, hi: datetime) -> Iterator[Any]:
    """Settled in the period; of customers with whom we dealt, opened in it whatever came of it."""
    settled = sa.func.coalesce(Ticket.resolved_at, Ticket.closed_at)
    at = settled if plan.population is Population.TICKETS else Ticket.opened_at
    found = (
        sa.select(
            *(Ticket.id, Ticket.customer_id, Ticket.contact_phone, Ticket.category, Ticket.owner_id.label("person_id")),
            Queue.code.label("queue"),
            Customer.name,
            _first_phone(Ticket.customer_id).label("phone"),
            sa.literal("ticket").label("what"),
        )
        .outerjoin(Queue, Queue.id == Ticket.queue_id)
        .outerjoin(Customer, Customer.id == Ticket.customer_id)
        .where(at >= lo, at < hi, Ticket.state.notin_((TicketState.MERGED, TicketState.CANCELLED)))
        .order_by(Ticket.id)
    )
    if plan.population is Population.TICKETS:
        found = found.where(Ticket.state.in_(_SETTLED))
    if plan.kinds:
        found = found.where(Ticket.kind.in_(plan.kinds))
    if plan.queue_id is not None:
        found = found.where(Ticket.queue_id == plan.queue_id)
    yield from session.execute(found)


def _calls(session: Session, plan: SurveyPlan, lo: datetime, hi: datetime) -> list[Any]:
    """Answered calls of customers that no ticket came of."""
    found = (
        sa.select(
            *(Call.id, Call.customer_id, Call.number_norm.label("contact_phone"), sa.literal("").label("category")),
            Call.person_ids[1].label("person_id"),
            *(Call.queues[1].label("queue"), Customer.name, _first_phone(Call.customer_id).label("phone")),
            sa.literal("call").label("what"),
        )
        .join(Customer, Customer.id == Call.customer_id)
        .where(Call.first_us >= micros(lo), Call.first_us < micros(hi), Call.outcome == CallOutcome.ANSWERED)
        .where(Call.ticket_id.is_(None), Customer.is_alive)
        .order_by(Call.id)
    )
    if plan.queue is not None:
        found = found.where(Call.queues.contains([plan.queue.code]))
    return list(session.execute(found))


def _first_phone(customer_id: Any) -> Any:
    found = sa.select(CustomerPhone.e164).where(CustomerPhone.customer_id == customer_id).order_by(CustomerPhone.id)
    return found.limit(1).scalar_subquery()


def _matter(row: Any, left_out: _LeftOut) -> Matter:
    phone = row.contact_phone or row.phone
    person = f"customer:{row.customer_id}" if row.customer_id is not None else f"phone:{phone or row.id}"
    cause = left_out.cause(phone, row.customer_id)
    candidate = Candidate(person, f"{row.what}:{row.id}", row.queue or "", row.category or "", cause)
    ticket_id = row.id if row.what == "ticket" else None
    return Matter(candidate, row.name or "", phone or "", row.customer_id, ticket_id, row.person_id)
