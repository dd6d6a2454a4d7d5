"""Rows of `ticket:<number>`: the ticket as its page shows it, and the entries of its timeline."""

from collections.abc import Collection, Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.permissions import Target
from ticketing.journal import JournalEntry
from ticketing.models.people import Person
from ticketing.models.tickets import Ticket
from ticketing.queries.board.change import Change, Look, Row, stamp

ENTRIES = 200


def target_of(ticket: Ticket) -> Target:
    """What a right over this ticket is asked for."""
    return Target(owner_id=ticket.owner_id, team_id=ticket.team_id, queue_id=ticket.queue_id)


def target_by_number(session: Session, number: str) -> Target | None:
    """What a right over the ticket of this number is asked for; None when there is none."""
    ticket = session.scalar(sa.select(Ticket).where(Ticket.number == number))
    return target_of(ticket) if ticket else None


def by_number(look: Look, number: str) -> Ticket | None:
    return look.session.scalar(sa.select(Ticket).where(Ticket.number == number))


def whole(look: Look, number: str) -> Iterator[Change]:
    """Everything of one ticket's topic; nothing for an unknown number."""
    ticket = by_number(look, number)
    if ticket is not None:
        yield from rows(look, [ticket.id])
        yield from last_entries(look, ticket.id)


def rows(look: Look, ids: Collection[int]) -> Iterator[Change]:
    """The row `ticket` of these tickets."""
    for ticket in look.session.scalars(sa.select(Ticket).where(Ticket.id.in_(ids))):
        row = {"number": ticket.number, "version": ticket.version, "state": ticket.state.value}
        yield look.row(f"ticket:{ticket.number}", "ticket", row, (target_of(ticket),))


def fresh_entries(look: Look, ids: Collection[int]) -> Iterator[Change]:
    """The entries of these tickets' timelines that the relay is carrying just now."""
    waiting = sa.and_(JournalEntry.ticket_id.in_(ids), JournalEntry.delivered_at.is_(None))
    yield from _entries(look, sa.select(JournalEntry).where(waiting).order_by(JournalEntry.id))


def last_entries(look: Look, ticket_id: int) -> Iterator[Change]:
    """The newest entries of one timeline."""
    newest = sa.select(JournalEntry).where(JournalEntry.ticket_id == ticket_id).order_by(JournalEntry.id.desc())
    yield from _entries(look, newest.limit(ENTRIES))


def _entries(look: Look, query: sa.Select[JournalEntry]) -> Iterator[Change]:
    entries = look.session.scalars(query).all()
    tickets = {
        ticket.id: ticket
        for ticket in look.session.scalars(sa.select(Ticket).where(Ticket.id.in_({one.ticket_id for one in entries})))
    }
    names = dict(
        look.session.execute(
            sa.select(Person.id, Person.name).where(Person.id.in_({one.actor_id for one in entries if one.actor_id}))
        ).tuples()
    )
    for entry in entries:
        ticket = tickets.get(entry.ticket_id or 0)
        if ticket is not None:
            row = _entry(entry, names.get(entry.actor_id or 0))
            yield look.row(f"ticket:{ticket.number}", f"entry:{entry.id}", row, (target_of(ticket),))


def _entry(entry: JournalEntry, actor: str | None) -> Row:
    return {
        "id": entry.id,
        "at": stamp(entry.happened_at),
        "actor": actor,
        "name": entry.name,
        "payload": entry.payload,
    }
