"""How tickets hang together, who follows one, and who has it open just now."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ticketing.domain.tickets import LinkKind, TicketState
from ticketing.models.base import Base
from ticketing.models.people import Person
from ticketing.models.tickets import Ticket


class TicketLink(Base):
    """One ticket points to another; read from the other end it says the same thing turned round."""

    __tablename__ = "ticket_links"
    __table_args__ = (sa.UniqueConstraint("from_id", "to_id", "kind"),)

    from_id: Mapped[int] = mapped_column(sa.ForeignKey("tickets.id"))
    to_id: Mapped[int] = mapped_column(sa.ForeignKey("tickets.id"), index=True)
    kind: Mapped[LinkKind]
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    at: Mapped[datetime]


class TicketMerge(Base):
    """One ticket taken up into another, with all that is needed to take it back until `undo_until`."""

    __tablename__ = "ticket_merges"

    source_id: Mapped[int] = mapped_column(sa.ForeignKey("tickets.id"), index=True)
    target_id: Mapped[int] = mapped_column(sa.ForeignKey("tickets.id"), index=True)
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    at: Mapped[datetime]
    undo_until: Mapped[datetime]
    state_before: Mapped[TicketState]
    # Ids of what moved: {"notes": [...], "callbacks": [...], "contacts": [...], "children": [...], "watchers": [...]}
    moved: Mapped[dict[str, Any]]
    # Of the source's open clocks: id -> the record as it was; and what the target inherited.
    clocks: Mapped[dict[str, Any]]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))


class Watcher(Base):
    """Somebody who is told what becomes of a ticket that is not theirs."""

    __tablename__ = "ticket_watchers"
    __table_args__ = (sa.UniqueConstraint("ticket_id", "person_id"),)

    ticket_id: Mapped[int] = mapped_column(sa.ForeignKey("tickets.id"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    person: Mapped[Person] = relationship()
    at: Mapped[datetime]


class TicketOpening(Base):
    """A person has a ticket's page open: fresh while `seen_at` is."""

    __tablename__ = "ticket_openings"
    __table_args__ = (sa.UniqueConstraint("ticket_id", "person_id"),)

    ticket_id: Mapped[int] = mapped_column(sa.ForeignKey("tickets.id"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    person: Mapped[Person] = relationship()
    since: Mapped[datetime]
    seen_at: Mapped[datetime]
    writing: Mapped[bool] = mapped_column(default=False)


class Handover(Base):
    """A ticket that was taken back because its owner went home; open until somebody has it in hand again."""

    __tablename__ = "ticket_handovers"
    __table_args__ = (
        sa.Index("ix_ticket_handovers_ticket", "ticket_id"),
        sa.Index("uq_ticket_handovers_open", "ticket_id", unique=True, postgresql_where=sa.text("taken_at IS NULL")),
    )

    ticket_id: Mapped[int] = mapped_column(sa.ForeignKey("tickets.id"))
    ticket: Mapped[Ticket] = relationship()
    from_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    from_person: Mapped[Person] = relationship(foreign_keys=from_id)
    at: Mapped[datetime]
    taken_by: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    taken_at: Mapped[datetime | None]
