"""A missed punch that nobody certifies becomes a task of whoever may: told once, and on the list until it is done."""

import sqlalchemy as sa

from ticketing.actions import notices
from ticketing.domain.actors import Role
from ticketing.errors import Forbidden
from ticketing.models.people import Person
from ticketing.queries.attendance.uncertified import Uncertified, uncertified
from ticketing.work import Work


def remind(work: Work) -> int:
    """Tell the leads of a team, or who supervises, of what has waited for three working days; how many were told."""
    if not work.actor.is_system:
        raise Forbidden(permission="system")
    waiting = [one for one in uncertified(work.session, work.centre.day_of(work.now)) if one.is_overdue]
    if not waiting:
        return 0
    supervisors = _with_role(work, Role.SUPERVISOR)
    leads = _with_role(work, Role.LEAD)
    told = 0
    for one in waiting:
        own = [person for person, team in leads.items() if team == one.team_id and person != one.person_id]
        told += sum(_tell(work, one, person) for person in own or supervisors if person != one.person_id)
    return told


def _with_role(work: Work, role: Role) -> dict[int, int | None]:
    """Who has it, with their team."""
    found = sa.select(Person.id, Person.team_id).where(Person.active, Person.roles.contains([role.value]))
    rows = work.session.execute(found.order_by(Person.id)).all()
    return {row.id: row.team_id for row in rows}


def _tell(work: Work, one: Uncertified, person_id: int) -> bool:
    day = one.on_day.isoformat()
    params: notices.Params = {"name": one.name, "on_day": day}
    cause = f"certificate:{one.person_id}:{day}"
    return notices.tell(work, person_id, "certificate_due", cause, notices.Subject(), params)
