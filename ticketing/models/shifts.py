"""Who should be here when: shift templates, the cells of the week, and what was published."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ticketing.models.base import Base, Versioned
from ticketing.models.people import Person, Team


class ShiftTemplate(Versioned, Base):
    """A shift by its code (白, 晚, 休): minutes from local midnight, past 1440 for the next day."""

    __tablename__ = "shift_templates"

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    start_min: Mapped[int]
    end_min: Mapped[int]
    break_min: Mapped[int] = mapped_column(default=0)
    working: Mapped[bool] = mapped_column(default=True)
    position: Mapped[int] = mapped_column(default=0)


class Roster(Versioned, Base):
    """One team's week; cells are edited as a draft and published as a numbered whole."""

    __tablename__ = "rosters"
    __table_args__ = (sa.UniqueConstraint("team_id", "week_on"),)

    team_id: Mapped[int] = mapped_column(sa.ForeignKey("teams.id"))
    team: Mapped[Team] = relationship()
    week_on: Mapped[date]
    published_version: Mapped[int] = mapped_column(default=0)
    published_at: Mapped[datetime | None]
    published_by: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))

    def publish(self, by: int | None, at: datetime) -> None:
        self.published_version += 1
        self.published_by, self.published_at = by, at
        self.version += 1


class Shift(Versioned, Base):
    """One cell: one person, one day, one template; `start_at`/`end_at` are the instants it comes to.

    `published_*` is what everybody was last told; a draft differs from it until it is published.
    """

    __tablename__ = "shifts"
    __table_args__ = (
        sa.UniqueConstraint("person_id", "on_day"),
        sa.Index("ix_shifts_day", "on_day"),
        sa.Index("ix_shifts_published", "published_start_at", "published_end_at"),
    )

    roster_id: Mapped[int] = mapped_column(sa.ForeignKey("rosters.id"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    person: Mapped[Person] = relationship()
    on_day: Mapped[date]
    template_id: Mapped[int | None] = mapped_column(sa.ForeignKey("shift_templates.id"))
    template: Mapped[ShiftTemplate | None] = relationship(foreign_keys=template_id)
    start_at: Mapped[datetime | None]
    end_at: Mapped[datetime | None]
    is_leader: Mapped[bool] = mapped_column(default=False)
    published_template_id: Mapped[int | None] = mapped_column(sa.ForeignKey("shift_templates.id"))
    published_start_at: Mapped[datetime | None]
    published_end_at: Mapped[datetime | None]
    published_is_leader: Mapped[bool] = mapped_column(default=False)

    @property
    def is_published(self) -> bool:
        """Whether what stands here is what everybody was last told."""
        return (self.template_id, self.start_at, self.end_at, self.is_leader) == (
            self.published_template_id,
            self.published_start_at,
            self.published_end_at,
            self.published_is_leader,
        )

    def publish(self) -> None:
        self.published_template_id = self.template_id
        self.published_start_at, self.published_end_at = self.start_at, self.end_at
        self.published_is_leader = self.is_leader
        self.version += 1


class RosterChange(Base):
    """Who changed which cell from what to what, and in which published version it first stood."""

    __tablename__ = "roster_changes"

    roster_id: Mapped[int] = mapped_column(sa.ForeignKey("rosters.id"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    on_day: Mapped[date]
    from_code: Mapped[str | None]
    to_code: Mapped[str | None]
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    at: Mapped[datetime]
    version: Mapped[int]
