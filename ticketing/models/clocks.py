"""Deadlines as rows: each clock of each ticket, its runs and pauses."""

from dataclasses import fields
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ticketing.domain.clocks import ClockFlag, ClockKind, ClockRecord, ClockState, Run
from ticketing.models.base import Base
from ticketing.models.tickets import Ticket

# The columns that a `ClockRecord` holds under the same name and type.
_PLAIN = tuple(column.name for column in fields(ClockRecord) if column.name not in {"flags", "warn_at", "runs"})


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
    # The elapsed time at which it falls due: the target, unless grace moved it.
    allowance_s: Mapped[int]
    paused_target_s: Mapped[int | None]
    reopened: Mapped[bool] = mapped_column(default=False)
    # Why it was cancelled.
    reason: Mapped[str | None]
    # Finished stretches as [[from, to], ...] in RFC 3339; the open one begins at `resumed_at`.
    runs: Mapped[list[Any]] = mapped_column(default=list)
    generation: Mapped[int] = mapped_column(default=1)

    @property
    def record(self) -> ClockRecord:
        """The clock as the rules know it."""
        return ClockRecord(
            **{name: getattr(self, name) for name in _PLAIN},
            flags=frozenset(ClockFlag(word) for word in self.flags),
            warn_at=tuple(datetime.fromisoformat(text) for text in self.warn_at),
            runs=tuple(Run(datetime.fromisoformat(a), datetime.fromisoformat(b)) for a, b in self.runs),
        )

    def become(self, record: ClockRecord) -> None:
        """Take over what the rules made of it."""
        for name in _PLAIN:
            setattr(self, name, getattr(record, name))
        self.flags = sorted(flag.value for flag in record.flags)
        self.warn_at = [at.isoformat() for at in record.warn_at]
        self.runs = [[run.began_at.isoformat(), run.ended_at.isoformat()] for run in record.runs]
