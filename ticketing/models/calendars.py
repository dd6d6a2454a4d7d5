"""Business calendars and deadline policies, each version kept as it was."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.models.base import Base, Versioned


class Calendar(Versioned, Base):
    """The newest definition, in the form of `rexian clocks simulate`: tz, weekly, holidays, exceptions."""

    __tablename__ = "calendars"

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    definition: Mapped[dict[str, Any]]


class CalendarVersion(Base):
    """A definition that was in force from `valid_from` on; clocks name the version they were reckoned by."""

    __tablename__ = "calendar_versions"
    __table_args__ = (sa.UniqueConstraint("calendar_id", "version"),)

    calendar_id: Mapped[int] = mapped_column(sa.ForeignKey("calendars.id"))
    version: Mapped[int]
    valid_from: Mapped[datetime]
    definition: Mapped[dict[str, Any]]


class SlaPolicy(Versioned, Base):
    """Targets per clock and priority; the first policy by `rank` whose `match` fits a ticket is its policy.

    `match`: {"kind": [...], "queue": [...], "priority": [...], "severity": [...]}, all optional.
    `definition`: the policy object of `rexian clocks simulate` (targets in working seconds, warn_pct, ...).
    """

    __tablename__ = "sla_policies"

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    rank: Mapped[int] = mapped_column(default=100)
    calendar_id: Mapped[int] = mapped_column(sa.ForeignKey("calendars.id"))
    match: Mapped[dict[str, Any]] = mapped_column(default=dict)
    definition: Mapped[dict[str, Any]]
    active: Mapped[bool] = mapped_column(default=True)


class SlaPolicyVersion(Base):
    """What a policy said when a ticket was opened under it."""

    __tablename__ = "sla_policy_versions"
    __table_args__ = (sa.UniqueConstraint("policy_id", "version"),)

    policy_id: Mapped[int] = mapped_column(sa.ForeignKey("sla_policies.id"))
    version: Mapped[int]
    valid_from: Mapped[datetime]
    definition: Mapped[dict[str, Any]]
    # The version's own calendar; a ticket that keeps an old version keeps its calendar too.
    calendar_id: Mapped[int] = mapped_column(sa.ForeignKey("calendars.id"))


class DeadlineEdit(Base):
    """An edit of a policy or calendar on its way through the open tickets, a batch at a time (tickets.md R5, R6)."""

    __tablename__ = "deadline_edits"
    __table_args__ = (
        sa.Index("ix_deadline_edits_owed", "id", postgresql_where=sa.text("state IN ('owed', 'running')")),
    )

    policy_id: Mapped[int | None] = mapped_column(sa.ForeignKey("sla_policies.id"))
    calendar_id: Mapped[int | None] = mapped_column(sa.ForeignKey("calendars.id"))
    # The version that spreads.
    to_version: Mapped[int]
    # open_from_now | open_retroactive | deactivate | redate
    apply: Mapped[str]
    # Only what falls due from here on moves (R6).
    first_change_at: Mapped[datetime | None]
    # owed | running | done | failed
    state: Mapped[str] = mapped_column(default="owed")
    total: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    breached: Mapped[int] = mapped_column(default=0)
    # Every ticket up to this id has been through.
    last_ticket_id: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(default="")
    asked_by: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    asked_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
