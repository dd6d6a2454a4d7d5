"""How people look at lists: searches they keep, columns they chose."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ticketing.models.base import Base, Versioned
from ticketing.models.people import Person


class SavedSearch(Versioned, Base):
    """A filter of the ticket list under a name; `wanted` in the words of the list's address."""

    __tablename__ = "saved_searches"
    __table_args__ = (sa.UniqueConstraint("person_id", "name"),)

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    person: Mapped[Person] = relationship()
    name: Mapped[str]
    wanted: Mapped[dict[str, Any]]
    # Everybody sees it, each with what they themselves may see.
    shared: Mapped[bool] = mapped_column(default=False)
    saved_at: Mapped[datetime]


class ListChoice(Base):
    """The columns of a list that a person wants to see, in their order."""

    __tablename__ = "list_choices"
    __table_args__ = (sa.UniqueConstraint("person_id", "subject"),)

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    subject: Mapped[str]
    columns: Mapped[list[Any]]
