"""Mails and short messages: what was to be said to whom, and what became of it."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.domain.deliveries import (
    MOST_TRIES,
    OPEN_DELIVERIES,
    Channel,
    DeliveryState,
    Fate,
    next_try,
)
from ticketing.errors import Conflict
from ticketing.models.base import Base, Versioned, words_of

LONGEST_ERROR = 300


class Delivery(Base):
    """One message to one address; `next_at` is when it is tried, or the end of the lease of whoever tries it now."""

    __tablename__ = "deliveries"
    __table_args__ = (
        sa.Index("ix_deliveries_next", "next_at", postgresql_where=sa.text("next_at IS NOT NULL")),
        sa.Index("ix_deliveries_state", "state", "id"),
    )

    # What makes it the same message: asked for twice it is one row.
    key: Mapped[str] = mapped_column(unique=True)
    channel: Mapped[Channel] = mapped_column(words_of(Channel, "channel"))
    # A word of domain/deliveries: no CHECK, so that a new one needs no revision.
    template: Mapped[str]
    # E.164 or name@host.
    address: Mapped[str]
    # zh | en
    language: Mapped[str]
    values: Mapped[dict[str, Any]] = mapped_column(default=dict)
    # [{"name", "media_type", "sha256"}]
    files: Mapped[list[Any]] = mapped_column(default=list)
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    customer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("customers.id"), index=True)
    ticket_id: Mapped[int | None] = mapped_column(sa.ForeignKey("tickets.id"), index=True)
    state: Mapped[DeliveryState] = mapped_column(words_of(DeliveryState, "state"), default=DeliveryState.QUEUED)
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    next_at: Mapped[datetime | None]
    last_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    # What the other side said last.
    answer: Mapped[str] = mapped_column(default="")

    def tried(self, fate: Fate, answer: str, at: datetime) -> None:
        """What came of the try that is under way; one that was settled meanwhile stays as it is."""
        if self.state not in OPEN_DELIVERIES:
            return
        self.attempts, self.last_at, self.answer = self.attempts + 1, at, answer[:LONGEST_ERROR]
        if fate is Fate.TAKEN:
            self.state, self.sent_at, self.next_at = DeliveryState.SENT, at, None
            return
        again = next_try(self.attempts, at) if fate is Fate.LATER else None
        self.state = DeliveryState.FAILED if again else DeliveryState.GIVEN_UP
        self.next_at = again

    def retry(self, at: datetime) -> None:
        """Try it once more, now, whatever it has been through; 409 `delivery_sent` for what was taken."""
        if self.state is DeliveryState.SENT:
            raise Conflict("delivery_sent", at=self.sent_at and self.sent_at.isoformat())
        self.attempts = min(self.attempts, MOST_TRIES - 1)
        self.state, self.next_at = DeliveryState.QUEUED, at

    def drop(self) -> None:
        """Not to be sent any more; again is harmless."""
        if self.state is DeliveryState.SENT:
            raise Conflict("delivery_sent", at=self.sent_at and self.sent_at.isoformat())
        self.state, self.next_at = DeliveryState.DROPPED, None


class DeliveryFile(Base):
    """What hangs on messages, each content once however many get it."""

    __tablename__ = "delivery_files"

    sha256: Mapped[str] = mapped_column(unique=True)
    content: Mapped[bytes]
    kept_at: Mapped[datetime]


class MessageText(Versioned, Base):
    """The centre's own words for a template, in place of those that come with the house."""

    __tablename__ = "message_texts"
    __table_args__ = (sa.UniqueConstraint("template", "language"),)

    template: Mapped[str]
    language: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
