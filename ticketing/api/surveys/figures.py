"""Satisfaction in figures: always with the number of those who answered beside the share."""

from typing import Any

import marshmallow as ma
from marshmallow import validate

from ticketing.api.fields import instant
from ticketing.api.surveys.blueprint import blp
from ticketing.auth import current_actor, needs
from ticketing.db import centre, reading
from ticketing.domain.permissions import Permission
from ticketing.domain.satisfaction import Tally
from ticketing.errors import Invalid
from ticketing.queries import satisfaction
from ticketing.queries.satisfaction import SIDES


class SatisfactionArgs(ma.Schema):
    """[from, to) by the instant of asking; days and months are those of the centre's zone."""

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
    # By code; the empty one gathers what belongs to none.
    parts = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.Nested(TallySchema))


@blp.route("/figures", methods=["GET"])
@needs(Permission.REPORT_READ)
@blp.arguments(SatisfactionArgs, location="query")
@blp.response(200, SatisfactionSchema)
def figures(args: dict[str, Any]) -> dict[str, Tally | dict[str, Tally]]:
    """Sums and shares, of the whole and by one side, as far as the asker may read reports."""
    if args["until"] <= args["since"]:
        raise Invalid("empty_stretch")
    scope = satisfaction.scope_of(current_actor(), args["since"], args["until"], centre().timezone)
    with reading() as session:
        parts = dict(satisfaction.by(session, scope, args["by"]))
        return {"total": satisfaction.whole(session, scope), "parts": parts}
