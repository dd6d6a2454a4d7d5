"""Where people work: its wall clock, when its day begins, its rules for rosters; and which days are holidays."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.models.base import Base, Versioned


class Site(Versioned, Base):
    """A place with a wall clock of its own; teams without a site keep the centre's clock and the usual rules.

    `rules`: the fields of `domain.roster.Rules` that differ from the usual.
    """

    __tablename__ = "sites"

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    timezone: Mapped[str]
    # Minutes after midnight at which the business day begins: work after midnight counts for the day before.
    day_start_min: Mapped[int] = mapped_column(default=0)
    rules: Mapped[dict[str, Any]] = mapped_column(default=dict)


class CalendarDay(Base):
    """A day that differs from its weekday: a holiday, or a day worked for one (`as_dow`: 0 is Monday)."""

    __tablename__ = "calendar_days"
    __table_args__ = (
        sa.UniqueConstraint("country", "on_day"),
        sa.CheckConstraint("kind IN ('holiday', 'makeup')", name="kind"),
    )

    country: Mapped[str] = mapped_column(default="CN")
    on_day: Mapped[date]
    kind: Mapped[str]
    as_dow: Mapped[int | None]
    name: Mapped[str]
    entered_by: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    entered_at: Mapped[datetime]
