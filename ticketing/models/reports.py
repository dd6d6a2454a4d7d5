"""Nightly sheets as they were reckoned, every revision kept, and what came too late for them."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ticketing.errors import Conflict
from ticketing.models.base import Base
from ticketing.models.people import Person


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
    # Why there is another revision: {cause, detail, moved: [[column, old, new], ...]}; empty for the first.
    correction: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    signed_at: Mapped[datetime | None]
    signed_by: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    signer: Mapped[Person | None] = relationship()

    def lease(self, now: datetime, until: datetime) -> None:
        """Hand the run to a worker until an instant; after it the run is offered again."""
        self.state, self.lease_until = "running", until
        self.started_at = now
        self.attempts += 1

    def finish(self, content: dict[str, Any], content_hash: str, at: datetime) -> None:
        self.state, self.lease_until = "done", None
        self.content, self.content_hash = content, content_hash
        self.finished_at = at

    def sign(self, by: int | None, at: datetime) -> None:
        """`sheet_signed` when somebody has signed it already, `sheet_unfinished` while it is being made."""
        if self.signed_at is not None:
            raise Conflict("sheet_signed", by=self.signed_by, at=self.signed_at.isoformat())
        if self.state != "done":
            raise Conflict("sheet_unfinished", state=self.state)
        self.signed_by, self.signed_at = by, at


class ReportDirty(Base):
    """A closed day of which something became known since; gathered for ten minutes, then its sheets are made again."""

    __tablename__ = "report_dirty"
    __table_args__ = (sa.UniqueConstraint("dimension", "on_day"),)

    # calls | complaints | people
    dimension: Mapped[str]
    on_day: Mapped[date]
    cause: Mapped[str]
    detail: Mapped[str] = mapped_column(default="")
    noticed_at: Mapped[datetime]


class ReportAdjustment(Base):
    """What a day of a signed month came to differently: it stands on the sheet of a later month (reports.md 2.4)."""

    __tablename__ = "report_adjustments"
    __table_args__ = (sa.Index("ix_report_adjustments_into", "key", "into_month"),)

    # The monthly sheet, the day it belongs to, and the first day of the month in whose sheet it stands.
    key: Mapped[str]
    on_day: Mapped[date]
    into_month: Mapped[date]
    team: Mapped[str] = mapped_column(default="")
    code: Mapped[str]
    name: Mapped[str]
    # Sums by name: what they became less what they were.
    parts: Mapped[dict[str, Any]]
    cause: Mapped[str] = mapped_column(default="")
    detail: Mapped[str] = mapped_column(default="")
    made_at: Mapped[datetime]


class ReportSubscription(Base):
    """Who wants to be told when a sheet is made or corrected."""

    __tablename__ = "report_subscriptions"
    __table_args__ = (sa.UniqueConstraint("key", "person_id"),)

    key: Mapped[str]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    since: Mapped[datetime]


class ReportDelivery(Base):
    """One revision told to one person by one channel, once."""

    __tablename__ = "report_deliveries"
    __table_args__ = (sa.UniqueConstraint("run_id", "person_id", "channel"),)

    run_id: Mapped[int] = mapped_column(sa.ForeignKey("report_runs.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    # bell | mail
    channel: Mapped[str]
    told_at: Mapped[datetime]
