"""People as the administration sees them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain import keys
from ticketing.domain.actors import Actor, Role
from ticketing.domain.permissions import Permission, Target, Verdict, judge
from ticketing.errors import Forbidden, NotFound
from ticketing.models.people import LoginSession, Person, Team
from ticketing.models.queues import Queue, QueueMember

#: What a person's screens speak who has chosen nothing, anywhere.
USUAL_LANGUAGE = "zh"


@dataclass(frozen=True)
class PersonRow:
    """One person with team and queues by code."""

    id: int
    login: str
    code: str | None
    name: str
    roles: list[str]
    team: str | None
    queues: list[str]
    active: bool
    language: str
    theme: str
    keys: dict[str, Any]
    must_change_password: bool
    created_at: datetime
    version: int
    extension: str | None
    email: str | None
    mobile: str | None


_QUEUES = (
    sa.select(sa.func.array_agg(sa.cast(Queue.code, sa.Text)))
    .join(QueueMember, QueueMember.queue_id == Queue.id)
    .where(QueueMember.person_id == Person.id)
    .scalar_subquery()
)
_PEOPLE = sa.select(Person, Team.code, _QUEUES).outerjoin(Team, Team.id == Person.team_id)


def id_of(session: Session, code: str) -> int:
    """The person with this code or log-in; nobody's number where there is none, so that a filter finds nothing."""
    found = sa.select(Person.id).where(sa.or_(Person.code == code, Person.login == code))
    return session.scalar(found.order_by(Person.id).limit(1)) or 0


def page(session: Session, after: int, limit: int, text: str = "") -> list[PersonRow]:
    """Up to `limit` people after this id, whose login, code or name contains the text."""
    statement = _PEOPLE.where(Person.id > after).order_by(Person.id).limit(limit)
    if text:
        columns = (Person.login, Person.code, Person.name)
        statement = statement.where(sa.or_(*(column.icontains(text, autoescape=True) for column in columns)))
    return [_row(*found) for found in session.execute(statement)]


def one(session: Session, person_id: int) -> PersonRow:
    """The person of this id, or `NotFound`."""
    found = session.execute(_PEOPLE.where(Person.id == person_id)).one_or_none()
    if found is None:
        raise NotFound()
    return _row(*found)


def by_login(session: Session, login: str) -> Person | None:
    """The person who logs in by this name, however it is written in capitals."""
    return session.scalar(sa.select(Person).where(sa.func.lower(Person.login) == login.lower()))


def other_logins(session: Session, session_id: int, seen_since: datetime) -> Sequence[LoginSession]:
    """The same person's other logins that were used since then, the newest first."""
    own = sa.select(LoginSession.person_id).where(LoginSession.id == session_id).scalar_subquery()
    return session.scalars(
        sa.select(LoginSession)
        .where(
            LoginSession.person_id == own,
            LoginSession.id != session_id,
            LoginSession.ended_at.is_(None),
            LoginSession.last_seen_at >= seen_since,
        )
        .order_by(LoginSession.id.desc())
    ).all()


def of_teams(session: Session, team_ids: Collection[int]) -> Sequence[Person]:
    """The active people of these teams who have a code, by code."""
    query = sa.select(Person).where(Person.active, Person.code.is_not(None), Person.team_id.in_(team_ids))
    return session.scalars(query.order_by(Person.code)).all()


def names(session: Session) -> dict[str, str]:
    """The name of everybody who has a code, by the code."""
    rows = session.execute(sa.select(Person.code, Person.name).where(Person.code.is_not(None)))
    return {code or "": name for code, name in rows}


def teams(session: Session) -> Sequence[Team]:
    """Every team by its code."""
    return session.scalars(sa.select(Team).order_by(Team.code)).all()


def above_agents(session: Session, named: Collection[int]) -> Sequence[Person]:
    """Everybody in work who is more than an agent, and these people whatever they are, by name."""
    more = Person.roles != [Role.AGENT.value]
    return session.scalars(
        sa.select(Person).where(Person.active, more | Person.id.in_(named)).order_by(Person.name)
    ).all()


def _row(person: Person, team: str | None, queues: list[str] | None) -> PersonRow:
    return PersonRow(
        id=person.id,
        login=person.login,
        code=person.code,
        name=person.name,
        roles=list(person.roles),
        team=team,
        queues=sorted(queues or []),
        active=person.active,
        language=person.language or USUAL_LANGUAGE,
        theme=person.theme,
        keys=keys.kept(person.keys),
        must_change_password=person.must_change_password,
        created_at=person.created_at,
        version=person.version,
        extension=person.extension,
        email=person.email,
        mobile=person.mobile,
    )


def whose_time(session: Session, actor: Actor, code: str) -> Person:
    """The person of this code, whose time the actor may look at: own for agents, the team's for leads, all above.

    Raises `NotFound` for an unknown one and for one out of reach, `Forbidden` without the right.
    """
    person = session.scalar(sa.select(Person).where(Person.code == code))
    if person is None:
        raise NotFound(what="agent")
    match judge(actor, Permission.REPORT_READ, Target(owner_id=person.id, team_id=person.team_id)):
        case Verdict.FORBIDDEN:
            raise Forbidden(permission=Permission.REPORT_READ.value)
        case Verdict.HIDDEN:
            raise NotFound(what="agent")
    return person
