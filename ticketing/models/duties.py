"""Duties by rotation and whose turn each day is; meetings that come round, with their sittings."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ticketing.models.base import Base, Versioned
from ticketing.models.people import Person, Team


class Duty(Versioned, Base):
    """A duty that goes round among those on shift: of one team, or of everybody.

    `weekdays`: 0 is Monday; `each`: how many a day; `answers`: what escalates and finds nobody goes to whoever has it.
    """

    __tablename__ = "duties"

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    team_id: Mapped[int | None] = mapped_column(sa.ForeignKey("teams.id"))
    team: Mapped[Team | None] = relationship(lazy="selectin")
    each: Mapped[int] = mapped_column(default=1)
    weekdays: Mapped[list[Any]] = mapped_column(default=list)
    answers: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)


class DutyTurn(Versioned, Base):
    """Somebody's turn on a day; `by_hand`: a person put them there, and drawing again leaves it."""

    __tablename__ = "duty_turns"
    __table_args__ = (
        sa.UniqueConstraint("duty_id", "on_day", "person_id"),
        sa.Index("ix_duty_turns_day", "on_day"),
        sa.Index("ix_duty_turns_person", "person_id", "on_day"),
    )

    duty_id: Mapped[int] = mapped_column(sa.ForeignKey("duties.id"))
    on_day: Mapped[date]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    person: Mapped[Person] = relationship()
    by_hand: Mapped[bool] = mapped_column(default=False)


class Meeting(Versioned, Base):
    """A meeting that comes round; what stood in past days stays: one that changes ends, and another begins.

    `rule` is a part of RFC 5545 (`domain/recurrences.py`); `from_min`: minutes from local midnight; `sittings`: ids
    of people by sitting, each after the one before; who is in none sits in the first.
    """

    __tablename__ = "meetings"
    __table_args__ = (sa.Index("ix_meetings_until", "until_on"),)

    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    team_id: Mapped[int | None] = mapped_column(sa.ForeignKey("teams.id"))
    team: Mapped[Team | None] = relationship(lazy="selectin")
    rule: Mapped[str]
    start_on: Mapped[date]
    # The last day on which it is held; null while it goes on.
    until_on: Mapped[date | None]
    from_min: Mapped[int]
    length_min: Mapped[int]
    sittings: Mapped[list[Any]] = mapped_column(default=list)
    # Why it is held although a queue has too few meanwhile.
    reason: Mapped[str] = mapped_column(default="")
    called_by: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    called_at: Mapped[datetime]
