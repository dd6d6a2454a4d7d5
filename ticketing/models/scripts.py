"""Scripts for the people on the telephone, every wording kept."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ticketing.domain.scripts import ScriptUse
from ticketing.models.base import Base, Versioned
from ticketing.models.people import Person


class Script(Versioned, Base):
    """标准话术: of several for one use the oldest active one is shown by itself."""

    __tablename__ = "scripts"

    title: Mapped[str] = mapped_column(unique=True)
    use: Mapped[ScriptUse]
    text: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True)
    changed_at: Mapped[datetime]
    changed_by: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    changer: Mapped[Person | None] = relationship()


class ScriptWording(Base):
    """What a script said at a version, for whoever asks later what a customer was told."""

    __tablename__ = "script_wordings"
    __table_args__ = (sa.UniqueConstraint("script_id", "version"),)

    script_id: Mapped[int] = mapped_column(sa.ForeignKey("scripts.id"))
    version: Mapped[int]
    title: Mapped[str]
    text: Mapped[str]
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    by: Mapped[Person | None] = relationship()
    at: Mapped[datetime]
