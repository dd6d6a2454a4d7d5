"""Deadlines as rows: each clock of each ticket, its runs and pauses."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ticketing.domain.clocks import ClockKind, ClockState
from ticketing.models.base import Base
from ticketing.models.tickets import Ticket


class TicketClock(Base):
    """A pure function of its segments, calendar and policy; `due_at` is the cache that `verify` recomputes."""

    __tablename__ = "ticket_clocks"
    __table_args__ = (sa.UniqueConstraint("ticket_id", "kind", "seq"),)

    ticket_id: Mapped[int] = mapped_column(sa.ForeignKey("tickets.id"))
    ticket: Mapped[Ticket] = relationship()
    kind: Mapped[ClockKind]
    seq: Mapped[int]
    state: Mapped[ClockState]
    target_s: Mapped[int]
    calendar_id: Mapped[int] = mapped_column(sa.ForeignKey("calendars.id"))
    calendar_version: Mapped[int]
    started_at: Mapped[datetime]
    elapsed_s: Mapped[int] = mapped_column(default=0)
    resumed_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    warn_at: Mapped[list[Any]] = mapped_column(default=list)
    breached_at: Mapped[datetime | None]
    # When the breach was noticed: lateness = fired_at - breached_at.
    fired_at: Mapped[datetime | None]
    stopped_at: Mapped[datetime | None]
    flags: Mapped[list[Any]] = mapped_column(default=list)
    # Everything else the pure clock needs to go on (domain.clocks), as it wrote it.
    memo: Mapped[dict[str, Any]] = mapped_column(default=dict)
    generation: Mapped[int] = mapped_column(default=1)


class ClockSegment(Base):
    """One stretch in which a clock ran or paused, and why."""

    __tablename__ = "clock_segments"

    clock_id: Mapped[int] = mapped_column(sa.ForeignKey("ticket_clocks.id"), index=True)
    kind: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    from_at: Mapped[datetime]
    to_at: Mapped[datetime | None]
    working_s: Mapped[int | None]
    owner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
