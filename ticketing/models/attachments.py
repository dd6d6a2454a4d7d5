"""Files that belong to a ticket: what they were called, what they are, and under which name of ours they lie."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ticketing.models.base import Base
from ticketing.models.people import Person


class Attachment(Base):
    """`stored` is a random name below the data folder; `name` is only ever shown, never opened."""

    __tablename__ = "attachments"

    ticket_id: Mapped[int] = mapped_column(sa.ForeignKey("tickets.id"), index=True)
    note_id: Mapped[int | None] = mapped_column(sa.ForeignKey("notes.id"), index=True)
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    stored: Mapped[str] = mapped_column(unique=True)
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    by: Mapped[Person | None] = relationship()
    at: Mapped[datetime]
