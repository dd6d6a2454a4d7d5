"""Nightly sheets as they were reckoned, every revision kept."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.models.base import Base


class ReportRun(Base):
    """One revision of one sheet of one period; the same inputs make no second one (reports.md 2.3)."""

    __tablename__ = "report_runs"
    __table_args__ = (sa.UniqueConstraint("key", "scope", "period_start", "revision"),)

    key: Mapped[str]
    scope: Mapped[str] = mapped_column(default="centre")
    period_start: Mapped[date]
    period_end: Mapped[date]
    timezone: Mapped[str]
    day_start_hour: Mapped[int]
    definition_version: Mapped[int]
    revision: Mapped[int] = mapped_column(default=1)
    # owed | running | done | failed
    state: Mapped[str]
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    content_hash: Mapped[str | None]
    reason: Mapped[str] = mapped_column(default="")
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    # {"rows": [...]}: every row with the parts of its ratios; totals are reckoned over the rows that a reader may see.
    content: Mapped[dict[str, Any]] = mapped_column(default=dict)

    def lease(self, now: datetime, until: datetime) -> None:
        """Hand the run to a worker until an instant; after it the run is offered again."""
        self.state, self.lease_until = "running", until
        self.started_at = now
        self.attempts += 1

    def finish(self, content: dict[str, Any], content_hash: str, at: datetime) -> None:
        self.state, self.lease_until = "done", None
        self.content, self.content_hash = content, content_hash
        self.finished_at = at
