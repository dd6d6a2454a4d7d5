"""Words that are written often, and steps that are done together."""

from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from ticketing.domain.tickets import NoteKind
from ticketing.models.base import Base, Versioned


class Macro(Versioned, Base):
    """A canned text, with what else is done at one press: `changes` is empty for a text alone."""

    __tablename__ = "macros"

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    # Whom the text is for; a macro without a text writes nothing.
    audience: Mapped[NoteKind] = mapped_column(default=NoteKind.NOTE)
    text: Mapped[str] = mapped_column(default="")
    # {"priority", "category", "queue", "owner", "tags": [...], "to", "reason"}
    changes: Mapped[dict[str, Any]] = mapped_column(default=dict)
    # Kinds of tickets that it is offered for; empty for all.
    kinds: Mapped[list[Any]] = mapped_column(default=list)
    position: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)
