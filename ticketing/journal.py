"""The record of what happened, written with the change itself and read by everyone else.

One table, three readers: the ticket timeline, the live board and the background jobs.
"""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from ticketing.domain.actors import Actor
from ticketing.domain.events import EVENTS, Event, TicketEvent
from ticketing.models.base import Base


class JournalEntry(Base):
    """One event with who, when and on which request; delivered once the relay has handed it on."""

    __tablename__ = "journal"
    __table_args__ = (
        sa.Index(
            "ix_journal_undelivered",
            "id",
            postgresql_where=sa.text("delivered_at IS NULL AND parked_at IS NULL"),
        ),
        sa.Index("ix_journal_ticket", "ticket_id", "id", postgresql_where=sa.text("ticket_id IS NOT NULL")),
        sa.Index("ix_journal_parked", "id", postgresql_where=sa.text("parked_at IS NOT NULL")),
    )

    name: Mapped[str]
    payload: Mapped[dict[str, Any]]
    ticket_id: Mapped[int | None]
    actor_id: Mapped[int | None]
    request_id: Mapped[str] = mapped_column(default="")
    happened_at: Mapped[datetime]
    delivered_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    parked_at: Mapped[datetime | None]
    error: Mapped[str | None]

    @property
    def event(self) -> Event:
        return EVENTS[self.name](**self.payload)


def write_down(session: Session, told: Sequence[tuple[Event, Actor]], at: datetime, request_id: str = "") -> None:
    """Append these events, each with who did it, in this order; one statement for all."""
    if not told:
        return
    session.flush()
    rows = [
        {
            "name": type(event).__name__,
            "payload": asdict(event),
            "ticket_id": event.ticket_id if isinstance(event, TicketEvent) else None,
            "actor_id": actor.id,
            "request_id": request_id,
            "happened_at": at,
            "tries": 0,
        }
        for event, actor in told
    ]
    session.connection().execute(sa.insert(JournalEntry), rows)


def undelivered(session: Session, limit: int, names: Collection[str] | None = None) -> Sequence[JournalEntry]:
    """The oldest entries (of these names) that nobody has been told about.

    Never "after id N": PostgreSQL gives ids before commit, so a later commit may carry a smaller one.
    """
    return session.scalars(
        sa.select(JournalEntry)
        .where(JournalEntry.delivered_at.is_(None), JournalEntry.parked_at.is_(None))
        .where(sa.true() if names is None else JournalEntry.name.in_(names))
        .order_by(JournalEntry.id)
        .limit(limit)
    ).all()


def parked(session: Session, limit: int) -> Sequence[JournalEntry]:
    """The entries that failed three times, oldest first."""
    return session.scalars(
        sa.select(JournalEntry).where(JournalEntry.parked_at.is_not(None)).order_by(JournalEntry.id).limit(limit)
    ).all()


def unpark(session: Session, ids: Sequence[int] | None = None) -> list[int]:
    """Let these parked entries, or all of them, be handed on again; gives which they were.

    Who reads the journal bears a repeat, so what was half done before is not done twice.
    """
    statement = sa.update(JournalEntry).where(JournalEntry.parked_at.is_not(None), JournalEntry.delivered_at.is_(None))
    if ids is not None:
        statement = statement.where(JournalEntry.id.in_(ids))
    freed = statement.values(parked_at=None, tries=0).returning(JournalEntry.id)
    return sorted(session.scalars(freed.execution_options(synchronize_session=False)))


def timeline(session: Session, ticket_id: int, after: int = 0, limit: int = 200) -> Sequence[JournalEntry]:
    """What happened to one ticket, oldest first, from entry `after` on."""
    return session.scalars(
        sa.select(JournalEntry)
        .where(JournalEntry.ticket_id == ticket_id, JournalEntry.id > after)
        .order_by(JournalEntry.id)
        .limit(limit)
    ).all()
