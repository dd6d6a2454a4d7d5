"""Say how a queue's tickets find their owner, and what people know."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from ticketing.actions import audit
from ticketing.actions.codes import by_code
from ticketing.domain.permissions import Permission
from ticketing.errors import Invalid, NotFound
from ticketing.models.assignment import AssignmentRule, PersonSkill
from ticketing.models.people import Person, Team
from ticketing.models.queues import Queue
from ticketing.work import Work, expect_version

PLAIN = ("mode", "skill", "sticky", "most_open", "take_back")


def rule(work: Work, queue: str, version: int | None, fields: Mapping[str, Any]) -> AssignmentRule:
    """Change what is named of a queue's rule, which begins switched off; `team` is a group's code or null."""
    work.require(Permission.QUEUE_ADMIN)
    queue_id = work.session.scalar(sa.select(Queue.id).filter_by(code=queue))
    if queue_id is None:
        raise NotFound(what="queues")
    row = work.session.scalar(sa.select(AssignmentRule).filter_by(queue_id=queue_id).with_for_update())
    row = row or work.add(AssignmentRule(queue_id=queue_id))
    expect_version(row, version)
    before = values(work, queue, fields)
    for name in PLAIN:
        if name in fields:
            setattr(row, name, fields[name])
    if "team" in fields:
        row.team_id = _team(work, fields["team"])
    work.session.flush()
    after = values(work, queue, fields)
    audit.record(work, "assignment_rule_edited", f"assignment_rule:{queue}", before=before, after=after)
    return row


def values(work: Work, queue: str, names: Iterable[str]) -> dict[str, Any]:
    """What stands there of these fields, as `rule` takes them. `NotFound` for a queue without a rule."""
    query = (
        sa.select(AssignmentRule, Team.code)
        .join(Queue, AssignmentRule.queue_id == Queue.id)
        .outerjoin(Team, AssignmentRule.team_id == Team.id)
        .where(Queue.code == queue)
    )
    found = work.session.execute(query).one_or_none()
    if found is None:
        raise NotFound(what="queues")
    row, team = found
    return {name: team if name == "team" else getattr(row, name) for name in (*PLAIN, "team") if name in names}


def know(work: Work, code: str, skills: Sequence[str]) -> Person:
    """What somebody knows: these skills and no others."""
    work.require(Permission.QUEUE_ADMIN)
    person = by_code(work, code)
    work.session.execute(sa.delete(PersonSkill).filter_by(person_id=person.id))
    for skill in dict.fromkeys(one.strip() for one in skills if one.strip()):
        work.session.add(PersonSkill(person_id=person.id, skill=skill))
    return person


def _team(work: Work, code: str | None) -> int | None:
    if code is None:
        return None
    team_id = work.session.scalar(sa.select(Team.id).filter_by(code=code))
    if team_id is None:
        raise Invalid("unknown_team", errors={"team": ["unknown_team"]})
    return team_id
