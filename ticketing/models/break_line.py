"""Limits of how many may be on a break at once, and who waits for a place."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ticketing.models.base import Base
from ticketing.models.people import Person


class BreakLimit(Base):
    """So many people of one team or of one queue may be on a break or at a meal at the same time."""

    __tablename__ = "break_limits"
    __table_args__ = (
        sa.UniqueConstraint("team_id"),
        sa.UniqueConstraint("queue_id"),
        sa.CheckConstraint("num_nonnulls(team_id, queue_id) = 1", name="one_group"),
        sa.CheckConstraint("most > 0", name="somebody"),
    )

    team_id: Mapped[int | None] = mapped_column(sa.ForeignKey("teams.id"))
    queue_id: Mapped[int | None] = mapped_column(sa.ForeignKey("queues.id"))
    most: Mapped[int]


class BreakWish(Base):
    """Somebody in line for a break; `told_at`: it is their turn, and the place is kept for two minutes."""

    __tablename__ = "break_wishes"
    __table_args__ = (
        sa.Index("uq_break_wishes_open", "person_id", unique=True, postgresql_where=sa.text("ended_at IS NULL")),
        sa.CheckConstraint("(ended_at IS NULL) = (how IS NULL)", name="how"),
    )

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    person: Mapped[Person] = relationship()
    reason: Mapped[str]
    asked_at: Mapped[datetime]
    told_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    # gone | left | lapsed | refused
    how: Mapped[str | None]
