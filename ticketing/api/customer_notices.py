"""What customers are told by message, by which ways and when: /api/v1/customer-notices."""

from datetime import time
from typing import Any

import marshmallow as ma
from marshmallow import validate

from ticketing.actions import customer_notices
from ticketing.api.door import Door
from ticketing.api.requests import if_match
from ticketing.auth import current_actor, needs
from ticketing.db import do, reading
from ticketing.domain.customer_notices import TO_CUSTOMERS, WAYS
from ticketing.domain.deliveries import Channel, Template
from ticketing.domain.permissions import Permission
from ticketing.queries import customer_notices as looks

blp = Door("customer_notices", __name__, url_prefix="/customer-notices", description="What customers are told")

_WALL = validate.Regexp(r"^([01][0-9]|2[0-3]):[0-5][0-9]\Z")


def _ways() -> ma.fields.Dict:
    way = ma.fields.String(validate=validate.OneOf([one.value for one in WAYS]))
    kind = ma.fields.String(validate=validate.OneOf([one.value for one in TO_CUSTOMERS]))
    return ma.fields.Dict(keys=kind, values=ma.fields.List(way, validate=validate.Length(max=len(WAYS))), required=True)


class NoticesBody(ma.Schema):
    """`ways`: kind of notice to the ways it goes by, none switches it off; a kind that is not named stays as it is.
    Between `opens` and `closes`, wall times of the customer, it goes out; else it waits for the next opening."""

    ways = _ways()
    opens = ma.fields.String(required=True, validate=_WALL)
    closes = ma.fields.String(required=True, validate=_WALL)


class NoticesSchema(ma.Schema):
    """Every kind there is, with the ways by which it goes. The words are those of `/message-texts`."""

    ways = _ways()
    opens = ma.fields.String()
    closes = ma.fields.String()
    version = ma.fields.Integer()


@blp.route("", methods=["GET"])
@needs(Permission.DELIVERY_ADMIN, Permission.CUSTOMER_NOTICE_ADMIN)
@blp.response(200, NoticesSchema)
def get() -> dict[str, Any]:
    """The rules as they stand; at first nothing is told to anybody."""
    with reading() as session:
        return looks.rules(session).shown()


@blp.route("", methods=["PUT"])
@needs(Permission.CUSTOMER_NOTICE_ADMIN)
@blp.arguments(NoticesBody)
@blp.response(200, NoticesSchema)
def put(body: dict[str, Any]) -> dict[str, Any]:
    """Say them anew; 422 `bad_windows` when the day closes before it opens."""
    ways = {Template(kind): [Channel(way) for way in said] for kind, said in body["ways"].items()}
    hours = (time.fromisoformat(body["opens"]), time.fromisoformat(body["closes"]))
    version = if_match()
    return do(current_actor(), lambda work: customer_notices.say(work, version, ways, *hours)).shown()
