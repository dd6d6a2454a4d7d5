"""Satisfaction in figures: always with the number of those who answered beside the share."""

from typing import Any

import marshmallow as ma
from marshmallow import validate

from ticketing.api.fields import instant
from ticketing.api.surveys.blueprint import blp
from ticketing.auth import current_actor, needs
from ticketing.db import reading
from ticketing.domain.actors import Actor
from ticketing.domain.permissions import Permission, Reach, reaches_of
from ticketing.domain.satisfaction import Tally
from ticketing.errors import Invalid
from ticketing.queries import satisfaction
from ticketing.queries.satisfaction import Scope

SIDES = ("via", "queue", "agent", "kind")


class SatisfactionArgs(ma.Schema):
    """[from, to) by the instant of asking."""

    since = instant(data_key="from", required=True)
    until = instant(data_key="to", required=True)
    by = ma.fields.String(validate=validate.OneOf(SIDES), load_default="via")


class TallySchema(ma.Schema):
    """`satisfaction_pct` is satisfied ÷ rated; null where nobody has rated."""

    invited = ma.fields.Integer()
    rated = ma.fields.Integer()
    satisfied = ma.fields.Integer()
    dissatisfied = ma.fields.Integer()
    attitude = ma.fields.Integer()
    solution = ma.fields.Integer()
    both = ma.fields.Integer()
    rated_pct = ma.fields.Float(allow_none=True)
    satisfaction_pct = ma.fields.Float(allow_none=True)
    dissatisfied_pct = ma.fields.Float(allow_none=True)


class SatisfactionSchema(ma.Schema):
    total = ma.fields.Nested(TallySchema)
    parts = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.Nested(TallySchema))


@blp.route("/figures", methods=["GET"])
@needs(Permission.REPORT_READ)
@blp.arguments(SatisfactionArgs, location="query")
@blp.response(200, SatisfactionSchema)
def figures(args: dict[str, Any]) -> dict[str, Tally | dict[str, Tally]]:
    """Sums and shares, of the whole and by one side, as far as the asker may read reports."""
    if args["until"] <= args["since"]:
        raise Invalid("empty_stretch")
    scope = scope_of(current_actor(), args["since"], args["until"])
    with reading() as session:
        parts = dict(satisfaction.by(session, scope, args["by"]))
        return {"total": satisfaction.whole(session, scope), "parts": parts}


def scope_of(actor: Actor, since: Any, until: Any) -> Scope:
    """Everything, one's team, or one's own."""
    reaches = reaches_of(actor, Permission.REPORT_READ)
    if Reach.ALL in reaches:
        return Scope(since, until)
    if Reach.TEAM in reaches and actor.scope.team_id is not None:
        return Scope(since, until, team_id=actor.scope.team_id)
    return Scope(since, until, person_id=actor.id or 0)
