"""People, what they may be, and how they prove who they are."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ticketing.domain.actors import Role
from ticketing.models.base import Base, Versioned


class Team(Base):
    __tablename__ = "teams"

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    # Whose clock and rules its rosters keep; null for the centre's own.
    site_id: Mapped[int | None] = mapped_column(sa.ForeignKey("sites.id"))


class Person(Versioned, Base):
    """Somebody who logs in; an agent also has a `code` (工号), by which the floor knows them."""

    __tablename__ = "people"

    login: Mapped[str] = mapped_column(unique=True)
    code: Mapped[str | None] = mapped_column(unique=True)
    name: Mapped[str]
    # The phone at their desk: an extension, or a whole device ("Local/2001@mobile/n").
    extension: Mapped[str | None]
    # Where they are told when they are not at the console; a mobile number is kept in E.164.
    email: Mapped[str | None]
    mobile: Mapped[str | None]
    password_hash: Mapped[str]
    must_change_password: Mapped[bool] = mapped_column(default=False)
    # Bumped on log-out everywhere, password, role or team change: older sessions and sockets die.
    session_version: Mapped[int] = mapped_column(default=1)
    active: Mapped[bool] = mapped_column(default=True)
    roles: Mapped[list[str]] = mapped_column(ARRAY(sa.Text))
    team_id: Mapped[int | None] = mapped_column(sa.ForeignKey("teams.id"), index=True)
    team: Mapped[Team | None] = relationship()
    # zh | en; null until the person has chosen, and then the browser's own choice holds.
    language: Mapped[str | None]
    # system | light | dark
    theme: Mapped[str] = mapped_column(default="system")
    # {"off": bool, "presses": {command: key}}: where their keys differ from the usual (domain/keys.py).
    keys: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    created_at: Mapped[datetime]
    # The last day of the probation; null for who has passed it, or never had one.
    probation_until: Mapped[date | None]

    @property
    def role_set(self) -> frozenset[Role]:
        return frozenset(Role(word) for word in self.roles)


class LoginSession(Base):
    """One logged-in device; the cookie holds a random token of which only the hash is kept."""

    __tablename__ = "login_sessions"

    token_hash: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    person: Mapped[Person] = relationship()
    session_version: Mapped[int]
    csrf_token: Mapped[str]
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    address: Mapped[str] = mapped_column(default="")
    user_agent: Mapped[str] = mapped_column(default="")


class ApiToken(Base):
    """A key for another system; shown once, stored as a hash, bound to a scope."""

    __tablename__ = "api_tokens"

    name: Mapped[str] = mapped_column(unique=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    # ingest (writes to one source), board (reads the wallboard), api (acts as `person`).
    scope: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"), index=True)
    source_id: Mapped[int | None] = mapped_column(sa.ForeignKey("pbx_sources.id"))
    created_by: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
