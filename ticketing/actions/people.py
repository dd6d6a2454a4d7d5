"""Keep the people: who they are, what they may be, which team and queues they work for."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

import sqlalchemy as sa

from ticketing.actions import audit, logins
from ticketing.domain.actors import Role
from ticketing.domain.control import ControlSettings, device_of
from ticketing.domain.deliveries import email_of
from ticketing.domain.events import PersonChanged
from ticketing.domain.permissions import Permission
from ticketing.domain.phones import normal
from ticketing.errors import Conflict, Forbidden, Invalid
from ticketing.models.people import Person, Team
from ticketing.models.queues import Queue, QueueMember
from ticketing.work import Work, expect_version

# Somebody must be left who can do these; of leads, somebody in each team that has one.
KEPT = (Role.ADMIN, Role.SUPERVISOR, Role.LEAD)
PEOPLE_ROLES = frozenset(Role) - {Role.TOKEN, Role.SYSTEM}


@dataclass(frozen=True)
class PersonWish:
    """A new person; team and queues by their codes, roles as words."""

    login: str
    name: str
    roles: tuple[str, ...]
    code: str | None = None
    team: str | None = None
    queues: tuple[str, ...] = ()
    language: str | None = None
    extension: str | None = None
    email: str | None = None
    mobile: str | None = None


@dataclass(frozen=True)
class PersonEdit:
    """What to change; None leaves as it is, an empty `team`, `code`, `extension` or address takes it away."""

    name: str | None = None
    code: str | None = None
    roles: tuple[str, ...] | None = None
    team: str | None = None
    queues: tuple[str, ...] | None = None
    active: bool | None = None
    extension: str | None = None
    email: str | None = None
    mobile: str | None = None


def add(work: Work, wish: PersonWish, password_hash: str, must_change: bool = True) -> Person:
    """A new person with a first password. Raises `Conflict` (`login_taken`, `code_taken`), `Invalid`."""
    work.require(Permission.PEOPLE_ADMIN)
    _free(work, "login", wish.login)
    _free(work, "code", wish.code)
    person = work.add(
        Person(
            login=wish.login,
            code=wish.code or None,
            name=wish.name,
            extension=_phone(wish.extension),
            email=_email(wish.email),
            mobile=_mobile(work, wish.mobile),
            roles=_roles(wish.roles),
            team_id=_team(work, wish.team),
            language=wish.language,
            password_hash=password_hash,
            must_change_password=must_change,
            created_at=work.now,
        )
    )
    _join(work, person, wish.queues)
    work.record(PersonChanged(person.id))
    audit.record(work, "person_added", f"person:{person.id}", login=wish.login, roles=person.roles)
    return person


def edit(work: Work, person_id: int, version: int | None, wish: PersonEdit) -> Person:
    """Change what the wish names; a new role, team, queue or a lock ends the person's logins.

    Raises `Forbidden` (`own_roles`), `Conflict` (`last_admin`, `last_supervisor`, `last_lead`, `stale_version`).
    """
    work.require(Permission.PEOPLE_ADMIN)
    person = work.get(Person, person_id)
    expect_version(person, version)
    if person.id == work.actor.id and (wish.roles is not None or wish.active is False):
        raise Forbidden("own_roles")
    before = _rights(work, person)
    _change_name(work, person, wish)
    _change_rights(work, person, wish)
    work.session.flush()
    after = _rights(work, person)
    if before != after:
        logins.revoke(work, person)
    work.record(PersonChanged(person.id))
    audit.record(work, "person_edited", f"person:{person.id}", fields=_named(wish), before=before, after=after)
    return person


def reset_password(work: Work, person_id: int, password_hash: str) -> Person:
    """A new first password, to be changed at the next login; all logins end."""
    work.require(Permission.PEOPLE_ADMIN)
    person = work.get(Person, person_id)
    person.password_hash = password_hash
    person.must_change_password = True
    logins.revoke(work, person)
    audit.record(work, "password_reset", f"person:{person.id}")
    return person


def end_logins(work: Work, person_id: int) -> None:
    """Log the person out everywhere: an administrator anyone, anybody themselves."""
    if work.actor.id != person_id:
        work.require(Permission.PEOPLE_ADMIN)
    person = work.get(Person, person_id)
    logins.revoke(work, person)
    audit.record(work, "logins_ended", f"person:{person.id}")


def add_team(work: Work, code: str, name: str) -> Team:
    """A new team. Raises `Conflict` (`code_taken`)."""
    work.require(Permission.PEOPLE_ADMIN)
    if work.session.scalar(sa.select(Team.id).where(Team.code == code)) is not None:
        raise Conflict("code_taken", code=code)
    team = work.add(Team(code=code, name=name))
    audit.record(work, "team_added", f"team:{code}")
    return team


def _change_name(work: Work, person: Person, wish: PersonEdit) -> None:
    if wish.name is not None:
        person.name = wish.name
    if wish.code is not None and (wish.code or None) != person.code:
        _free(work, "code", wish.code)
        person.code = wish.code or None
    if wish.extension is not None:
        person.extension = _phone(wish.extension)
    if wish.email is not None:
        person.email = _email(wish.email)
    if wish.mobile is not None:
        person.mobile = _mobile(work, wish.mobile)


def _email(text: str | None) -> str | None:
    return email_of(text) if text else None


def _mobile(work: Work, text: str | None) -> str | None:
    number = normal(text, work.centre.phone_region) if text else None
    if text and (number is None or not number.startswith("+")):
        raise Invalid("bad_phone", errors={"mobile": ["bad_phone"]})
    return number


def _phone(words: str | None) -> str | None:
    """The phone at the desk, once it is sure that nothing else can be meant by it."""
    if words:
        device_of(words, ControlSettings.phones)
    return words or None


def _change_rights(work: Work, person: Person, wish: PersonEdit) -> None:
    roles = frozenset(_roles(wish.roles)) if wish.roles is not None else frozenset(person.roles)
    active = person.active if wish.active is None else wish.active
    team_id = person.team_id if wish.team is None else _team(work, wish.team)
    for role in KEPT:
        leaves_team = role is Role.LEAD and team_id != person.team_id
        if role in person.roles and person.active and (role not in roles or not active or leaves_team):
            _not_the_last(work, person, role)
    person.roles, person.active, person.team_id = sorted(roles), active, team_id
    if wish.queues is not None:
        _join(work, person, wish.queues)


def _not_the_last(work: Work, person: Person, role: Role) -> None:
    others = sa.select(Person.id).where(Person.id != person.id, Person.active, Person.roles.contains([role.value]))
    if role is Role.LEAD:
        if person.team_id is None:
            return
        others = others.where(Person.team_id == person.team_id)
    if work.session.scalar(others.order_by(Person.id).limit(1).with_for_update()) is None:
        raise Conflict(f"last_{role.value}")


def _rights(work: Work, person: Person) -> dict[str, Any]:
    queues = sa.select(Queue.code).join(QueueMember, QueueMember.queue_id == Queue.id)
    codes = work.session.scalars(queues.where(QueueMember.person_id == person.id).order_by(Queue.code)).all()
    return {"roles": sorted(person.roles), "team": person.team_id, "queues": list(codes), "active": person.active}


def _roles(words: Iterable[str]) -> list[str]:
    roles = sorted(set(words))
    if not roles or not PEOPLE_ROLES.issuperset(roles):
        raise Invalid("unknown_role", errors={"roles": ["unknown_role"]})
    return roles


def _team(work: Work, code: str | None) -> int | None:
    if not code:
        return None
    found = work.session.scalar(sa.select(Team.id).where(Team.code == code))
    if found is None:
        raise Invalid("unknown_team", errors={"team": ["unknown_team"]})
    return found


def _join(work: Work, person: Person, codes: Iterable[str]) -> None:
    wanted = set(codes)
    found = {
        row.code: row.id for row in work.session.execute(sa.select(Queue.code, Queue.id).where(Queue.code.in_(wanted)))
    }
    if wanted - found.keys():
        raise Invalid("unknown_queue", errors={"queues": ["unknown_queue"]})
    work.session.execute(sa.delete(QueueMember).where(QueueMember.person_id == person.id))
    work.session.add_all(QueueMember(queue_id=found[code], person_id=person.id) for code in sorted(wanted))
    work.session.flush()


def _free(work: Work, side: str, value: str | None) -> None:
    if not value:
        return
    column = sa.func.lower(getattr(Person, side))
    if work.session.scalar(sa.select(Person.id).where(column == value.lower())) is not None:
        raise Conflict(f"{side}_taken")


def _named(wish: PersonEdit) -> list[str]:
    return [f.name for f in fields(wish) if getattr(wish, f.name) is not None]
