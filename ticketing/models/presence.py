"""What an agent says about themselves at the console, and the one timeline that phones and console come to."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ticketing.domain.breaks import Activity
from ticketing.models.base import Base, Versioned


class ConsoleState(Base):
    """The state chosen at the console (ready, busy, break, wrapup, offline), since when, by whom, what comes next."""

    __tablename__ = "console_states"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), unique=True)
    state: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    since: Mapped[datetime]
    # Booked for after the call: 通话后小休.
    next_state: Mapped[str | None]
    next_reason: Mapped[str | None]
    # Set when a lead forced it: the agent sees who and why.
    forced_by: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    forced_reason: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)

    def take(self, state: str, reason: str, at: datetime) -> None:
        """Be in a state from now on; what was booked or forced before is over."""
        self.state, self.reason, self.since = state, reason, at
        self.next_state = self.next_reason = None
        self.forced_by = self.forced_reason = None
        self.version += 1

    def force(self, by: int | None, why: str) -> None:
        """Say who put the agent there, and why."""
        self.forced_by, self.forced_reason = by, why

    def book(self, state: str | None, reason: str) -> None:
        """Come to this state when the call ends; None takes the booking back."""
        self.next_state, self.next_reason = state, reason if state is not None else None
        self.version += 1


class ConsoleStateChange(Base):
    """Every state an agent chose or was put in, as it happened."""

    __tablename__ = "console_state_changes"
    __table_args__ = (sa.Index("ix_console_state_changes_person", "person_id", "at"),)

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    state: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    at: Mapped[datetime]


class ConsoleLink(Base):
    """One stretch in which a person's console was connected; `seen_at` moves along, `lost_at` says that it went
    silent without signing out. A later row means that it came back."""

    __tablename__ = "console_links"
    __table_args__ = (
        sa.Index("ix_console_links_person", "person_id", "from_at"),
        sa.Index("uq_console_links_open", "person_id", unique=True, postgresql_where=sa.text("ended_at IS NULL")),
    )

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    from_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    # False when the person signed out or logged out first.
    was_lost: Mapped[bool] = mapped_column(default=False)


class PersonSlice(Base):
    """The exclusive timeline of one PERSON (telephony.md 5.4): all their names on all phone systems and the console.

    Worked out from agent_intervals, agent_aliases, console_state_changes and console_links, and made again wherever
    a `timeline_marks` row says so. Slices of one person never overlap; absence between two is a slice too.
    """

    __tablename__ = "person_slices"
    __table_args__ = (
        sa.UniqueConstraint("person_id", "start_us"),
        sa.Index("ix_person_slices_time", "start_us"),
    )

    person_id: Mapped[int]
    start_us: Mapped[int]
    end_us: Mapped[int | None]
    # ready | ringing | talking | hold | paused | acw | lost | offline
    state: Mapped[str]
    # The phone's or the console's word for a pause; why somebody is lost.
    reason: Mapped[str] = mapped_column(default="")
    queue: Mapped[str] = mapped_column(default="")
    callid: Mapped[str | None]
    # False for a call taken without any log-in (activity_without_login).
    online: Mapped[bool] = mapped_column(default=True)


class PersonSession(Base):
    """One stretch of a person on line, from log-in to log-out, read off `person_slices` in the same transaction."""

    __tablename__ = "person_sessions"
    __table_args__ = (
        sa.UniqueConstraint("person_id", "start_us"),
        sa.Index("ix_person_sessions_start", "start_us"),
        sa.Index("ix_person_sessions_end", "end_us"),
    )

    person_id: Mapped[int]
    start_us: Mapped[int]
    end_us: Mapped[int | None]
    # Null without a call, and the last one's end while it lasts.
    first_call_us: Mapped[int | None]
    last_call_us: Mapped[int | None]


class TimelineMark(Base):
    """Somebody's timeline is out of date from an instant on; the rows go when it has been made again.

    Append-only for those who mark, so that a fold and a console never wait for each other.
    """

    __tablename__ = "timeline_marks"

    person_id: Mapped[int]
    from_us: Mapped[int]


class BreakKind(Versioned, Base):
    """A kind of pause of this centre (小休, 午餐, 培训 …) with what is allowed of it; null is "no limit"."""

    __tablename__ = "break_kinds"

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    activity: Mapped[Activity]
    # Seconds of one pause, seconds and number of them in one business day.
    limit_s: Mapped[int | None]
    allowance_s: Mapped[int | None]
    allowance_count: Mapped[int | None]
    position: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)


class BreakReason(Base):
    """A word that phone systems or consoles give as reason, folded to lower case, and the kind that it means."""

    __tablename__ = "break_reasons"

    reason: Mapped[str] = mapped_column(unique=True)
    kind_id: Mapped[int] = mapped_column(sa.ForeignKey("break_kinds.id"), index=True)
    kind: Mapped[BreakKind] = relationship()
