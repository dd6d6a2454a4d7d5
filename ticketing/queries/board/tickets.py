"""What the topic `ticket:<number>` is made of: the ticket with its clocks, and entries of its timeline."""

from collections.abc import Collection, Sequence
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.permissions import Target
from ticketing.journal import JournalEntry
from ticketing.models.people import Person
from ticketing.models.tickets import Note, Ticket
from ticketing.queries.board.change import Look
from ticketing.queries.tickets import Told

Row = TypeVar("Row", Ticket, Person, Note)

ENTRIES = 100


def target_of(ticket: Ticket) -> Target:
    """What a right over this ticket is asked for."""
    return Target(owner_id=ticket.owner_id, team_id=ticket.team_id, queue_id=ticket.queue_id)


def target_by_number(session: Session, number: str) -> Target | None:
    """What a right over the ticket of this number is asked for; None when there is none."""
    ticket = session.scalar(sa.select(Ticket).where(Ticket.number == number))
    return target_of(ticket) if ticket else None


def fresh_entries(look: Look, ids: Collection[int]) -> list[tuple[Ticket, Told]]:
    """The entries of these tickets' timelines that the relay is carrying just now."""
    waiting = sa.and_(JournalEntry.ticket_id.in_(ids), JournalEntry.delivered_at.is_(None))
    return _told(look, look.session.scalars(sa.select(JournalEntry).where(waiting).order_by(JournalEntry.id)).all())


def last_entries(look: Look, ticket_id: int) -> list[tuple[Ticket, Told]]:
    """The newest entries of one timeline."""
    newest = sa.select(JournalEntry).where(JournalEntry.ticket_id == ticket_id).order_by(JournalEntry.id.desc())
    return _told(look, look.session.scalars(newest.limit(ENTRIES)).all())


def _told(look: Look, entries: Sequence[JournalEntry]) -> list[tuple[Ticket, Told]]:
    """The entries with their tickets, names and texts, in three queries."""
    tickets = {one.id: one for one in _by_id(look, Ticket, {entry.ticket_id for entry in entries})}
    names = {one.id: one.name for one in _by_id(look, Person, {entry.actor_id for entry in entries})}
    texts = {one.id: one.text for one in _by_id(look, Note, {entry.payload.get("note_id") for entry in entries})}
    return [(tickets[entry.ticket_id], _one(entry, names, texts)) for entry in entries if entry.ticket_id in tickets]


def _one(entry: JournalEntry, names: dict[int, str], texts: dict[int, str]) -> Told:
    return Told(entry, names.get(entry.actor_id or 0), texts.get(entry.payload.get("note_id", 0)))


def _by_id(look: Look, model: type[Row], ids: Collection[int | None]) -> Sequence[Row]:
    return look.session.scalars(sa.select(model).where(model.id.in_({id_ for id_ in ids if id_ is not None}))).all()
