"""Other systems that are told what happens here, and every telling."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ticketing.domain.deliveries import OPEN_DELIVERIES, DeliveryState, Fate, next_try
from ticketing.domain.webhooks import FAILURES, WAITS
from ticketing.models.base import Base, Versioned, words_of
from ticketing.models.people import Person

SWITCHED_OFF = "switched_off"


class Webhook(Versioned, Base):
    """A subscription: where, of what, signed with which secret. One administrator says it, another approves."""

    __tablename__ = "webhooks"
    __table_args__ = (sa.CheckConstraint("approved_by <> changed_by", name="four_eyes"),)

    name: Mapped[str] = mapped_column(unique=True)
    url: Mapped[str]
    events: Mapped[list[str]] = mapped_column(ARRAY(sa.Text))
    # Needed to sign, so it cannot be a hash; shown once, when it is made.
    secret: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True)
    # Who last said where or of what; somebody else must have approved that before anything is sent.
    changed_by: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    changer: Mapped[Person | None] = relationship(foreign_keys=changed_by)
    approved_by: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    approver: Mapped[Person | None] = relationship(foreign_keys=approved_by)
    approved_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    # Tries in a row that failed; at FAILURES it is switched off.
    failures: Mapped[int] = mapped_column(default=0)
    switched_off_at: Mapped[datetime | None]

    @property
    def is_live(self) -> bool:
        return self.active and self.approved_at is not None

    def heard(self, fate: Fate, status: int) -> bool:
        """Count what came of a try; whether the receiver is to be left alone now (410 says so itself)."""
        self.failures = 0 if fate is Fate.TAKEN else self.failures + 1
        return self.active and (status == 410 or self.failures >= FAILURES)

    def switch_off(self, at: datetime) -> None:
        self.active, self.switched_off_at = False, at


class WebhookDelivery(Base):
    """One event for one receiver; sent as it was written down, signed anew at every try."""

    __tablename__ = "webhook_deliveries"
    __table_args__ = (
        sa.UniqueConstraint("webhook_id", "entry_id"),
        sa.Index(
            "ix_webhook_deliveries_next", "webhook_id", "next_at", postgresql_where=sa.text("next_at IS NOT NULL")
        ),
        sa.Index("ix_webhook_deliveries_webhook", "webhook_id", "id"),
        sa.Index("ix_webhook_deliveries_created_at", "created_at"),
    )

    webhook_id: Mapped[int] = mapped_column(sa.ForeignKey("webhooks.id", ondelete="CASCADE"))
    webhook: Mapped[Webhook] = relationship()
    # The journal's own number: told twice by the relay it is one row. Null for a ping.
    entry_id: Mapped[int | None]
    uid: Mapped[str] = mapped_column(unique=True)
    event: Mapped[str]
    # The very text that is signed.
    body: Mapped[str]
    state: Mapped[DeliveryState] = mapped_column(words_of(DeliveryState, "state"), default=DeliveryState.QUEUED)
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    next_at: Mapped[datetime | None]
    last_at: Mapped[datetime | None]
    # HTTP's, 0 without an answer; the answer's body is read by nobody.
    status: Mapped[int] = mapped_column(default=0)
    answer: Mapped[str] = mapped_column(default="")
    took_ms: Mapped[int | None]

    def tried(self, fate: Fate, status: int, answer: str, took_ms: int, at: datetime) -> None:
        """What came of the try that is under way."""
        if self.state not in OPEN_DELIVERIES:
            return
        self.attempts, self.last_at = self.attempts + 1, at
        self.status, self.answer, self.took_ms = status, answer, took_ms
        self.next_at = None if fate is Fate.TAKEN else next_try(self.attempts, at, WAITS)
        self.state = DeliveryState.SENT if fate is Fate.TAKEN else DeliveryState.FAILED
        if self.state is DeliveryState.FAILED and self.next_at is None:
            self.state = DeliveryState.GIVEN_UP

    def resend(self, at: datetime) -> None:
        """Once more, now, even if it was taken: the receiver knows it by its id."""
        self.attempts = min(self.attempts, len(WAITS))
        self.state, self.next_at = DeliveryState.QUEUED, at
