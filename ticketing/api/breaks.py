"""Kinds of pauses over HTTP: what reasons mean, what is allowed of each, and a trial before it counts."""

from typing import Any

import marshmallow as ma
from flask.views import MethodView

from ticketing.actions.presence import breaks
from ticketing.api.door import Door
from ticketing.api.fields import code, line
from ticketing.api.requests import if_match
from ticketing.auth import current_actor, needs
from ticketing.auth.marks import signed_in
from ticketing.db import do, reading
from ticketing.domain.breaks import Activity, folded, limit_now, used
from ticketing.domain.permissions import Permission
from ticketing.errors import NotFound
from ticketing.queries.presence import breaks as looks

blp = Door("breaks", __name__, url_prefix="", description="Kinds of pauses")

DAY_S = 86_400
_NOTHING = dict.fromkeys(("over_s", "day_s", "day_over_s", "day_over_count"), 0)


def _seconds(**options: Any) -> ma.fields.Integer:
    return ma.fields.Integer(strict=True, allow_none=True, validate=ma.validate.Range(0, DAY_S), **options)


class KindEditSchema(ma.Schema):
    """Seconds of one pause, and seconds and number of them in one business day; null is "no limit"."""

    name = line(40)
    name_en = line(40, 0)
    activity = ma.fields.Enum(Activity, by_value=True)
    limit_s = _seconds()
    allowance_s = _seconds()
    allowance_count = ma.fields.Integer(strict=True, allow_none=True, validate=ma.validate.Range(0, 1_000))
    position = ma.fields.Integer(strict=True, validate=ma.validate.Range(0, 10_000))
    active = ma.fields.Boolean()


class KindWishSchema(KindEditSchema):
    code = code(required=True)
    name = line(40, required=True)
    activity = ma.fields.Enum(Activity, by_value=True, required=True)


class KindSchema(KindEditSchema):
    code = ma.fields.String()
    reasons = ma.fields.List(ma.fields.String())
    version = ma.fields.Integer()


class KindsSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(KindSchema))


class MappingSchema(ma.Schema):
    """`kind` is a kind's code; null forgets what the reason means."""

    reason = line(200, required=True)
    kind = code(required=True, allow_none=True)


class TrialArgs(ma.Schema):
    """A pause of so many seconds with this reason, after others of the same kind and day."""

    reason = line(200, required=True)
    seconds = ma.fields.Integer(required=True, validate=ma.validate.Range(0, DAY_S))
    before = ma.fields.List(ma.fields.Integer(validate=ma.validate.Range(0, DAY_S)), load_default=list)


class TrialSchema(ma.Schema):
    """`may_last_s` is what is allowed of this pause, `over_s` by how much it is too long; null without a limit."""

    kind = ma.fields.String(allow_none=True)
    name = ma.fields.String(allow_none=True)
    activity = ma.fields.Enum(Activity, by_value=True, allow_none=True)
    may_last_s = ma.fields.Integer(allow_none=True)
    over_s = ma.fields.Integer()
    day_s = ma.fields.Integer()
    day_over_s = ma.fields.Integer()
    day_over_count = ma.fields.Integer()


@blp.route("/break-kinds")
class Kinds(MethodView):
    @signed_in
    @blp.response(200, KindsSchema)
    def get(self) -> dict[str, Any]:
        """Every kind with the reasons that mean it."""
        return {"items": _rows()}

    @needs(Permission.BREAK_ADMIN)
    @blp.arguments(KindWishSchema)
    @blp.response(201, KindSchema)
    def post(self, body: dict[str, Any]) -> dict[str, Any]:
        """A new kind."""
        do(current_actor(), lambda work: breaks.add(work, body["code"], body))
        return _row(body["code"])


@blp.route("/break-kinds/<code>", methods=["PATCH"])
@needs(Permission.BREAK_ADMIN)
@blp.arguments(KindEditSchema)
@blp.response(200, KindSchema)
def edit(body: dict[str, Any], code: str) -> dict[str, Any]:
    """Change what is named."""
    version = if_match()
    do(current_actor(), lambda work: breaks.edit(work, code, version, body))
    return _row(code)


@blp.route("/break-reasons", methods=["PUT"])
@needs(Permission.BREAK_ADMIN)
@blp.arguments(MappingSchema)
@blp.response(200, KindsSchema)
def map_reason(body: dict[str, Any]) -> dict[str, Any]:
    """Say what a reason means; upper and lower case are the same."""
    do(current_actor(), lambda work: breaks.map_reason(work, body["reason"], body["kind"]))
    return {"items": _rows()}


@blp.route("/break-kinds/trial", methods=["GET"])
@needs(Permission.BREAK_ADMIN)
@blp.arguments(TrialArgs, location="query")
@blp.response(200, TrialSchema)
def trial(args: dict[str, Any]) -> dict[str, Any]:
    """What a pause would count as, and whether it would be too long; nothing is kept."""
    with reading() as session:
        kind = looks.kind_map(session).get(folded(args["reason"]))
    if kind is None:
        return {"kind": None, "name": None, "activity": None, "may_last_s": None, **_NOTHING}
    limit = limit_now(kind, args["before"])
    day = used(kind, [*args["before"], args["seconds"]])
    return {
        "kind": kind.code,
        "name": kind.name,
        "activity": kind.activity,
        "may_last_s": limit,
        "over_s": 0 if limit is None else max(args["seconds"] - limit, 0),
        "day_s": day.seconds,
        "day_over_s": day.over_s,
        "day_over_count": day.over_times,
    }


def _rows() -> list[dict[str, Any]]:
    with reading() as session:
        reasons = looks.reasons_of(session)
        return [
            {name: getattr(kind, name) for name in (*breaks.PLAIN, "code", "version")}
            | {"reasons": reasons.get(kind.code, [])}
            for kind in looks.everyone(session)
        ]


def _row(wanted: str) -> dict[str, Any]:
    for row in _rows():
        if row["code"] == wanted:
            return row
    raise NotFound()
