"""How a queue's tickets find their owner by themselves, and what each person knows."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ticketing.domain.assignment import AssignMode, TakeBack
from ticketing.models.base import Base, Versioned
from ticketing.models.people import Team
from ticketing.models.queues import Queue


class AssignmentRule(Versioned, Base):
    """One queue's rule; `last_id` is whose turn it was, and the row is the lock of the round."""

    __tablename__ = "assignment_rules"

    queue_id: Mapped[int] = mapped_column(sa.ForeignKey("queues.id"), unique=True)
    queue: Mapped[Queue] = relationship()
    mode: Mapped[AssignMode] = mapped_column(default=AssignMode.OFF)
    # Only people of this group; everybody of the queue when null.
    team_id: Mapped[int | None] = mapped_column(sa.ForeignKey("teams.id"))
    team: Mapped[Team | None] = relationship()
    skill: Mapped[str] = mapped_column(default="")
    sticky: Mapped[bool] = mapped_column(default=True)
    # Nobody is given more than so many open tickets by itself; null for no limit.
    most_open: Mapped[int | None]
    take_back: Mapped[TakeBack] = mapped_column(default=TakeBack.ALL)
    last_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))


class PersonSkill(Base):
    """What somebody knows: a word that queues and categories ask for."""

    __tablename__ = "person_skills"
    __table_args__ = (sa.UniqueConstraint("person_id", "skill"),)

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    skill: Mapped[str]


class ShiftEnd(Base):
    """The end of a shift after which its person's tickets were looked through, so that it happens once."""

    __tablename__ = "shift_ends"
    __table_args__ = (sa.UniqueConstraint("person_id", "end_at"),)

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    end_at: Mapped[datetime]
    taken: Mapped[int] = mapped_column(default=0)


class Assignment(Base):
    """Who owned a ticket, since when, and who decided it."""

    __tablename__ = "assignments"
    __table_args__ = (sa.Index("ix_assignments_owner", "owner_id", "at"),)

    ticket_id: Mapped[int] = mapped_column(sa.ForeignKey("tickets.id"), index=True)
    owner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    reason: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
