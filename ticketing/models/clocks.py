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
    __table_args__ = (
        sa.UniqueConstraint("ticket_id", "kind", "seq"),
        # An edited calendar goes through the clocks that run by it, ticket by ticket (R6).
        sa.Index("ix_ticket_clocks_running", "calendar_id", "ticket_id", postgresql_where=sa.text("state = 'running'")),
    )

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
    # The code of the team that owes it (OLA, and taking a transfer on); empty for what is owed to the customer.
    team: Mapped[str] = mapped_column(default="", server_default="")
    # Why it was cancelled.
    reason: Mapped[str | None]
    # Finished stretches as [[from, to], ...] in RFC 3339; the open one begins at `resumed_at`. A stretch reckoned by
    # another calendar than the row's, because the policy changed since, carries that calendar's id as a third value.
    runs: Mapped[list[Any]] = mapped_column(default=list)
    generation: Mapped[int] = mapped_column(default=1)

    @property
    def record(self) -> ClockRecord:
        """The clock as the rules know it."""
        return ClockRecord(
            **{name: getattr(self, name) for name in _PLAIN},
            flags=frozenset(ClockFlag(word) for word in self.flags),
            warn_at=tuple(datetime.fromisoformat(text) for text in self.warn_at),
            runs=tuple(Run(datetime.fromisoformat(a), datetime.fromisoformat(b)) for a, b, *_ in self.runs),
        )

    def become(self, record: ClockRecord) -> None:
        """Take over what the rules made of it."""
        for name in _PLAIN:
            setattr(self, name, getattr(record, name))
        self.flags = sorted(flag.value for flag in record.flags)
        self.warn_at = [at.isoformat() for at in record.warn_at]
        tags = [run[2:] for run in self.runs or []] + [[]] * len(record.runs)
        self.runs = [
            [run.began_at.isoformat(), run.ended_at.isoformat(), *tag]
            for run, tag in zip(record.runs, tags, strict=False)
        ]

    def reckon_by(self, calendar_id: int, version: int, *, anew: bool) -> None:
        """Run by another calendar from now on; `anew`: what was counted before was counted again by it."""
        if anew:
            self.runs = [run[:2] for run in self.runs]
        elif calendar_id != self.calendar_id:
            self.runs = [run if len(run) > 2 else [*run, self.calendar_id] for run in self.runs]
        self.calendar_id, self.calendar_version = calendar_id, version

    def calendars(self) -> list[tuple[Run, int]]:
        """Each finished stretch with the calendar that it is reckoned by."""
        found = [run[2] if len(run) > 2 else self.calendar_id for run in self.runs]
        return list(zip(self.record.runs, found, strict=True))
