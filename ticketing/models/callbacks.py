"""A promise to ring somebody back, and every try at keeping it."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ticketing.domain.callbacks import AttemptResult, CallbackKind, CallbackState
from ticketing.models.base import Base, Versioned
from ticketing.models.customers import Customer
from ticketing.models.people import Person
from ticketing.models.queues import Queue
from ticketing.models.tickets import Ticket


class Callback(Versioned, Base):
    """tickets.md 4.5: the window is what was promised; kept and reached are two different answers."""

    __tablename__ = "callbacks"
    __table_args__ = (
        sa.Index("ix_callbacks_state", "state", "window_end", "id"),
        sa.Index("ix_callbacks_owner", "owner_id", "state", "window_start"),
        # One open missed or dropped call-back per number and queue.
        sa.Index(
            "uq_callbacks_open_missed",
            "phone",
            "queue_id",
            unique=True,
            postgresql_where=sa.text(
                "kind IN ('missed_call', 'dropped_call') AND state IN ('scheduled', 'ready', 'in_progress')"
            ),
        ),
    )

    kind: Mapped[CallbackKind]
    state: Mapped[CallbackState]
    ticket_id: Mapped[int | None] = mapped_column(sa.ForeignKey("tickets.id"), index=True)
    ticket: Mapped[Ticket | None] = relationship()
    customer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("customers.id"), index=True)
    customer: Mapped[Customer | None] = relationship()
    queue_id: Mapped[int | None] = mapped_column(sa.ForeignKey("queues.id"))
    queue: Mapped[Queue | None] = relationship()
    phone: Mapped[str]
    window_start: Mapped[datetime]
    window_end: Mapped[datetime]
    owner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    owner: Mapped[Person | None] = relationship(foreign_keys=owner_id)
    note: Mapped[str] = mapped_column(default="")
    next_attempt_at: Mapped[datetime | None]
    counted_attempts: Mapped[int] = mapped_column(default=0)
    max_attempts: Mapped[int] = mapped_column(default=3)
    reschedule_count: Mapped[int] = mapped_column(default=0)
    call_count: Mapped[int] = mapped_column(default=1)
    claimed_by: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    claim_until: Mapped[datetime | None]
    outcome: Mapped[str | None]
    # True once the first counted attempt began inside the window, False once the window passed without one.
    promise_kept: Mapped[bool | None]
    reached: Mapped[bool] = mapped_column(default=False)
    promised_at: Mapped[datetime]
    done_at: Mapped[datetime | None]


class CallbackAttempt(Base):
    __tablename__ = "callback_attempts"
    __table_args__ = (sa.UniqueConstraint("callback_id", "no"),)

    callback_id: Mapped[int] = mapped_column(sa.ForeignKey("callbacks.id"))
    no: Mapped[int]
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    result: Mapped[AttemptResult | None]
    counted: Mapped[bool] = mapped_column(default=True)
    note: Mapped[str] = mapped_column(default="")
