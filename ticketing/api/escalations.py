"""Escalations over HTTP: the desk, the acknowledgement, who works one."""

from typing import Any

import marshmallow as ma
from marshmallow import validate

from ticketing.actions import escalations
from ticketing.api.door import Door
from ticketing.api.fields import code
from ticketing.api.requests import PageArgs, if_match, paged, read_cursor
from ticketing.api.tickets.answers import HolderSchema, person
from ticketing.auth import current_actor, needs
from ticketing.db import do, now, reading
from ticketing.domain.escalations import EscalationState
from ticketing.domain.permissions import Permission, Target, Verdict, judge
from ticketing.errors import Hidden, Invalid, NotFound
from ticketing.models.escalations import Escalation
from ticketing.queries import escalations as looks
from ticketing.work import Work

blp = Door("escalations", __name__, url_prefix="/escalations", description="Broken deadlines on somebody's desk")
ME = "me"


class EscalationsArgs(PageArgs):
    """`state` may be several, with commas; without it the open ones."""

    state = ma.fields.String(validate=validate.Length(max=200), load_default="")


class TakerBody(ma.Schema):
    """`assignee` is a person's code, or `me`."""

    assignee = code(required=True)


class EscalationSchema(ma.Schema):
    id = ma.fields.Integer()
    version = ma.fields.Integer()
    ticket_number = ma.fields.String()
    subject = ma.fields.String()
    ticket_kind = ma.fields.String()
    priority = ma.fields.String()
    customer = ma.fields.String(allow_none=True)
    level = ma.fields.Integer()
    state = ma.fields.String()
    cause = ma.fields.String()
    rule = ma.fields.String()
    role = ma.fields.String()
    due_at = ma.fields.AwareDateTime(allow_none=True)
    created_at = ma.fields.AwareDateTime()
    notified_at = ma.fields.AwareDateTime(allow_none=True)
    ack_due_at = ma.fields.AwareDateTime(allow_none=True)
    acknowledged_at = ma.fields.AwareDateTime(allow_none=True)
    acknowledged_by = ma.fields.String(allow_none=True)
    assignee = ma.fields.Nested(HolderSchema, allow_none=True)
    assigned_at = ma.fields.AwareDateTime(allow_none=True)
    hold_until = ma.fields.AwareDateTime(allow_none=True)
    resolved_at = ma.fields.AwareDateTime(allow_none=True)
    resolution = ma.fields.String(allow_none=True)
    clock_kind = ma.fields.String(allow_none=True)
    team = ma.fields.String(allow_none=True)


class EscalationsSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(EscalationSchema))
    next = ma.fields.String(allow_none=True)


class CandidateSchema(ma.Schema):
    code = ma.fields.String()
    name = ma.fields.String()
    open = ma.fields.Integer()
    on_shift = ma.fields.Boolean()
    shift_end_at = ma.fields.AwareDateTime(allow_none=True)
    queues = ma.fields.List(ma.fields.String())
    fits = ma.fields.Boolean()


class CandidatesSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(CandidateSchema))


@blp.route("", methods=["GET"])
@needs(Permission.ESCALATION_READ)
@blp.arguments(EscalationsArgs, location="query")
@blp.response(200, EscalationsSchema)
def find(args: dict[str, Any]) -> dict[str, Any]:
    """What is open, newest first."""
    cursor = read_cursor(args["after"], int)
    with reading() as session:
        after = cursor[0] if cursor else None
        found = looks.page(session, current_actor(), _states(args["state"]), after, args["limit"] + 1)
        items, following = paged(found, args["limit"], lambda level: (level.row.id,))
        return {"items": [_row(level) for level in items], "next": following}


@blp.route("/<int:escalation_id>/acknowledgement", methods=["PUT"])
@needs(Permission.ESCALATION_ACKNOWLEDGE)
@blp.response(200, EscalationSchema)
def acknowledge(escalation_id: int) -> dict[str, Any]:
    """Seen: the next level holds back; again is harmless."""
    return _seen(do(current_actor(), lambda work: escalations.acknowledge(work, escalation_id)).id)


@blp.route("/<int:escalation_id>/assignment", methods=["PUT"])
@needs(Permission.ESCALATION_ACKNOWLEDGE)
@blp.arguments(TakerBody)
@blp.response(200, EscalationSchema)
def assign(body: dict[str, Any], escalation_id: int) -> dict[str, Any]:
    """Take it (409 `already_taken` says who was quicker and when) or hand it to somebody."""
    version, assignee = if_match(), body["assignee"]

    def deed(work: Work) -> Escalation:
        if assignee == ME:
            return escalations.take(work, escalation_id, version)
        return escalations.assign(work, escalation_id, assignee, version)

    return _seen(do(current_actor(), deed).id)


@blp.route("/<int:escalation_id>/candidates", methods=["GET"])
@needs(Permission.ESCALATION_ASSIGN)
@blp.response(200, CandidatesSchema)
def candidates(escalation_id: int) -> dict[str, Any]:
    """Who could take it: on shift and least loaded first."""
    with reading() as session:
        level = looks.get(session, escalation_id)
        if level is None:
            raise NotFound()
        ticket = level.row.ticket
        target = Target(level.row.assignee_id or ticket.owner_id, ticket.team_id, ticket.queue_id)
        if judge(current_actor(), Permission.ESCALATION_READ, target) is not Verdict.ALLOWED:
            raise Hidden()
        return {"items": looks.candidates(session, level.row, now())}


def _seen(escalation_id: int) -> dict[str, Any]:
    with reading() as session:
        level = looks.get(session, escalation_id)
        if level is None:
            raise NotFound()
        return _row(level)


def _row(level: looks.Level) -> dict[str, Any]:
    one, ticket = level.row, level.row.ticket
    same = (
        *("id", "version", "level", "cause", "rule", "role", "due_at", "created_at", "notified_at", "ack_due_at"),
        *("acknowledged_at", "assigned_at", "hold_until", "resolved_at", "resolution"),
    )
    return {name: getattr(one, name) for name in same} | {
        "ticket_number": ticket.number,
        "subject": ticket.subject,
        "ticket_kind": ticket.kind.value,
        "priority": ticket.priority.value,
        "customer": ticket.customer.name if ticket.customer else None,
        "state": one.state.value,
        "acknowledged_by": level.acknowledged_by,
        "assignee": person(one.assignee),
        "clock_kind": one.clock.kind.value if one.clock else None,
        "team": ticket.team.code if ticket.team else None,
    }


def _states(text: str) -> tuple[EscalationState, ...]:
    try:
        return tuple(EscalationState(part) for part in text.split(",") if part)
    except ValueError:
        raise Invalid("unknown_state", errors={"state": ["unknown_state"]}) from None
