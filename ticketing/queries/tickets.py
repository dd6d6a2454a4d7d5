"""Lists and details of tickets, narrowed to what the asker may see."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from ticketing.domain.actors import Actor
from ticketing.domain.calendars import WorkingTime
from ticketing.domain.clocks import ClockRecord, elapsed_s
from ticketing.domain.clocks.explaining import Stretch, explain
from ticketing.domain.permissions import Permission
from ticketing.domain.tickets import TERMINAL, TicketKind, TicketState
from ticketing.journal import JournalEntry
from ticketing.models.customers import Customer
from ticketing.models.people import Person
from ticketing.models.tickets import Complaint, Note, Ticket
from ticketing.queries import clocks, customers, terms
from ticketing.queries.figures.resolution import solved
from ticketing.queries.reach import Sides, within

_DONE = frozenset({*TERMINAL, TicketState.RESOLVED})
# The people and things that a row names, fetched with it.
_NAMED = (joinedload(Ticket.owner), joinedload(Ticket.customer), joinedload(Ticket.queue), joinedload(Ticket.team))


@dataclass(frozen=True, kw_only=True)
class Filter:
    """What a list is narrowed to; `owner` is `me`, `none` or a person's code, `overdue_at` the instant to judge by;
    `solved` is (any | once, from, to in microseconds): what first-call resolution by ticket counts."""

    states: Sequence[TicketState] = ()
    kind: TicketKind | None = None
    owner: str | None = None
    queue: str | None = None
    overdue_at: datetime | None = None
    text: str = ""
    solved: tuple[str, int, int] | None = None


@dataclass(frozen=True)
class ClockView:
    """A clock as a screen shows it: the record with its elapsed seconds counted up to now."""

    clock: ClockRecord
    elapsed_s: int


@dataclass(frozen=True)
class Whole:
    """Everything that a ticket's page shows at once."""

    ticket: Ticket
    complaint: Complaint | None
    clocks: Sequence[ClockView]


@dataclass(frozen=True)
class Told:
    """An entry of the timeline with the name of who did it; a note brings its text."""

    entry: JournalEntry
    actor: str | None
    note: str | None


def page(session: Session, actor: Actor, wanted: Filter, after: int | None, limit: int) -> Sequence[Ticket]:
    """Tickets below id `after`, newest first, at most `limit`. One query."""
    found = sa.select(Ticket).where(seen_by(actor), *_conditions(actor, wanted)).options(*_NAMED)
    if after is not None:
        found = found.where(Ticket.id < after)
    return session.scalars(found.order_by(Ticket.id.desc()).limit(limit)).all()


def seen_by(actor: Actor) -> sa.ColumnElement[bool]:
    """Agents see their queues' tickets and their own, leads and supervisors all."""
    return within(
        actor, Permission.TICKET_READ, Sides(owner=Ticket.owner_id, team=Ticket.team_id, queue=Ticket.queue_id)
    )


def whole(session: Session, number: str, at: datetime) -> Whole | None:
    """One ticket with its complaint and its clocks as they stand at `at`; whether it may be shown is for the caller."""
    phones = joinedload(Ticket.customer).selectinload(Customer.phones)
    ticket = session.scalar(sa.select(Ticket).filter_by(number=number).options(*_NAMED, phones))
    if ticket is None:
        return None
    complaint = session.scalar(sa.select(Complaint).filter_by(ticket_id=ticket.id))
    return Whole(ticket, complaint, clock_views(session, ticket, at))


def wholes(session: Session, ids: Collection[int], at: datetime) -> list[Whole]:
    """Several tickets as `whole` gives them: four queries for all, and one for each calendar."""
    phones = joinedload(Ticket.customer).selectinload(Customer.phones)
    found = session.scalars(sa.select(Ticket).where(Ticket.id.in_(ids)).options(*_NAMED, phones)).all()
    complaints = session.scalars(sa.select(Complaint).where(Complaint.ticket_id.in_(ids)))
    complaint_of = {complaint.ticket_id: complaint for complaint in complaints}
    clocks_of = clocks.by_ticket(session, ids)
    times = terms.working_times(session, {ticket.policy_id for ticket in found if ticket.id in clocks_of})
    return [
        Whole(
            ticket,
            complaint_of.get(ticket.id),
            [_view(row.record, at, times[ticket.policy_id]) for row in clocks_of.get(ticket.id, ())],
        )
        for ticket in found
    ]


