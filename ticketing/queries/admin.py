"""What the administration looks at: queues with their people, phone systems, feeds, names, tokens, the audit."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from ticketing.domain.actors import Actor
from ticketing.domain.permissions import Permission, Reach, reaches_of
from ticketing.models.people import ApiToken, Person
from ticketing.models.queues import Queue, QueueMember
from ticketing.models.system import AuditRow
from ticketing.models.telephony import AgentAlias, Pbx, PbxSource
from ticketing.queries.reach import Sides, within


@dataclass(frozen=True)
class AuditFilter:
    """All sides optional; instants are half-open: from <= at < to."""

    actor_id: int | None = None
    action: str | None = None
    object: str | None = None
    from_at: datetime | None = None
    to_at: datetime | None = None


def queues(session: Session) -> Sequence[Queue]:
    """Every queue in the order that screens show them."""
    return session.scalars(
        sa.select(Queue).options(joinedload(Queue.calendar)).order_by(Queue.position, Queue.code)
    ).all()


def members(session: Session) -> dict[int, list[str]]:
    """Who works each queue, by queue id: logins in order."""
    found: dict[int, list[str]] = {}
    rows = session.execute(
        sa.select(QueueMember.queue_id, Person.login)
        .join(Person, Person.id == QueueMember.person_id)
        .where(Person.active)
        .order_by(Person.login)
    )
    for queue_id, login in rows:
        found.setdefault(queue_id, []).append(login)
    return found


def pbxes(session: Session) -> Sequence[Pbx]:
    """Every phone system by code."""
    return session.scalars(sa.select(Pbx).order_by(Pbx.code)).all()


def sources(session: Session) -> Sequence[PbxSource]:
    """Every feed with its phone system."""
    return session.scalars(sa.select(PbxSource).options(joinedload(PbxSource.pbx)).order_by(PbxSource.id)).all()


def aliases(session: Session) -> Sequence[tuple[AgentAlias, str, str | None]]:
    """Every name of the phone systems with its system and its person's login; unmapped names first."""
    rows = session.execute(
        sa.select(AgentAlias, Pbx.code, Person.login)
        .join(Pbx, Pbx.id == AgentAlias.pbx_id)
        .outerjoin(Person, Person.id == AgentAlias.person_id)
        .order_by(AgentAlias.person_id.is_not(None), AgentAlias.raw_name, AgentAlias.valid_from)
    )
    return [(alias, pbx, login) for alias, pbx, login in rows]


def tokens(session: Session) -> Sequence[ApiToken]:
    """Every token, revoked ones too, newest first."""
    return session.scalars(sa.select(ApiToken).order_by(ApiToken.id.desc())).all()


def names_of(session: Session, people: Collection[int | None]) -> dict[int, str]:
    """The names of these people by id."""
    rows = session.execute(sa.select(Person.id, Person.name).where(Person.id.in_({one for one in people if one})))
    return {row.id: row.name for row in rows}


def audit(session: Session, actor: Actor, wanted: AuditFilter, before: int | None, limit: int) -> Sequence[AuditRow]:
    """Up to `limit` rows older than row `before`, newest first, as far as the actor may look."""
    sides = Sides(owner=AuditRow.actor_id, team=Person.team_id)
    statement = (
        sa.select(AuditRow)
        .outerjoin(Person, Person.id == AuditRow.actor_id)
        .where(within(actor, Permission.AUDIT_READ, sides))
        .order_by(AuditRow.id.desc())
        .limit(limit)
    )
    if Reach.ALL not in reaches_of(actor, Permission.AUDIT_READ):
        # What nobody or the system did is nobody's own and no team's.
        statement = statement.where(AuditRow.actor_id.is_not(None))
    conditions = [
        AuditRow.id < before if before is not None else None,
        AuditRow.actor_id == wanted.actor_id if wanted.actor_id is not None else None,
        AuditRow.action == wanted.action if wanted.action else None,
        AuditRow.object == wanted.object if wanted.object else None,
        AuditRow.at >= wanted.from_at if wanted.from_at else None,
        AuditRow.at < wanted.to_at if wanted.to_at else None,
    ]
    return session.scalars(statement.where(*(one for one in conditions if one is not None))).all()
