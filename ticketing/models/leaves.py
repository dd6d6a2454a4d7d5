"""Who is not there and why: leave, days of rest that were asked for, errands."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ticketing.errors import Conflict
from ticketing.models.base import Base, Versioned, words_of
from ticketing.models.people import Person


class LeaveKind(StrEnum):
    """What somebody is away for; `rest` is a day of rest of the month's entitlement, `errand` a part of a shift."""

    PERSONAL = "personal"
    SICK = "sick"
    ANNUAL = "annual"
    COMP = "comp"
    REST = "rest"
    TRAINING = "training"
    ERRAND = "errand"


class LeaveState(StrEnum):
    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"
    CANCELLED = "cancelled"


class Leave(Versioned, Base):
    """One request: whole days from `first_on` to `last_on`, or part of a day from `start_at` to `end_at` (errand)."""

    __tablename__ = "leaves"
    __table_args__ = (
        sa.Index("ix_leaves_person", "person_id", "first_on"),
        sa.Index("ix_leaves_waiting", "asked_at", postgresql_where=sa.text("state = 'asked'")),
        sa.CheckConstraint("first_on <= last_on", name="order"),
        # Nobody decides about their own leave, whatever door was used.
        sa.CheckConstraint("decided_by <> person_id", name="not_own"),
    )

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    person: Mapped[Person] = relationship(foreign_keys=person_id)
    kind: Mapped[LeaveKind] = mapped_column(words_of(LeaveKind, "kind"))
    first_on: Mapped[date]
    last_on: Mapped[date]
    start_at: Mapped[datetime | None]
    end_at: Mapped[datetime | None]
    days: Mapped[Decimal] = mapped_column(sa.Numeric(5, 1))
    reason: Mapped[str] = mapped_column(default="")
    state: Mapped[LeaveState] = mapped_column(words_of(LeaveState, "state"), default=LeaveState.ASKED)
    asked_at: Mapped[datetime]
    asked_by: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    # The form came after the fact; `phoned_at` is when the leader was told by telephone.
    retroactive: Mapped[bool] = mapped_column(default=False)
    phoned_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    # Why it was refused, or why a leader let it pass after its deadline.
    decision: Mapped[str] = mapped_column(default="")

    def decide(self, state: LeaveState, by: int | None, at: datetime, why: str) -> None:
        """Approved or refused, once. Raises `Conflict` (`leave_decided`)."""
        if self.state is not LeaveState.ASKED:
            raise Conflict("leave_decided", state=self.state.value)
        self.state, self.decided_by, self.decided_at, self.decision = state, by, at, why

    def cancel(self, at: datetime) -> None:
        """Taken back. Raises `Conflict` (`leave_decided`) when it was refused or taken back before."""
        if self.state not in (LeaveState.ASKED, LeaveState.APPROVED):
            raise Conflict("leave_decided", state=self.state.value)
        self.state, self.decided_at = LeaveState.CANCELLED, at
