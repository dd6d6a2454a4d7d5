"""Login sessions: the cookie holds a random token, the database its hash, and both die with the session version."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session, contains_eager

from ticketing.actions.logins import LONGEST
from ticketing.clock import Clock
from ticketing.db import reading
from ticketing.domain.actors import Actor, Role, Scope
from ticketing.models.people import LoginSession, Person
from ticketing.models.queues import QueueMember

COOKIE = "rexian_session"
IDLE = {Role.ADMIN: timedelta(minutes=30)}
# A token of 32 random bytes is as many characters; anything longer was not made here.
LONGEST_COOKIE = 64


@dataclass(frozen=True)
class Login:
    """The actor with what proves them: a session (cookie) or a token."""

    actor: Actor
    session_id: int | None = None
    session_version: int = 0
    csrf_token: str = ""
    token_id: int | None = None
    must_change_password: bool = False
    seen_at: datetime | None = None
    # Until when the session may last at most; pages warn before it.
    ends_at: datetime | None = None
    # What the person has chosen for their screens, on whichever machine; None and "system" are no choice.
    language: str | None = None
    theme: str = "system"

    @property
    def principal(self) -> str:
        return f"token:{self.token_id}" if self.token_id is not None else f"person:{self.actor.id}"


def machine_now() -> datetime:
    """The instant by which logins age: a test clock that jumps a week must not throw everybody out."""
    clock: Clock = current_app.extensions["machine_clock"]
    return clock.now()


def new_token() -> tuple[str, str]:
    """A fresh random token and the hash under which it is kept."""
    token = secrets.token_urlsafe(32)
    return token, hash_of_token(token)


def hash_of_token(token: str) -> str:
    """SHA-256 in hex: 256 random bits need no slow hash."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def login_of_session(cookie: str) -> Login | None:
    """The login whose cookie this is, if it may still be used; None otherwise."""
    if not cookie or len(cookie) > LONGEST_COOKIE:
        return None
    hashed = hash_of_token(cookie)
    with reading() as session:
        # Asked by every request: the session, its person and their queues in one go.
        found = session.execute(
            sa.select(LoginSession, _QUEUES)
            .join(LoginSession.person)
            .options(contains_eager(LoginSession.person))
            .where(LoginSession.token_hash == hashed)
        ).one_or_none()
        if found is None or not usable(found[0], machine_now()):
            return None
        row, queues = found
        return Login(
            actor=_actor(row.person, queues),
            session_id=row.id,
            session_version=row.session_version,
            csrf_token=row.csrf_token,
            must_change_password=row.person.must_change_password,
            seen_at=row.last_seen_at,
            ends_at=row.expires_at,
            language=row.person.language,
            theme=row.person.theme,
        )


def actor_of_session(cookie: str) -> tuple[Actor, int, int] | None:
    """(actor, login session id, session version) for the sockets; None when the cookie is no longer good.

    A first password that is still to be changed opens no socket.
    """
    login = login_of_session(cookie)
    if login is None or login.session_id is None or login.must_change_password:
        return None
    return login.actor, login.session_id, login.session_version


def usable(row: LoginSession, now: datetime) -> bool:
    """Not ended, not outrun by a newer session version, neither too old nor idle for too long."""
    person = row.person
    idle = min((IDLE[role] for role in person.role_set if role in IDLE), default=LONGEST)
    return (
        row.ended_at is None
        and person.active
        and row.session_version == person.session_version
        and now < row.expires_at
        and now < row.last_seen_at + idle
    )


def actor_of_person(session: Session, person: Person) -> Actor:
    """The person as plain values: roles, team and queues as they are now."""
    queues = session.scalars(sa.select(QueueMember.queue_id).where(QueueMember.person_id == person.id)).all()
    return _actor(person, queues)


_QUEUES = sa.func.array(
    sa.select(QueueMember.queue_id).where(QueueMember.person_id == Person.id).scalar_subquery(),
    type_=ARRAY(sa.BigInteger),
)


def _actor(person: Person, queues: Sequence[int]) -> Actor:
    scope = Scope(team_id=person.team_id, queue_ids=frozenset(queues))
    return Actor(id=person.id, roles=person.role_set, scope=scope, name=person.name)
