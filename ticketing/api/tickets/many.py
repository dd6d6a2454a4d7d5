"""One deed for many tickets: /api/v1/bulk/tickets."""

from typing import Any

import marshmallow as ma
from marshmallow import validate

from ticketing.actions.tickets import many
from ticketing.api.door import Door
from ticketing.api.fields import code, instant, line, prose
from ticketing.api.idempotent import idempotent
from ticketing.api.tickets.bodies import word
from ticketing.auth import current_actor, needs
from ticketing.db import do
from ticketing.domain.permissions import Permission
from ticketing.domain.tickets import Priority
from ticketing.errors import Invalid

blp = Door("bulk", __name__, url_prefix="/bulk", description="One deed for many at once")


class BulkBody(ma.Schema):
    """`assign` needs `owner` (a code, `me`, `auto` for the queue's rule), `priority` a priority, `queue` a queue,
    `category` a category, `note` a text, `cancel` a reason; `order` (督办) a text and `at`, by when `owner` or each
    ticket's own answers; `extend` (延期) a text and `at`, until when time is asked for."""

    numbers = ma.fields.List(code(), required=True, validate=validate.Length(1, many.MOST))
    deed = ma.fields.String(required=True, validate=validate.OneOf(list(many.DEEDS)))
    owner = code(load_default=None, allow_none=True)
    priority = word(Priority, load_default=None, allow_none=True)
    queue = code(load_default=None, allow_none=True)
    category = line(load_default=None, allow_none=True)
    text = prose(2_000, load_default=None, allow_none=True)
    at = instant(load_default=None, allow_none=True)
    reason = line(500, load_default="", shortest=0)


class OutcomeSchema(ma.Schema):
    """`code` says why nothing was done to this one."""

    number = ma.fields.String()
    done = ma.fields.Boolean()
    code = ma.fields.String()


class OutcomesSchema(ma.Schema):
    done = ma.fields.Integer()
    refused = ma.fields.Integer()
    items = ma.fields.List(ma.fields.Nested(OutcomeSchema))


@blp.route("/tickets", methods=["POST"])
@needs(Permission.TICKET_READ)
@idempotent
@blp.arguments(BulkBody)
@blp.response(200, OutcomesSchema)
def bulk(body: dict[str, Any]) -> dict[str, Any]:
    """The same deed for each; 404 and nothing done when one is out of reach, and a refusal stops only its own."""
    _must_say(body)
    found = do(current_actor(), lambda work: many.do_all(work, body["numbers"], body["deed"], body))
    done = sum(one.done for one in found)
    return {"done": done, "refused": len(found) - done, "items": found}


def _must_say(body: dict[str, Any]) -> None:
    missing = [name for name in many.NEEDS.get(body["deed"], ()) if not body[name]]
    if missing:
        raise Invalid("missing", errors={name: ["missing"] for name in missing})
