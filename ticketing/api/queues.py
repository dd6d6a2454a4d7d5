"""Queues: what they are called and when they are well."""

from typing import Any

import marshmallow as ma
from flask.views import MethodView

from ticketing.actions import queues
from ticketing.api.door import Door
from ticketing.api.fields import line
from ticketing.api.idempotent import idempotent
from ticketing.api.requests import if_match
from ticketing.auth import current_actor, needs
from ticketing.auth.marks import signed_in
from ticketing.db import do, reading
from ticketing.domain.metrics.service_level import Formula
from ticketing.domain.permissions import Permission
from ticketing.domain.tickets import TicketKind
from ticketing.errors import NotFound
from ticketing.queries import admin

blp = Door("queues", __name__, url_prefix="/queues", description="Queues and their thresholds")

DAY_S = 86_400
_pair = ma.fields.List(
    ma.fields.Integer(validate=ma.validate.Range(0, 1_000_000)), validate=ma.validate.Length(equal=2)
)


class ThresholdsSchema(ma.Schema):
    """[yellow from, red from] for each figure; of the service level "from" means "below"."""

    waiting = _pair
    longest_s = _pair
    sl_pct = _pair
    lost_pct = _pair


class QueueEditSchema(ma.Schema):
    name = line()
    name_en = line(shortest=0)
    kind = ma.fields.Enum(TicketKind, by_value=True)
    calendar = line(64, 0, allow_none=True)
    position = ma.fields.Integer(strict=True, validate=ma.validate.Range(0, 10_000))
    active = ma.fields.Boolean()
    sl_threshold_s = ma.fields.Integer(strict=True, validate=ma.validate.Range(1, 3_600))
    sl_target_pct = ma.fields.Integer(strict=True, validate=ma.validate.Range(1, 100))
    sl_formula = ma.fields.String(validate=ma.validate.OneOf([formula.value for formula in Formula]))
    short_abandon_s = ma.fields.Integer(strict=True, validate=ma.validate.Range(0, 600))
    wrapup_s = ma.fields.Integer(strict=True, validate=ma.validate.Range(0, 3_600))
    callback_due_s = ma.fields.Integer(strict=True, validate=ma.validate.Range(60, 30 * DAY_S))
    thresholds = ma.fields.Nested(ThresholdsSchema)


class QueueWishSchema(QueueEditSchema):
    code = line(64, required=True)
    name = line(required=True)
    kind = ma.fields.Enum(TicketKind, by_value=True, required=True)


class QueueSchema(QueueEditSchema):
    code = ma.fields.String()
    members = ma.fields.List(ma.fields.String())
    version = ma.fields.Integer()


class QueuesSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(QueueSchema))


@blp.route("")
class Queues(MethodView):
    @signed_in
    @blp.response(200, QueuesSchema)
    def get(self) -> dict[str, Any]:
        """Every queue in the order of the board."""
        return {"items": _rows()}

    @needs(Permission.QUEUE_ADMIN)
    @idempotent
    @blp.arguments(QueueWishSchema)
    @blp.response(201, QueueSchema)
    def post(self, body: dict[str, Any]) -> dict[str, Any]:
        """A new queue, under the phone system's own name of it."""
        code = body["code"]
        do(current_actor(), lambda work: queues.add(work, code, body))
        return _row(code)


@blp.route("/<code>", methods=["PATCH"])
@needs(Permission.QUEUE_ADMIN)
@blp.arguments(QueueEditSchema)
@blp.response(200, QueueSchema)
def edit(body: dict[str, Any], code: str) -> dict[str, Any]:
    """Change what is named."""
    version = if_match()
    do(current_actor(), lambda work: queues.edit(work, code, version, body))
    return _row(code)


def _rows() -> list[dict[str, Any]]:
    with reading() as session:
        members = admin.members(session)
        return [
            {name: getattr(queue, name) for name in queues.PLAIN}
            | {"code": queue.code, "version": queue.version, "members": members.get(queue.id, [])}
            | {"calendar": queue.calendar.code if queue.calendar else None}
            for queue in admin.queues(session)
        ]


def _row(code: str) -> dict[str, Any]:
    for row in _rows():
        if row["code"] == code:
            return row
    raise NotFound()
