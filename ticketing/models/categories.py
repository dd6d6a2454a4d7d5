"""What tickets are about: a tree, and what each branch asks for beside the usual fields."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.models.base import Base, Versioned


class Category(Versioned, Base):
    """One branch; `path` is its names from the root with `/` between them, and stands on the tickets."""

    __tablename__ = "categories"

    path: Mapped[str] = mapped_column(unique=True)
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("categories.id"), index=True)
    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    # Kinds of tickets that it is offered for; empty for all.
    kinds: Mapped[list[Any]] = mapped_column(default=list)
    # [{"key", "name", "name_en", "type", "required", "options", "kinds"}]; branches below inherit them.
    fields: Mapped[list[Any]] = mapped_column(default=list)
    # What somebody must know to be given such a ticket by itself.
    skill: Mapped[str] = mapped_column(default="")
    position: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)
