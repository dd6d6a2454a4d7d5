"""Who should be here when: shift templates, the cells of the week, and what was published."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ticketing.models.base import Base, Versioned
from ticketing.models.people import Person, Team


class ShiftTemplate(Versioned, Base):
    """A shift by its code (白, 晚, 休): minutes from local midnight, past 1440 for the next day.

    `breaks`: [{"from": minutes from local midnight, "len": minutes, "paid": bool, "kind": "meal"}];
    `activities`: [{"kind": "meeting", "from", "len", "dow": [0..6] or absent for every day}].
    """

    __tablename__ = "shift_templates"

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    start_min: Mapped[int]
    end_min: Mapped[int]
    break_min: Mapped[int] = mapped_column(default=0)
    working: Mapped[bool] = mapped_column(default=True)
    position: Mapped[int] = mapped_column(default=0)
    breaks: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    activities: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    # How many people it wants on a working day, and on a day of rest when that is another number.
    min_staff: Mapped[int] = mapped_column(default=0, server_default="0")
    min_staff_rest: Mapped[int | None]
    needs_leader: Mapped[bool] = mapped_column(default=True, server_default=sa.true())
    # Retired kinds of shifts stay in old rosters and are offered for no new one.
    active: Mapped[bool] = mapped_column(default=True, server_default=sa.true())


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
    # Closed: what it says is what attendance was judged by, and nobody changes it any more.
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))

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
        # Nobody is published in two places at once; judged at the commit, because cells change one after the other.
        ExcludeConstraint(
            (sa.text("int8range(person_id, person_id, '[]')"), "&&"),
            (sa.text("tstzrange(published_start_at, published_end_at)"), "&&"),
            name="ex_shifts_one_place",
            using="gist",
            where=sa.text("published_start_at IS NOT NULL"),
            deferrable=True,
            initially="DEFERRED",
        ),
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
    # A locked cell is left as it is by generation, import and whoever did not unlock it first (H9).
    locked: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    # manual | generated | imported | swap | cover | leave
    source: Mapped[str] = mapped_column(default="manual", server_default="manual")
    published_template_id: Mapped[int | None] = mapped_column(sa.ForeignKey("shift_templates.id"))
    published_start_at: Mapped[datetime | None]
    published_end_at: Mapped[datetime | None]
    published_is_leader: Mapped[bool] = mapped_column(default=False)
    # How often what is published of this cell has changed: the SEQUENCE of its calendar entry.
    sequence: Mapped[int] = mapped_column(default=0, server_default="0")
    # The hours that were taken away last, so that a calendar can be told that they are cancelled.
    dropped_start_at: Mapped[datetime | None]
    dropped_end_at: Mapped[datetime | None]
    dropped_at: Mapped[datetime | None]

    @property
    def is_published(self) -> bool:
        """Whether what stands here is what everybody was last told."""
        return (self.template_id, self.start_at, self.end_at, self.is_leader) == (
            self.published_template_id,
            self.published_start_at,
            self.published_end_at,
            self.published_is_leader,
        )

    def publish(self, at: datetime) -> None:
        """What stands here is told to everybody; hours that are given up are remembered for calendars."""
        if self.published_start_at is not None and self.start_at is None:
            self.dropped_start_at, self.dropped_end_at = self.published_start_at, self.published_end_at
            self.dropped_at = at
        self.sequence = (self.sequence or 0) + 1
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


class RosterVersion(Base):
    """One publication as it was told: every cell with hours, who published it and, after the first, why.

    `cells`: [{"person": id, "on": day, "template": id, "start_at", "end_at", "leader": bool}].
    """

    __tablename__ = "roster_versions"
    __table_args__ = (sa.UniqueConstraint("roster_id", "version"),)

    roster_id: Mapped[int] = mapped_column(sa.ForeignKey("rosters.id"))
    version: Mapped[int]
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    reason: Mapped[str] = mapped_column(default="")
    changed: Mapped[int]
    # The broken rules that were known and published all the same.
    findings: Mapped[list[Any]] = mapped_column(default=list)
    cells: Mapped[list[Any]]
