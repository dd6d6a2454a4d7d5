"""Who hears of a request: those who may decide it, and in the end whoever asked."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from ticketing.domain.actors import Role
from ticketing.domain.events import NoticeGiven
from ticketing.models.escalations import Notice
from ticketing.models.leaves import Leave
from ticketing.models.people import Person
from ticketing.work import Work

LEAD_DAYS = 3


def tell(work: Work, people: Iterable[int], kind: str, cause: str, params: dict[str, Any]) -> None:
    """One notice each; the same cause told twice adds none."""
    for person_id in sorted(set(people)):
        known = work.session.scalar(sa.select(Notice.id).filter_by(person_id=person_id, cause_key=cause))
        if known is None:
            notice = work.add(Notice(person_id=person_id, kind=kind, cause_key=cause, params=params, at=work.now))
            work.record(NoticeGiven(person_id, notice.id))


def deciders(work: Work, person: Person, days: float = 0) -> list[int]:
    """Who may decide about somebody's request: the team's leads for a few days, supervisors; never the person."""
    roles = [Role.SUPERVISOR.value] if days > LEAD_DAYS else [Role.LEAD.value, Role.SUPERVISOR.value]
    rows = work.session.execute(sa.select(Person.id, Person.roles, Person.team_id).where(Person.active))
    return [
        row.id
        for row in rows
        if row.id != person.id
        if (Role.SUPERVISOR.value in row.roles)
        or (Role.LEAD.value in row.roles and Role.LEAD.value in roles and row.team_id == person.team_id)
    ]


def tell_deciders(work: Work, leave: Leave, person: Person) -> None:
    params = {"name": person.name, "kind": leave.kind.value, "first_on": leave.first_on.isoformat()}
    tell(work, deciders(work, person, float(leave.days)), "leave_asked", f"leave:{leave.id}:asked", params)
