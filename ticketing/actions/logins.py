"""Log in and out; whatever makes an older login wrong ends it everywhere at once."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from ticketing.actions import audit
from ticketing.domain import keys
from ticketing.domain.events import AccessRevoked
from ticketing.errors import Forbidden, Hidden, Unauthenticated
from ticketing.models.people import LoginSession, Person
from ticketing.work import Work

LONGEST = timedelta(hours=12)
LONGEST_AGENT = 300


@dataclass(frozen=True)
class Device:
    """What a new login is known by: hash of the cookie's token, CSRF token, the browser's own name."""

    token_hash: str
    csrf_token: str
    user_agent: str = ""


def log_in(work: Work, device: Device, at: datetime) -> LoginSession:
    """A new login of the actor, whose password was just proved; `at` is the machine's time, not a test clock's."""
    person = _oneself(work)
    session = work.add(
        LoginSession(
            token_hash=device.token_hash,
            person_id=person.id,
            session_version=person.session_version,
            csrf_token=device.csrf_token,
            created_at=at,
            last_seen_at=at,
            expires_at=at + LONGEST,
            address=work.address,
            user_agent=device.user_agent[:LONGEST_AGENT],
        )
    )
    audit.record(work, "login", f"person:{person.id}", session=session.id)
    return session


def log_out(work: Work, session_id: int, at: datetime) -> None:
    """End this one login of the actor; their other devices stay."""
    person = _oneself(work)
    session = work.get(LoginSession, session_id)
    if session.person_id != person.id:
        raise Hidden()
    session.ended_at = session.ended_at or at
    work.record(AccessRevoked(person.id, person.session_version, session.id))
    audit.record(work, "logout", f"person:{person.id}", session=session.id)


def end_others(work: Work, session_id: int) -> int:
    """End every other login of the actor; their sockets close, this one goes on. How many there were."""
    person = _oneself(work)
    rows = work.session.scalars(
        sa.select(LoginSession).where(
            LoginSession.person_id == person.id, LoginSession.ended_at.is_(None), LoginSession.id != session_id
        )
    ).all()
    for row in rows:
        row.ended_at = work.now
        work.record(AccessRevoked(person.id, person.session_version, row.id))
    if rows:
        audit.record(work, "other_logins_ended", f"person:{person.id}", sessions=len(rows))
    return len(rows)


def choose_password(work: Work, password_hash: str) -> Person:
    """The actor's own new password; every login made with the old one ends."""
    person = _oneself(work)
    person.password_hash = password_hash
    person.must_change_password = False
    revoke(work, person)
    audit.record(work, "password_changed", f"person:{person.id}")
    return person


@dataclass(frozen=True)
class Taste:
    """What a person's screens are like; None leaves as it is. `presses` are keys by command (`domain.keys`)."""

    language: str | None = None
    theme: str | None = None
    keys_off: bool | None = None
    presses: dict[str, str] | None = None


def prefer(work: Work, taste: Taste) -> Person:
    """What the actor's screens look like and answer to. `bad_keys`."""
    person = _oneself(work)
    person.language = taste.language or person.language
    person.theme = taste.theme or person.theme
    laid = dict(person.keys)
    if taste.keys_off is not None:
        laid["off"] = taste.keys_off
    if taste.presses is not None:
        laid["presses"] = keys.check(taste.presses)
    person.keys = laid
    return person


def revoke(work: Work, person: Person) -> None:
    """Every session and socket of the person that exists now is over."""
    person.session_version += 1
    work.session.execute(
        sa.update(LoginSession)
        .where(LoginSession.person_id == person.id, LoginSession.ended_at.is_(None))
        .values(ended_at=work.now)
    )
    work.record(AccessRevoked(person.id, person.session_version))


def _oneself(work: Work) -> Person:
    if work.actor.id is None:
        raise Forbidden("people_only")
    person = work.get(Person, work.actor.id)
    if not person.active:
        raise Unauthenticated()
    return person
