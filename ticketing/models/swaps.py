"""Shifts that change hands: swaps between two people, and gaps that somebody else fills."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ticketing.errors import Conflict
from ticketing.models.base import Base, Versioned, words_of
from ticketing.models.people import Person
from ticketing.models.shifts import ShiftTemplate


class SwapState(StrEnum):
    OFFERED = "offered"
    ACCEPTED = "accepted"
    APPROVED = "approved"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    VOID = "void"


OPEN_SWAPS = (SwapState.OFFERED, SwapState.ACCEPTED)


class Swap(Versioned, Base):
    """Two people's days to be exchanged; `to_day` null gives the shift away.

    `from_seen`/`to_seen` are the cells' versions at the offer: a cell that changed since makes the swap void.
    """

    __tablename__ = "swaps"
    __table_args__ = (
        sa.Index("ix_swaps_open", "offered_at", postgresql_where=sa.text("state IN ('offered', 'accepted')")),
        sa.Index("ix_swaps_from", "from_id"),
        sa.Index("ix_swaps_to", "to_id"),
        sa.CheckConstraint("from_id <> to_id", name="two_people"),
        sa.CheckConstraint("decided_by <> from_id AND decided_by <> to_id", name="not_own"),
    )

    from_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    from_person: Mapped[Person] = relationship(foreign_keys=from_id)
    from_day: Mapped[date]
    to_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    to_person: Mapped[Person] = relationship(foreign_keys=to_id)
    to_day: Mapped[date | None]
    from_seen: Mapped[int]
    to_seen: Mapped[int | None]
    note: Mapped[str] = mapped_column(default="")
    state: Mapped[SwapState] = mapped_column(words_of(SwapState, "state"), default=SwapState.OFFERED)
    offered_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    decision: Mapped[str] = mapped_column(default="")

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_SWAPS

    def move(self, state: SwapState, *, out_of: SwapState | None = None) -> None:
        """Go on to `state`. Raises `Conflict` (`swap_over`) when it is over or not at that step."""
        if not self.is_open or (out_of is not None and self.state is not out_of):
            raise Conflict("swap_over", state=self.state.value)
        self.state = state


class CoverState(StrEnum):
    OPEN = "open"
    FILLED = "filled"
    CLOSED = "closed"


class Cover(Versioned, Base):
    """A gap in a published roster: the shift that somebody can not work, and who took it first."""

    __tablename__ = "covers"
    __table_args__ = (
        sa.Index("ix_covers_day", "on_day"),
        sa.Index("uq_covers_open", "absent_id", "on_day", unique=True, postgresql_where=sa.text("state = 'open'")),
    )

    absent_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    absent: Mapped[Person] = relationship(foreign_keys=absent_id)
    team_id: Mapped[int] = mapped_column(sa.ForeignKey("teams.id"))
    on_day: Mapped[date]
    template_id: Mapped[int] = mapped_column(sa.ForeignKey("shift_templates.id"))
    template: Mapped[ShiftTemplate] = relationship()
    start_at: Mapped[datetime]
    end_at: Mapped[datetime]
    is_leader: Mapped[bool] = mapped_column(default=False)
    leave_id: Mapped[int | None] = mapped_column(sa.ForeignKey("leaves.id"))
    # Whom the gap was offered to, best first: [{"person": code, "hours": float, ...}] as it was reckoned then.
    asked: Mapped[list[Any]] = mapped_column(default=list)
    state: Mapped[CoverState] = mapped_column(words_of(CoverState, "state"), default=CoverState.OPEN)
    opened_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    winner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    winner: Mapped[Person | None] = relationship(foreign_keys=winner_id)

    def take(self, person_id: int, at: datetime) -> None:
        """The first who says yes has it. Raises `Conflict` (`cover_over`)."""
        self._end(CoverState.FILLED, at)
        self.winner_id = person_id

    def close(self, at: datetime) -> None:
        self._end(CoverState.CLOSED, at)

    def _end(self, state: CoverState, at: datetime) -> None:
        if self.state is not CoverState.OPEN:
            raise Conflict("cover_over", state=self.state.value)
        self.state, self.ended_at = state, at
