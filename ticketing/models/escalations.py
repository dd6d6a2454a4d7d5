"""A broken deadline on somebody's desk, level by level, until it is answered for."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ticketing.domain.escalations import OPEN_ESCALATIONS, EscalationState, Instance
from ticketing.domain.permissions import Target
from ticketing.errors import Conflict
from ticketing.models.base import Base, Versioned
from ticketing.models.callbacks import Callback
from ticketing.models.clocks import TicketClock
from ticketing.models.people import Person
from ticketing.models.tickets import Ticket


class Escalation(Versioned, Base):
    """One level of the ladder for one clock (or one broken promise); it never vanishes (tickets.md I6)."""

    __tablename__ = "escalations"
    __table_args__ = (
        sa.UniqueConstraint("ticket_id", "subject", "subject_id", "level", "round"),
        sa.Index(
            "ix_escalations_open",
            "state",
            "id",
            postgresql_where=sa.text("state IN ('armed', 'notified', 'acknowledged')"),
        ),
    )

    ticket_id: Mapped[int] = mapped_column(sa.ForeignKey("tickets.id"), index=True)
    ticket: Mapped[Ticket] = relationship()
    # ticket_clock or callback, and which one.
    subject: Mapped[str]
    subject_id: Mapped[int]
    clock_id: Mapped[int | None] = mapped_column(sa.ForeignKey("ticket_clocks.id"))
    clock: Mapped[TicketClock | None] = relationship()
    callback_id: Mapped[int | None] = mapped_column(sa.ForeignKey("callbacks.id"))
    callback: Mapped[Callback | None] = relationship()
    level: Mapped[int]
    # Counts ladders of one subject: a reopened ticket starts the next.
    round: Mapped[int] = mapped_column(default=1)
    state: Mapped[EscalationState]
    # at_pct, due, ack_timeout, offset, no_recipient, promise_broken, ...: the rule that fired it, in words and in code.
    cause: Mapped[str]
    rule: Mapped[str] = mapped_column(default="")
    role: Mapped[str]
    # The level's own instant by the ladder; `created_at` is when it really fired, `notified_at` when somebody was told.
    due_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    notified_at: Mapped[datetime | None]
    ack_due_at: Mapped[datetime | None]
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    hold_until: Mapped[datetime | None]
    resolved_at: Mapped[datetime | None]
    resolution: Mapped[str | None]
    # Who works it; null: nobody has taken it yet.
    assignee_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"), index=True)
    assignee: Mapped[Person | None] = relationship(foreign_keys=assignee_id)
    assigned_at: Mapped[datetime | None]

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_ESCALATIONS

    @property
    def instance(self) -> Instance:
        """What the ladder's rule needs to know of it."""
        return Instance(
            level=self.level,
            state=self.state,
            fired_at=self.notified_at or self.created_at,
            acknowledged_at=self.acknowledged_at,
            no_recipient=self.notified_at is None,
        )

    def target(self, owner_id: int | None, team_id: int | None, queue_id: int | None) -> Target:
        """What a permission is asked about: the assignee's own, else the ticket's."""
        return Target(owner_id=self.assignee_id or owner_id, team_id=team_id, queue_id=queue_id)

    def acknowledge(self, by_id: int | None, at: datetime, hold_until: datetime) -> bool:
        """False when somebody has already acknowledged it; `escalation_over` when it is no longer open."""
        self._must_be_open()
        if self.state is EscalationState.ACKNOWLEDGED:
            return False
        self.state, self.acknowledged_at, self.acknowledged_by = EscalationState.ACKNOWLEDGED, at, by_id
        self.hold_until = hold_until
        return True

    def take(self, assignee_id: int, at: datetime) -> None:
        """The first who takes it has it; everybody later learns who was quicker and when."""
        self._must_be_open()
        if self.assignee_id not in (None, assignee_id):
            raise Conflict("already_taken", by=self.assignee_id, at=self.assigned_at and self.assigned_at.isoformat())
        self.assign(assignee_id, at)

    def assign(self, assignee_id: int | None, at: datetime) -> None:
        self._must_be_open()
        self.assignee_id, self.assigned_at = assignee_id, at

    def end(self, state: EscalationState, resolution: str, at: datetime) -> bool:
        """Resolved or superseded; False when it was over before."""
        if not self.is_open:
            return False
        self.state, self.resolution, self.resolved_at = state, resolution, at
        return True

    def _must_be_open(self) -> None:
        if not self.is_open:
            raise Conflict("escalation_over", state=self.state.value, resolution=self.resolution)


class Notice(Base):
    """Something a person must be told; the push is a hint, this row is the truth."""

    __tablename__ = "notices"
    __table_args__ = (
        sa.UniqueConstraint("person_id", "cause_key"),
        sa.Index("ix_notices_unread", "person_id", "id", postgresql_where=sa.text("read_at IS NULL")),
    )

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    # escalation, callback_due, promise_broken, roster_published, forced_state, no_recipient, ...
    kind: Mapped[str]
    # What makes this notice the same notice: telling twice adds no row.
    cause_key: Mapped[str]
    ticket_id: Mapped[int | None] = mapped_column(sa.ForeignKey("tickets.id"))
    escalation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("escalations.id"))
    callback_id: Mapped[int | None] = mapped_column(sa.ForeignKey("callbacks.id"))
    # The grouped notice that stands for this one in a flood: it is counted there and no longer shown by itself.
    group_id: Mapped[int | None] = mapped_column(sa.ForeignKey("notices.id"), index=True)
    params: Mapped[dict[str, str | int | None]] = mapped_column(sa.JSON, default=dict)
    at: Mapped[datetime]
    read_at: Mapped[datetime | None]
