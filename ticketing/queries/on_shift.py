"""Who is here now, by the roster that everybody was last told."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.actors import Role
from ticketing.models.people import Person
from ticketing.models.shifts import Shift


def people(session: Session, role: Role, at: datetime, team_id: int | None = None) -> Sequence[Person]:
    """Active people of a role whose published shift covers `at`, by code; of one team when it is named."""
    found = (
        sa.select(Person)
        .join(Shift, Shift.person_id == Person.id)
        .where(_covers(at), Person.active, Person.roles.contains([role.value]))
        .order_by(Person.code, Person.id)
        .distinct()
    )
    if team_id is not None:
        found = found.where(Person.team_id == team_id)
    return session.scalars(found).all()


def supervisors(session: Session, at: datetime) -> Sequence[Person]:
    """Who supervises just then; without anybody, whoever runs the system."""
    return people(session, Role.SUPERVISOR, at) or admins(session)


def is_here(session: Session, person_id: int, at: datetime) -> bool:
    """Whether this person's published shift covers `at`."""
    return session.scalar(sa.select(Shift.id).where(Shift.person_id == person_id, _covers(at)).limit(1)) is not None


def shift_ends(session: Session, person_ids: Sequence[int], at: datetime) -> dict[int, datetime]:
    """Until when those of them who are here stay here; who is missing is not on shift."""
    rows = session.execute(
        sa.select(Shift.person_id, sa.func.max(Shift.published_end_at))
        .where(Shift.person_id.in_(person_ids), _covers(at))
        .group_by(Shift.person_id)
    )
    return {person_id: end for person_id, end in rows if end is not None}


def admins(session: Session) -> Sequence[Person]:
    """The last address of every escalation: whoever runs the system, on shift or not."""
    return session.scalars(
        sa.select(Person).where(Person.active, Person.roles.contains([Role.ADMIN.value])).order_by(Person.id)
    ).all()


def _covers(at: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(Shift.published_start_at <= at, Shift.published_end_at > at)
