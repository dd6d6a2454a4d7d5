"""Reports that people put together, who has them delivered, and requests for numbers that are not masked."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ticketing.domain.builder import Cadence, Sharing
from ticketing.errors import Conflict
from ticketing.models.base import Base, Versioned
from ticketing.models.people import Person

_PERSON = "people.id"


class CustomReport(Versioned, Base):
    """One person's report; whoever it is shared with reads it with their own rights, never with the owner's."""

    __tablename__ = "custom_reports"
    __table_args__ = (sa.UniqueConstraint("owner_id", "name"),)

    owner_id: Mapped[int] = mapped_column(sa.ForeignKey(_PERSON))
    owner: Mapped[Person] = relationship()
    name: Mapped[str]
    # `domain.builder.Plan` in its own words.
    plan: Mapped[dict[str, Any]]
    shared: Mapped[Sharing] = mapped_column(default=Sharing.NOBODY)
    changed_at: Mapped[datetime]


class CustomReportOrder(Base):
    """Somebody has a report made for them again and again; `next_on` is the morning of the next one."""

    __tablename__ = "custom_report_orders"
    __table_args__ = (
        sa.UniqueConstraint("report_id", "person_id"),
        sa.Index("ix_custom_report_orders_next", "next_on"),
    )

    report_id: Mapped[int] = mapped_column(sa.ForeignKey("custom_reports.id", ondelete="CASCADE"))
    report: Mapped[CustomReport] = relationship()
    person_id: Mapped[int] = mapped_column(sa.ForeignKey(_PERSON))
    person: Mapped[Person] = relationship()
    cadence: Mapped[Cadence]
    since: Mapped[datetime]
    next_on: Mapped[date]


class OpenNumberRequest(Base):
    """Somebody wants a file with whole telephone numbers; another person says yes or no, and only then is it made."""

    __tablename__ = "open_number_requests"
    __table_args__ = (
        sa.Index("ix_open_number_requests_waiting", "id", postgresql_where=sa.text("decided_at IS NULL")),
        sa.CheckConstraint("decided_by IS DISTINCT FROM asked_by", name="by_another"),
    )

    asked_by: Mapped[int] = mapped_column(sa.ForeignKey(_PERSON))
    asker: Mapped[Person] = relationship(foreign_keys=asked_by)
    asked_at: Mapped[datetime]
    # {list, format, words, columns, language}: the file as it was asked for.
    wanted: Mapped[dict[str, Any]]
    reason: Mapped[str]
    decided_by: Mapped[int | None] = mapped_column(sa.ForeignKey(_PERSON))
    decided_at: Mapped[datetime | None]
    approved: Mapped[bool | None]
    note: Mapped[str] = mapped_column(default="")
    job_id: Mapped[int | None] = mapped_column(sa.ForeignKey("file_jobs.id", ondelete="SET NULL"))

    def decide(self, by_id: int, at: datetime, *, approved: bool, note: str) -> None:
        """`already_decided` when somebody was quicker."""
        if self.decided_at is not None:
            raise Conflict("already_decided", by=self.decided_by, at=self.decided_at.isoformat())
        self.decided_by, self.decided_at, self.approved, self.note = by_id, at, approved, note
