"""The lines that callers wait in, and who works them."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ticketing.domain.tickets import TicketKind
from ticketing.models.base import Base, Versioned
from ticketing.models.calendars import Calendar


class Queue(Versioned, Base):
    """`code` is the phone system's own name of the queue."""

    __tablename__ = "queues"

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    kind: Mapped[TicketKind]
    calendar_id: Mapped[int | None] = mapped_column(sa.ForeignKey("calendars.id"))
    calendar: Mapped[Calendar | None] = relationship()
    position: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)
    sl_threshold_s: Mapped[int] = mapped_column(default=20)
    sl_target_pct: Mapped[int] = mapped_column(default=80)
    sl_formula: Mapped[str] = mapped_column(default="sl_offered")
    short_abandon_s: Mapped[int] = mapped_column(default=5)
    wrapup_s: Mapped[int] = mapped_column(default=0)
    # Working seconds within which a missed caller is promised to be rung back.
    callback_due_s: Mapped[int] = mapped_column(default=1800)
    # {"waiting": [warn, bad], "longest_s": [warn, bad], "sl_pct": [warn, bad]}
    thresholds: Mapped[dict[str, Any]] = mapped_column(default=dict)


class QueueMember(Base):
    """Who is responsible for a queue's tickets; the phone's own membership is in the telephony log."""

    __tablename__ = "queue_members"
    __table_args__ = (sa.UniqueConstraint("queue_id", "person_id"),)

    queue_id: Mapped[int] = mapped_column(sa.ForeignKey("queues.id"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
