"""Who came and went: punches as they were made, each day as it was judged, and the weeks that were made public."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ticketing.domain.attendance import Source
from ticketing.models.base import Base
from ticketing.models.people import Person

_PERSON = "people.id"


class Punch(Base):
    """One sign that somebody made of coming (`in`) or going (`out`); never changed, only put right by another.

    A correction has `certified_by` and its certificate, and names in `corrects_id` what it stands for, if anything.
    """

    __tablename__ = "punches"
    __table_args__ = (
        sa.UniqueConstraint("person_id", "at", "way", "source"),
        sa.CheckConstraint("way IN ('in', 'out')", name="way"),
        sa.CheckConstraint("certified_by IS DISTINCT FROM person_id", name="by_another"),
    )

    person_id: Mapped[int] = mapped_column(sa.ForeignKey(_PERSON))
    at: Mapped[datetime]
    way: Mapped[str]
    source: Mapped[Source]
    device: Mapped[str] = mapped_column(default="")
    certified_by: Mapped[int | None] = mapped_column(sa.ForeignKey(_PERSON))
    certificate: Mapped[str] = mapped_column(default="")
    corrects_id: Mapped[int | None] = mapped_column(sa.ForeignKey("punches.id"))
    recorded_by: Mapped[int | None] = mapped_column(sa.ForeignKey(_PERSON))
    recorded_at: Mapped[datetime]


class AttendanceExcuse(Base):
    """Time that is held against nobody: one person's errand, or everybody's outage (`person_id` null)."""

    __tablename__ = "attendance_excuses"
    __table_args__ = (
        sa.Index("ix_attendance_excuses_time", "from_at", "to_at"),
        sa.CheckConstraint("from_at < to_at", name="forward"),
        sa.Index(
            "uq_attendance_excuses_outage", "outage_id", unique=True, postgresql_where=sa.text("revoked_at IS NULL")
        ),
    )

    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey(_PERSON), index=True)
    from_at: Mapped[datetime]
    to_at: Mapped[datetime]
    # errand | outage | other
    kind: Mapped[str]
    outage_id: Mapped[int | None] = mapped_column(sa.ForeignKey("outages.id"))
    reason: Mapped[str] = mapped_column(default="")
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey(_PERSON))
    at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[int | None] = mapped_column(sa.ForeignKey(_PERSON))


class AttendanceDay(Base):
    """One revision of one person's day; the newest is `is_current`. Microseconds are sums, ratios are never kept."""

    __tablename__ = "attendance_days"
    __table_args__ = (
        sa.UniqueConstraint("person_id", "on_day", "revision"),
        sa.Index(
            "uq_attendance_days_current", "person_id", "on_day", unique=True, postgresql_where=sa.text("is_current")
        ),
        sa.Index("ix_attendance_days_day", "on_day", postgresql_where=sa.text("is_current")),
    )

    person_id: Mapped[int] = mapped_column(sa.ForeignKey(_PERSON))
    person: Mapped[Person] = relationship(foreign_keys=person_id)
    on_day: Mapped[date]
    revision: Mapped[int]
    is_current: Mapped[bool] = mapped_column(default=True)
    template: Mapped[str | None]
    start_at: Mapped[datetime]
    end_at: Mapped[datetime]
    extended_at: Mapped[datetime]
    in_at: Mapped[datetime | None]
    in_source: Mapped[str | None]
    out_at: Mapped[datetime | None]
    out_source: Mapped[str | None]
    late_s: Mapped[int]
    early_s: Mapped[int]
    overtime_s: Mapped[int]
    half_days: Mapped[int]
    # {code, seconds, band, half_days}
    findings: Mapped[list[Any]]
    marks: Mapped[list[Any]]
    # {from, to, kind, ref}
    excused: Mapped[list[Any]]
    # {at, way, source, ref, certified}
    evidence: Mapped[list[Any]]
    scheduled_us: Mapped[int]
    adherent_us: Mapped[int]
    planned_queue_us: Mapped[int]
    worked_queue_us: Mapped[int]
    paid_us: Mapped[int]
    rules_version: Mapped[int]
    content_hash: Mapped[str]
    # first | punch | certified | excused | schedule | late_event | rules
    why: Mapped[str]
    made_at: Mapped[datetime]


class AttendanceMark(Base):
    """Somebody's judged day is out of date; the rows go when it has been judged again. Append-only for who marks."""

    __tablename__ = "attendance_marks"

    person_id: Mapped[int]
    on_day: Mapped[date]
    why: Mapped[str]


class AttendanceWeek(Base):
    """One revision of a week as everybody may read it: `cells` as told, `changed` those that said something else."""

    __tablename__ = "attendance_weeks"
    __table_args__ = (sa.UniqueConstraint("week_on", "revision"),)

    week_on: Mapped[date]
    revision: Mapped[int]
    published_at: Mapped[datetime]
    # {person, on_day, revision, findings}
    cells: Mapped[list[Any]]
    # {person, on_day, was, now}
    changed: Mapped[list[Any]]
