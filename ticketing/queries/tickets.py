"""One ticket with everything that its page shows; lists are in `finding`."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from ticketing.domain.calendars import WorkingTime
from ticketing.domain.clocks import ClockRecord, elapsed_s
from ticketing.journal import JournalEntry
from ticketing.models.complaints import Complaint
from ticketing.models.customers import Customer
from ticketing.models.people import Person
from ticketing.models.tickets import Note, Ticket
from ticketing.queries import clocks, terms
from ticketing.queries.finding.pages import NAMED


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


def whole(session: Session, number: str, at: datetime) -> Whole | None:
    """One ticket with its complaint and its clocks as they stand at `at`; whether it may be shown is for the caller.

    Three queries, and a fourth for the customer's numbers.
    """
    phones = joinedload(Ticket.customer).selectinload(Customer.phones)
    found = sa.select(Ticket, Complaint).outerjoin(Complaint, Complaint.ticket_id == Ticket.id)
    row = session.execute(found.where(Ticket.number == number).options(*NAMED, phones)).first()
    return Whole(row[0], row[1], clock_views(session, row[0], at)) if row is not None else None


def wholes(session: Session, ids: Collection[int], at: datetime) -> list[Whole]:
    """Several tickets as `whole` gives them: four queries for all, and one for each calendar."""
    phones = joinedload(Ticket.customer).selectinload(Customer.phones)
    found = session.scalars(sa.select(Ticket).where(Ticket.id.in_(ids)).options(*NAMED, phones)).all()
    complaints = session.scalars(sa.select(Complaint).where(Complaint.ticket_id.in_(ids)))
    complaint_of = {complaint.ticket_id: complaint for complaint in complaints}
    clocks_of = clocks.by_ticket(session, ids)
    times = terms.working_times(session, {_held(ticket) for ticket in found if ticket.id in clocks_of})
    return [
        Whole(
            ticket,
            complaint_of.get(ticket.id),
            [_view(row.record, at, times[_held(ticket)]) for row in clocks_of.get(ticket.id, ())],
        )
        for ticket in found
    ]


def _held(ticket: Ticket) -> terms.Held:
    return ticket.policy_id, ticket.policy_version


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


def timeline(session: Session, ids: Collection[int], after: int, limit: int) -> Sequence[Told]:
    """What happened to a ticket and those merged into it, oldest first, from entry `after` on. Three queries.

    What was written is read where it stands now: a note that has become another ticket's has no text here.
    """
    entries = session.scalars(
        sa.select(JournalEntry)
        .where(JournalEntry.ticket_id.in_(ids), JournalEntry.id > after)
        .order_by(JournalEntry.id)
        .limit(limit)
    ).all()
    who = {one.actor_id for one in entries if one.actor_id is not None}
    names = {row[0]: row[1] for row in session.execute(sa.select(Person.id, Person.name).where(Person.id.in_(who)))}
    note_ids = [one.payload["note_id"] for one in entries if "note_id" in one.payload]
    written = sa.select(Note.id, Note.text).where(Note.id.in_(note_ids), Note.ticket_id.in_(ids))
    texts = {row[0]: row[1] for row in session.execute(written)}
    return [Told(one, names.get(one.actor_id or 0), texts.get(one.payload.get("note_id", 0))) for one in entries]
