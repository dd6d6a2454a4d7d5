"""Who has a ticket open just now, and what has changed since they opened it: nobody overwrites a colleague unawares."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import joinedload

from ticketing.actions.tickets.held import seen
from ticketing.models.relations import TicketOpening
from ticketing.models.tickets import Ticket
from ticketing.work import Work

# A page says every quarter of a minute that it is still there.
FRESH_FOR = timedelta(seconds=40)
FORGOTTEN_AFTER = timedelta(hours=1)


@dataclass(frozen=True)
class Company:
    """The others who have the ticket open, and the fields that have changed since `version` was read."""

    ticket: Ticket
    others: Sequence[TicketOpening]
    changed: Sequence[str]


def look_in(work: Work, number: str, version: int | None = None, *, writing: bool = False) -> Company:
    """Say that one has the ticket open, and whether one is writing; tells who else has. One row a person."""
    ticket = seen(work, number)
    if work.actor.id is not None:
        work.session.execute(_said(work, ticket.id, work.actor.id, writing))
    stale = sa.delete(TicketOpening).where(
        TicketOpening.ticket_id == ticket.id, TicketOpening.seen_at < work.now - FORGOTTEN_AFTER
    )
    work.session.execute(stale.execution_options(synchronize_session=False))
    others = sa.select(TicketOpening).where(
        TicketOpening.ticket_id == ticket.id,
        TicketOpening.seen_at > work.now - FRESH_FOR,
        TicketOpening.person_id != (work.actor.id or 0),
    )
    found = work.session.scalars(others.order_by(TicketOpening.since).options(joinedload(TicketOpening.person)))
    return Company(ticket, found.all(), ticket.changed_since(version) if version is not None else [])


def leave(work: Work, number: str) -> None:
    """The page is closed; a second time changes nothing."""
    ticket = seen(work, number)
    gone = sa.delete(TicketOpening).filter_by(ticket_id=ticket.id, person_id=work.actor.id)
    work.session.execute(gone.execution_options(synchronize_session=False))


def _said(work: Work, ticket_id: int, person_id: int, writing: bool) -> sa.Executable:
    fresh = insert(TicketOpening).values(
        ticket_id=ticket_id, person_id=person_id, since=work.now, seen_at=work.now, writing=writing
    )
    again = sa.case((TicketOpening.seen_at > work.now - FRESH_FOR, TicketOpening.since), else_=fresh.excluded.since)
    return fresh.on_conflict_do_update(
        index_elements=["ticket_id", "person_id"],
        set_={"since": again, "seen_at": fresh.excluded.seen_at, "writing": fresh.excluded.writing},
    )
