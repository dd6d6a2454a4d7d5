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
