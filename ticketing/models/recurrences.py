"""Follow-ups that come round: the rule, of which only the next occurrence exists as a call-back."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ticketing.domain.permissions import Target
from ticketing.domain.recurrences import Roll, Rule, read_rule
from ticketing.models.base import Base, Versioned
from ticketing.models.calendars import Calendar
from ticketing.models.customers import Customer
from ticketing.models.people import Person
from ticketing.models.queues import Queue
from ticketing.models.tickets import Ticket


class Recurrence(Versioned, Base):
    """`from_min` is the wall time of the window's beginning in minutes after midnight of `tz`."""

    __tablename__ = "recurrences"
    __table_args__ = (sa.Index("ix_recurrences_active", "id", postgresql_where=sa.text("ended_at IS NULL")),)

    ticket_id: Mapped[int] = mapped_column(sa.ForeignKey("tickets.id"), index=True)
    ticket: Mapped[Ticket] = relationship()
    customer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("customers.id"))
    customer: Mapped[Customer | None] = relationship()
    queue_id: Mapped[int | None] = mapped_column(sa.ForeignKey("queues.id"))
    queue: Mapped[Queue | None] = relationship()
    owner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    owner: Mapped[Person | None] = relationship()
    phone: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    rrule: Mapped[str]
    start_on: Mapped[date]
    from_min: Mapped[int]
    length_min: Mapped[int]
    tz: Mapped[str]
    roll: Mapped[Roll]
    # Which days are worked, for the roll.
    calendar_id: Mapped[int] = mapped_column(sa.ForeignKey("calendars.id"))
    calendar: Mapped[Calendar] = relationship()
    until_satisfied: Mapped[bool] = mapped_column(default=False)
    # The nominal day of the newest occurrence.
    last_on: Mapped[date | None]
    ended_at: Mapped[datetime | None]
    # count | until | satisfied | stopped
    end_reason: Mapped[str] = mapped_column(default="")

    @property
    def rule(self) -> Rule:
        return read_rule(self.rrule, self.start_on)

    @property
    def target(self) -> Target:
        """What a permission is asked about."""
        return Target(owner_id=self.owner_id, queue_id=self.queue_id)

    def end(self, reason: str, at: datetime) -> None:
        self.ended_at, self.end_reason = at, reason
