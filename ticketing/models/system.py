"""Small rows that the whole system shares: settings, kept answers, the test clock, the audit chain."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.models.base import Base

# Orders the readings of live rows: taken before a row is read, so a greater number never carries an older row.
BOARD_VERSION = sa.Sequence("board_version", metadata=Base.metadata)


class Setting(Base):
    """A value an administrator may change while everything runs."""

    __tablename__ = "settings"

    key: Mapped[str] = mapped_column(unique=True)
    value: Mapped[dict[str, Any]]


class KeptAnswer(Base):
    """What an `Idempotency-Key` was answered with; the same key and body get the same answer again for 7 days."""

    __tablename__ = "kept_answers"
    __table_args__ = (sa.UniqueConstraint("principal", "route", "key"),)

    principal: Mapped[str]
    route: Mapped[str]
    key: Mapped[str]
    body_hash: Mapped[str]
    status: Mapped[int]
    body: Mapped[dict[str, Any]]
    kept_at: Mapped[datetime]


class TestClock(Base):
    """The instant at which a system under test stands still; no row in production."""

    __tablename__ = "test_clock"
    __test__ = False

    now: Mapped[datetime]


class AuditRow(Base):
    """Who looked at or changed what that must be answered for; each row seals the one before it.

    `hash` = sha256(previous hash + the row in canonical JSON); a trigger forbids UPDATE and DELETE.
    """

    __tablename__ = "audit"

    at: Mapped[datetime]
    actor_id: Mapped[int | None]
    actor: Mapped[str]
    address: Mapped[str] = mapped_column(default="")
    request_id: Mapped[str] = mapped_column(default="")
    action: Mapped[str]
    object: Mapped[str] = mapped_column(default="")
    detail: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    previous_hash: Mapped[str]
    hash: Mapped[str] = mapped_column(sa.Text, unique=True)