def by_number(session: Session, number: str) -> Ticket | None:
    """The bare ticket; whether it may be shown is for the caller."""
    return session.scalar(sa.select(Ticket).filter_by(number=number))


def number_of(session: Session, ticket_id: int | None) -> str | None:
    """The number by which the outside knows a ticket."""
    return session.scalar(sa.select(Ticket.number).filter_by(id=ticket_id)) if ticket_id is not None else None


def clock_views(session: Session, ticket: Ticket, at: datetime) -> Sequence[ClockView]:
    """The ticket's clocks, judged at `at`."""
    now = terms.moment(session, ticket, at)
    return [_view(row.record, at, now.time) for row in clocks.of(session, ticket.id)]


def _view(record: ClockRecord, at: datetime, time: WorkingTime) -> ClockView:
    return ClockView(record, elapsed_s(record, at, time))


def explained(session: Session, ticket: Ticket, record: ClockRecord, at: datetime) -> Sequence[Stretch]:
    """Each stretch of working time that a clock has counted, with the running total (R12)."""
    return list(explain(record, at, terms.moment(session, ticket, at).time))


def timeline(session: Session, ticket_id: int, after: int, limit: int) -> Sequence[Told]:
    """What happened, oldest first, from entry `after` on. Three queries."""
    entries = session.scalars(
        sa.select(JournalEntry)
        .where(JournalEntry.ticket_id == ticket_id, JournalEntry.id > after)
        .order_by(JournalEntry.id)
        .limit(limit)
    ).all()
    who = {one.actor_id for one in entries if one.actor_id is not None}
    names = {row[0]: row[1] for row in session.execute(sa.select(Person.id, Person.name).where(Person.id.in_(who)))}
    note_ids = [one.payload["note_id"] for one in entries if "note_id" in one.payload]
    texts = {row[0]: row[1] for row in session.execute(sa.select(Note.id, Note.text).where(Note.id.in_(note_ids)))}
    return [Told(one, names.get(one.actor_id or 0), texts.get(one.payload.get("note_id", 0))) for one in entries]


def _conditions(actor: Actor, wanted: Filter) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if wanted.states:
        found.append(Ticket.state.in_(wanted.states))
    if wanted.kind is not None:
        found.append(Ticket.kind == wanted.kind)
    if wanted.owner is not None:
        found.append(_owner(actor, wanted.owner))
    if wanted.queue is not None:
        found.append(Ticket.queue.has(code=wanted.queue))
    if wanted.overdue_at is not None:
        found += [Ticket.next_due_at < wanted.overdue_at, Ticket.state.not_in(_DONE)]
    if wanted.solved is not None:
        found += solved(wanted.solved[0], wanted.solved[1:])
    if wanted.text:
        found.append(_holds(wanted.text))
    return found


def _owner(actor: Actor, owner: str) -> sa.ColumnElement[bool]:
    if owner == "none":
        return Ticket.owner_id.is_(None)
    if owner == "me":
        return Ticket.owner_id == actor.id
    return Ticket.owner.has(sa.or_(Person.code == owner, Person.login == owner))


def _holds(text: str) -> sa.ColumnElement[bool]:
    """Number, subject, customer's name, or four and more digits of a telephone number."""
    wanted = [
        Ticket.number.startswith(text, autoescape=True),
        Ticket.subject.icontains(text, autoescape=True),
        Ticket.customer_id.in_(customers.matching(text)),
    ]
    digits = customers.phone_digits(text)
    if digits:
        wanted.append(Ticket.contact_phone.contains(digits))
    return sa.or_(*wanted)
