"""Every time a customer was asked whether they are satisfied, and what they said."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ticketing.domain.satisfaction import Contentment, Fault, Via, contentment
from ticketing.models.base import Base
from ticketing.models.people import Person
from ticketing.models.tickets import Ticket


class Rating(Base):
    """Asked is a row without an answer; an answer is written once. `score` is null where only yes or no was said."""

    __tablename__ = "ratings"
    __table_args__ = (
        sa.Index("ix_ratings_asked", "asked_at"),
        sa.Index("ix_ratings_person", "person_id", "asked_at"),
        sa.Index("ix_ratings_ticket", "ticket_id"),
        sa.Index("ix_ratings_customer", "customer_id", "answered_at"),
        # One question after one call and one in one follow-up, however often we are told of it.
        sa.Index("uq_ratings_callid", "callid", unique=True, postgresql_where=sa.text("via = 'call'")),
        sa.Index("uq_ratings_callback", "callback_id", unique=True, postgresql_where=sa.text("via = 'follow_up'")),
    )

    via: Mapped[Via]
    ticket_id: Mapped[int | None] = mapped_column(sa.ForeignKey("tickets.id"))
    ticket: Mapped[Ticket | None] = relationship()
    callback_id: Mapped[int | None] = mapped_column(sa.ForeignKey("callbacks.id"))
    callid: Mapped[str | None]
    # Whose work is rated.
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    person: Mapped[Person | None] = relationship(foreign_keys=person_id)
    queue_id: Mapped[int | None] = mapped_column(sa.ForeignKey("queues.id"))
    customer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("customers.id"))
    asked_by: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    asked_at: Mapped[datetime]
    # Of a link: a hash of its token, so that whoever reads the table cannot answer for the customer.
    token_hash: Mapped[str | None] = mapped_column(unique=True)
    expires_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    score: Mapped[int | None]
    contentment: Mapped[Contentment | None]
    fault: Mapped[Fault | None]
    comment: Mapped[str] = mapped_column(default="")

    def answer(self, score: int, at: datetime, fault: Fault | None = None, comment: str = "") -> None:
        self.score, self.contentment, self.answered_at = score, contentment(score), at
        self.fault = fault if self.contentment is Contentment.DISSATISFIED else None
        self.comment = comment
