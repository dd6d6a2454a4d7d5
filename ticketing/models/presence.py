"""What an agent says about themselves at the console, beside what the phone system says."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.models.base import Base


class ConsoleState(Base):
    """The state chosen at the console (ready, busy, break, wrapup, offline), since when, by whom, what comes next."""

    __tablename__ = "console_states"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), unique=True)
    state: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    since: Mapped[datetime]
    # Booked for after the call: 通话后小休.
    next_state: Mapped[str | None]
    next_reason: Mapped[str | None]
    # Set when a lead forced it: the agent sees who and why.
    forced_by: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    forced_reason: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)

    def take(self, state: str, reason: str, at: datetime) -> None:
        """Be in a state from now on; what was booked or forced before is over."""
        self.state, self.reason, self.since = state, reason, at
        self.next_state = self.next_reason = None
        self.forced_by = self.forced_reason = None
        self.version += 1

    def force(self, by: int | None, why: str) -> None:
        """Say who put the agent there, and why."""
        self.forced_by, self.forced_reason = by, why

    def book(self, state: str | None, reason: str) -> None:
        """Come to this state when the call ends; None takes the booking back."""
        self.next_state, self.next_reason = state, reason if state is not None else None
        self.version += 1


class ConsoleStateChange(Base):
    """Every state an agent chose or was put in, as it happened."""

    __tablename__ = "console_state_changes"
    __table_args__ = (sa.Index("ix_console_state_changes_person", "person_id", "at"),)

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    state: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    at: Mapped[datetime]
