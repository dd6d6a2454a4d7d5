"""Rosters that a machine drew up, what is known of people for it, and calendars that people subscribe to."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.models.base import Base, Versioned, words_of


class RunState(StrEnum):
    OWED = "owed"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


class RosterRun(Base):
    """One generation: its period and seed, how far it is, what it found and what could not be met."""

    __tablename__ = "roster_runs"
    __table_args__ = (
        # One at a time per scope; the next may be asked for once this one is over.
        sa.Index("uq_roster_runs_open", "scope", unique=True, postgresql_where=sa.text("state IN ('owed', 'running')")),
        sa.CheckConstraint("first_on <= last_on", name="order"),
    )

    # "teams:1,2": whose rosters it fills.
    scope: Mapped[str]
    team_ids: Mapped[list[int]] = mapped_column(ARRAY(sa.BigInteger))
    first_on: Mapped[date]
    last_on: Mapped[date]
    seed: Mapped[int]
    budget_s: Mapped[int]
    # Repair: the days that may change freely; null draws everything anew.
    repair_days: Mapped[list[Any] | None]
    state: Mapped[RunState] = mapped_column(words_of(RunState, "state"), default=RunState.OWED)
    # {"seconds", "objective", "bound", "gap"} of the best roster so far.
    progress: Mapped[dict[str, Any]] = mapped_column(default=dict)
    score: Mapped[dict[str, Any]] = mapped_column(default=dict)
    # What counting says before, and what the best roster breaks: code and params each.
    shortages: Mapped[list[Any]] = mapped_column(default=list)
    breaches: Mapped[list[Any]] = mapped_column(default=list)
    input_hash: Mapped[str] = mapped_column(default="")
    result_hash: Mapped[str] = mapped_column(default="")
    cells: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(default="")
    asked_by: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    asked_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime | None]

    @property
    def is_open(self) -> bool:
        return self.state in (RunState.OWED, RunState.RUNNING)

    def end(self, state: RunState, at: datetime, error: str = "") -> None:
        if self.is_open:
            self.state, self.finished_at, self.lease_until, self.error = state, at, None, error


class RosterTerms(Versioned, Base):
    """What a roster must know of a person: new until, the only shift or the one they like, most hours a week."""

    __tablename__ = "roster_terms"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), unique=True)
    new_until: Mapped[date | None]
    only_template_id: Mapped[int | None] = mapped_column(sa.ForeignKey("shift_templates.id"))
    likes_template_id: Mapped[int | None] = mapped_column(sa.ForeignKey("shift_templates.id"))
    week_hours: Mapped[int | None]
    # Weekdays on which they would rather rest, 0 for Monday: a wish, not a rule.
    rest_weekdays: Mapped[list[int]] = mapped_column(ARRAY(sa.SmallInteger), default=list, server_default="{}")


class FeedKind(StrEnum):
    SHIFTS = "shifts"
    CALLBACKS = "callbacks"


class CalendarFeed(Base):
    """A person's own calendar by a secret address; only the hash of the token is kept."""

    __tablename__ = "calendar_feeds"
    __table_args__ = (
        # One of each kind is good at a time.
        sa.Index(
            "uq_calendar_feeds_good", "person_id", "kind", unique=True, postgresql_where=sa.text("revoked_at IS NULL")
        ),
    )

    kind: Mapped[FeedKind] = mapped_column(words_of(FeedKind, "kind"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    last_read_at: Mapped[datetime | None]
