"""What people asked a phone system to do, and what it answered: rows, so that nothing is done twice or too late."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ticketing.domain.control import OPEN, Act, CommandState
from ticketing.models.base import Base
from ticketing.models.people import Person

_OPEN = f"state IN ({', '.join(repr(state.value) for state in sorted(OPEN))})"


class PbxCommand(Base):
    """One act asked of one phone system (docs/decisions: commands are rows).

    It is marked as sent before it is written to the link, so that a process that dies in between leaves it lost and
    not done twice. `channel_id` is the unique id that a new call gets: by it the call is found in the log again.
    """

    __tablename__ = "pbx_commands"
    __table_args__ = (
        # The same click twice is one command.
        sa.UniqueConstraint("asked_by", "key"),
        sa.Index("ix_pbx_commands_open", "source_id", "id", postgresql_where=sa.text(_OPEN)),
        # One phone rings for one dialling at a time.
        sa.Index(
            "uq_pbx_commands_dialling",
            "person_id",
            unique=True,
            postgresql_where=sa.text(f"act = 'dial' AND {_OPEN}"),
        ),
        sa.Index("ix_pbx_commands_asked", "asked_by", "id"),
        sa.Index("ix_pbx_commands_callback", "callback_id", postgresql_where=sa.text("callback_id IS NOT NULL")),
    )

    source_id: Mapped[int] = mapped_column(sa.ForeignKey("pbx_sources.id"))
    act: Mapped[Act]
    state: Mapped[CommandState]
    key: Mapped[str]
    asked_by: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    # Whose phone or call is moved.
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    person: Mapped[Person] = relationship(foreign_keys=person_id)
    # What to send, resolved when it was asked: device, keys, context, queue, ...
    params: Mapped[dict[str, Any]] = mapped_column(default=dict)
    # Whom it was meant for, as it may be shown to whoever asked: a masked number, a name, a queue.
    target: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    ticket_id: Mapped[int | None] = mapped_column(sa.ForeignKey("tickets.id"))
    callback_id: Mapped[int | None] = mapped_column(sa.ForeignKey("callbacks.id"))
    channel_id: Mapped[str | None] = mapped_column(unique=True)
    asked_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    # A word of ours for how it ended, and the phone system's own words.
    result: Mapped[str] = mapped_column(default="")
    message: Mapped[str] = mapped_column(default="")

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    def send(self, at: datetime) -> None:
        """It is on its way from now on; whatever happens next, it is not sent by anybody else."""
        self.state, self.sent_at = CommandState.SENT, at

    def take_back(self) -> None:
        """It has not been done, and may be sent again while it lives."""
        self.state, self.sent_at = CommandState.ASKED, None

    def end(self, state: CommandState, result: str, message: str, at: datetime) -> None:
        self.state, self.result, self.message, self.ended_at = state, result, message, at


class BlockedNumber(Base):
    """A number that nobody dials: its owner asked us not to, or it costs too much."""

    __tablename__ = "blocked_numbers"

    e164: Mapped[str] = mapped_column(unique=True)
    reason: Mapped[str]
    blocked_by: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    blocked_at: Mapped[datetime]
