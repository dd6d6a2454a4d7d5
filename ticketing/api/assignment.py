"""How tickets find their owner, over HTTP: each queue's rule, what people know, and the hand-over list."""

from typing import Any

import marshmallow as ma

from ticketing.actions import assignment_rules
from ticketing.api.door import Door
from ticketing.api.fields import code, line
from ticketing.api.requests import if_match
from ticketing.api.tickets.answers import HolderSchema, person
from ticketing.api.tickets.bodies import word
from ticketing.auth import current_actor, needs
from ticketing.db import do, reading
from ticketing.domain.assignment import AssignMode, TakeBack
from ticketing.domain.permissions import Permission
from ticketing.models.assignment import AssignmentRule
from ticketing.queries import assignment

blp = Door("assignment", __name__, url_prefix="", description="How tickets find their owner")

MOST_SKILLS, MOST_HANDOVERS = 30, 200


class RuleEditSchema(ma.Schema):
    """`team` narrows to one group, `most_open` is how many open tickets one may have by the rule; null is no limit."""

    mode = word(AssignMode)
    team = code(allow_none=True)
    skill = line(60, 0)
    sticky = ma.fields.Boolean()
    most_open = ma.fields.Integer(strict=True, allow_none=True, validate=ma.validate.Range(1, 10_000))
    take_back = word(TakeBack)


class RuleSchema(RuleEditSchema):
    queue = ma.fields.String()
    version = ma.fields.Integer()


class RulesSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(RuleSchema))


class SkillsSchema(ma.Schema):
    skills = ma.fields.List(line(60), required=True, validate=ma.validate.Length(max=MOST_SKILLS))


class HandoverSchema(ma.Schema):
    number = ma.fields.String()
    subject = ma.fields.String()
    queue = ma.fields.String(allow_none=True)
    next_due_at = ma.fields.AwareDateTime(allow_none=True)
    left_by = ma.fields.Nested(HolderSchema)
    at = ma.fields.AwareDateTime()


class HandoversSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(HandoverSchema))


@blp.route("/assignment-rules", methods=["GET"])
@needs(Permission.QUEUE_ADMIN)
@blp.response(200, RulesSchema)
def rules() -> dict[str, Any]:
    """Every queue's that has one."""
    with reading() as session:
        return {"items": [_rule(one) for one in assignment.rules(session)]}


@blp.route("/assignment-rules/<queue>", methods=["PUT"])
@needs(Permission.QUEUE_ADMIN)
@blp.arguments(RuleEditSchema)
@blp.response(200, RuleSchema)
def put_rule(body: dict[str, Any], queue: str) -> dict[str, Any]:
    """Change what is named; a queue's rule begins switched off."""
    version = if_match()
    return do(current_actor(), lambda work: _rule(assignment_rules.rule(work, queue, version, body)))


@blp.route("/people/<code>/skills", methods=["PUT"])
@needs(Permission.QUEUE_ADMIN)
@blp.arguments(SkillsSchema)
@blp.response(200, SkillsSchema)
def know(body: dict[str, Any], code: str) -> dict[str, Any]:
    """What somebody knows, by their number: these skills and no others."""
    person_id = do(current_actor(), lambda work: assignment_rules.know(work, code, body["skills"])).id
    with reading() as session:
        return {"skills": assignment.skills(session).get(person_id, [])}


@blp.route("/handovers", methods=["GET"])
@needs(Permission.TICKET_READ)
@blp.response(200, HandoversSchema)
def handovers() -> dict[str, Any]:
    """What was taken back at the end of a shift and nobody has in hand yet, the soonest due first."""
    with reading() as session:
        found = assignment.handovers(session, current_actor(), MOST_HANDOVERS)
        return {
            "items": [
                {name: getattr(one.ticket, name) for name in ("number", "subject", "next_due_at")}
                | {"queue": one.ticket.queue.code if one.ticket.queue else None}
                | {"left_by": person(one.from_person), "at": one.at}
                for one in found
            ]
        }


def _rule(one: AssignmentRule) -> dict[str, Any]:
    names = ("mode", "skill", "sticky", "most_open", "take_back", "version")
    return {name: getattr(one, name) for name in names} | {
        "queue": one.queue.code,
        "team": one.team.code if one.team else None,
    }
