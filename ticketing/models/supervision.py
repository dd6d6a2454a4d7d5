"""What a supervisor sets beside the ladder: orders with a deadline, more time, and word to everybody."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ticketing.errors import Conflict, Forbidden
from ticketing.models.base import Base, Versioned
from ticketing.models.people import Person
from ticketing.models.tickets import Ticket


class Order(Versioned, Base):
    """督办: an opinion and a deadline, on somebody's list until they answer it."""

    __tablename__ = "orders"
    __table_args__ = (sa.Index("ix_orders_open", "to_id", "due_at", postgresql_where=sa.text("answered_at IS NULL")),)

    ticket_id: Mapped[int] = mapped_column(sa.ForeignKey("tickets.id"), index=True)
    ticket: Mapped[Ticket] = relationship()
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    by: Mapped[Person | None] = relationship(foreign_keys=by_id)
    to_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    to: Mapped[Person] = relationship(foreign_keys=to_id)
    opinion: Mapped[str]
    due_at: Mapped[datetime]
    ordered_at: Mapped[datetime]
    # When it was found to be late; lateness is told once.
    overdue_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))

    def reply(self, text: str, by_id: int | None, at: datetime) -> None:
        """The answer; `order_answered` when there is one already."""
        if self.answered_at is not None:
            raise Conflict("order_answered", by=self.answered_by, at=self.answered_at.isoformat())
        self.answer, self.answered_by, self.answered_at = text, by_id, at
        self.version += 1

    def fall_due(self, at: datetime) -> bool:
        """Whether it is late now and was not before."""
        if self.answered_at is not None or self.overdue_at is not None or self.due_at > at:
            return False
        self.overdue_at = self.due_at
        self.version += 1
        return True


class Extension(Versioned, Base):
    """延期: more time for the promise to resolve, asked for by one and decided by another."""

    __tablename__ = "extensions"
    __table_args__ = (
        # One question at a time.
        sa.Index("uq_extensions_asked", "ticket_id", unique=True, postgresql_where=sa.text("decided_at IS NULL")),
    )

    ticket_id: Mapped[int] = mapped_column(sa.ForeignKey("tickets.id"), index=True)
    ticket: Mapped[Ticket] = relationship()
    asked_by: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    asker: Mapped[Person | None] = relationship(foreign_keys=asked_by)
    asked_at: Mapped[datetime]
    reason: Mapped[str]
    until_at: Mapped[datetime]
    was_due_at: Mapped[datetime | None]
    approved: Mapped[bool | None]
    note: Mapped[str] = mapped_column(default="")
    decided_by: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    decider: Mapped[Person | None] = relationship(foreign_keys=decided_by)
    decided_at: Mapped[datetime | None]

    def decide(self, approved: bool, note: str, by_id: int | None, at: datetime) -> None:
        """Nobody decides what they asked for; `extension_decided` when somebody has."""
        if self.decided_at is not None:
            raise Conflict("extension_decided", by=self.decided_by, at=self.decided_at.isoformat())
        if by_id is not None and by_id == self.asked_by:
            raise Forbidden("own_request")
        self.approved, self.note, self.decided_by, self.decided_at = approved, note, by_id, at
        self.version += 1


class Bulletin(Base):
    """通报: word to everybody of a team or of the centre, about a ticket or about nothing in particular."""

    __tablename__ = "bulletins"

    ticket_id: Mapped[int | None] = mapped_column(sa.ForeignKey("tickets.id"), index=True)
    ticket: Mapped[Ticket | None] = relationship()
    team_id: Mapped[int | None] = mapped_column(sa.ForeignKey("teams.id"))
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    by: Mapped[Person | None] = relationship(foreign_keys=by_id)
    title: Mapped[str]
    text: Mapped[str]
    at: Mapped[datetime]
    told: Mapped[int] = mapped_column(default=0)
