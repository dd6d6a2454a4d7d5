"""What one shift leaves to the next: a sheet per person and shift, its items, who took it over."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ticketing.models.base import Base
from ticketing.models.people import Person

_PERSON = "people.id"


class HandoverSheet(Base):
    """Filed once per shift (`shift_end_at` names it); accepted once, by somebody else.

    `items` are as they stood when it was filed: {kind: ticket|callback|waiting, id, text, due, moves}.
    """

    __tablename__ = "handover_sheets"
    __table_args__ = (
        sa.UniqueConstraint("person_id", "shift_end_at"),
        sa.Index("ix_handover_sheets_open", "team_id", "filed_at", postgresql_where=sa.text("accepted_at IS NULL")),
        sa.CheckConstraint("accepted_by IS DISTINCT FROM person_id", name="by_another"),
    )

    person_id: Mapped[int] = mapped_column(sa.ForeignKey(_PERSON))
    person: Mapped[Person] = relationship(foreign_keys=person_id)
    team_id: Mapped[int | None] = mapped_column(sa.ForeignKey("teams.id"))
    shift_end_at: Mapped[datetime]
    note: Mapped[str] = mapped_column(default="")
    items: Mapped[list[Any]] = mapped_column(default=list)
    filed_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    accepted_by: Mapped[int | None] = mapped_column(sa.ForeignKey(_PERSON))
    accepter: Mapped[Person | None] = relationship(foreign_keys=accepted_by)
    # When the leader was told that nobody had taken it over.
    told_at: Mapped[datetime | None]


class HandoverMiss(Base):
    """Somebody went home with something in hand and no sheet: sent home by a lead (`by_id`), or anyhow."""

    __tablename__ = "handover_misses"
    __table_args__ = (sa.UniqueConstraint("person_id", "shift_end_at"),)

    person_id: Mapped[int] = mapped_column(sa.ForeignKey(_PERSON))
    shift_end_at: Mapped[datetime]
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey(_PERSON))
    # What was in hand then.
    tickets: Mapped[int]
    callbacks: Mapped[int]
