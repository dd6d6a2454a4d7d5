"""The line for breaks over HTTP: /api/v1/break-line and its limits."""

from typing import Any

import marshmallow as ma

from ticketing.actions.presence import break_line
from ticketing.api.door import Door
from ticketing.api.fields import line
from ticketing.auth import current_actor, needs
from ticketing.db import do, now, reading
from ticketing.domain.break_line import KEPT, away_of, places
from ticketing.domain.permissions import Permission
from ticketing.queries import break_line as looks

blp = Door("break_line", __name__, url_prefix="", description="Who may go on a break, and who waits for it")


class WishSchema(ma.Schema):
    reason = line(100, 0, load_default="")


class DecisionBody(ma.Schema):
    approved = ma.fields.Boolean(required=True)
    why = line(200, 0, load_default="")


class LimitBody(ma.Schema):
    """`most` null: as many as like."""

    kind = ma.fields.String(required=True, validate=ma.validate.OneOf(["team", "queue"]))
    code = line(64, required=True)
    most = ma.fields.Integer(required=True, strict=True, allow_none=True, validate=ma.validate.Range(1, 1_000))


class GroupSchema(ma.Schema):
    """`away` are on a break, or have been told that they may go."""

    kind = ma.fields.String()
    code = ma.fields.String()
    name = ma.fields.String()
    most = ma.fields.Integer()
    away = ma.fields.Integer()
    mine = ma.fields.Boolean()


class WaitingSchema(ma.Schema):
    """`place` counts who stands before in the same team or queue; `until`: the place is kept so long."""

    person = ma.fields.String(allow_none=True)
    name = ma.fields.String()
    asked_at = ma.fields.AwareDateTime()
    may_go = ma.fields.Boolean()
    until = ma.fields.AwareDateTime(allow_none=True)
    place = ma.fields.Integer()
    mine = ma.fields.Boolean()


class LineSchema(ma.Schema):
    groups = ma.fields.List(ma.fields.Nested(GroupSchema))
    waiting = ma.fields.List(ma.fields.Nested(WaitingSchema))


@blp.route("/break-line", methods=["GET"])
@needs(Permission.OWN_STATE)
@blp.response(200, LineSchema)
def look() -> dict[str, Any]:
    """How many are away of how many, and who waits, in order."""
    return _line()


@blp.route("/break-line/mine", methods=["POST"])
@needs(Permission.OWN_STATE)
@blp.arguments(WishSchema)
@blp.response(200, LineSchema)
def get_in(body: dict[str, str]) -> dict[str, Any]:
    """Get in line; with a place free one may go at once. Asking again keeps the place."""
    do(current_actor(), lambda work: break_line.get_in(work, body["reason"]).id)
    return _line()


@blp.route("/break-line/mine", methods=["DELETE"])
@needs(Permission.OWN_STATE)
@blp.response(200, LineSchema)
def leave() -> dict[str, Any]:
    """Leave the line."""
    do(current_actor(), break_line.leave)
    return _line()


@blp.route("/break-line/<int:wish_id>/decision", methods=["PUT"])
@needs(Permission.AGENT_STATE_FORCE)
@blp.arguments(DecisionBody)
@blp.response(200, LineSchema)
def decide(body: dict[str, Any], wish_id: int) -> dict[str, Any]:
    """Let somebody go though enough are away, or not; 409 `break_decided` for one who waits no more."""
    do(current_actor(), lambda work: break_line.decide(work, wish_id, body["approved"], body["why"]).id)
    return _line()


@blp.route("/break-limits", methods=["PUT"])
@needs(Permission.BREAK_ADMIN)
@blp.arguments(LimitBody)
@blp.response(200, LineSchema)
def limit(body: dict[str, Any]) -> dict[str, Any]:
    """How many of a team or queue may be away at once."""
    do(current_actor(), lambda work: break_line.set_limit(work, body["kind"], body["code"], body["most"]))
    return _line()


def _line() -> dict[str, Any]:
    own = current_actor().id
    with reading() as session:
        found = looks.line(session, now())
        place = places(found.groups, [one.person_id for one in found.waiting])
        groups = [
            {name: getattr(one, name) for name in ("kind", "code", "name", "most")}
            | {"away": away_of(one, found.away), "mine": own in one.people}
            for one in found.groups
        ]
        waiting = [
            {
                "person": one.person.code,
                "name": one.person.name,
                "asked_at": one.asked_at,
                "may_go": one.told_at is not None,
                "until": one.told_at + KEPT if one.told_at is not None else None,
                "place": place[one.person_id],
                "mine": one.person_id == own,
            }
            for one in found.waiting
        ]
    return {"groups": groups, "waiting": waiting}
