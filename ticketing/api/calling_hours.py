"""When customers may be rung: /api/v1/calling-hours."""

from datetime import time
from typing import Any

import marshmallow as ma

from ticketing.actions import calling_hours as saying
from ticketing.api.door import Door
from ticketing.auth import current_actor, needs
from ticketing.db import centre, do, reading
from ticketing.domain.permissions import Permission
from ticketing.queries import calling_hours

blp = Door("calling-hours", __name__, url_prefix="/calling-hours", description="When customers may be rung")

MOST_WINDOWS = 6


def _wall() -> ma.fields.String:
    return ma.fields.String(required=True, validate=ma.validate.Regexp(r"^([01][0-9]|2[0-3]):[0-5][0-9]\Z"))


class StretchSchema(ma.Schema):
    """From `opens` up to `closes`, wall times of the customer such as 13:30."""

    opens = _wall()
    closes = _wall()


class CallingHoursSchema(ma.Schema):
    """In order and apart; outside of them nobody is rung, and a try that falls there moves to the next opening."""

    windows = ma.fields.List(
        ma.fields.Nested(StretchSchema), required=True, validate=ma.validate.Length(1, MOST_WINDOWS)
    )


@blp.route("", methods=["GET"])
@needs(Permission.CALLBACK_WORK, Permission.CALENDAR_ADMIN)
@blp.response(200, CallingHoursSchema)
def get() -> dict[str, Any]:
    """The hours as they stand."""
    return _said()


@blp.route("", methods=["PUT"])
@needs(Permission.CALENDAR_ADMIN)
@blp.arguments(CallingHoursSchema)
@blp.response(200, CallingHoursSchema)
def put(body: dict[str, Any]) -> dict[str, Any]:
    """Say them anew; 422 `bad_windows` when they overlap or run backwards."""
    windows = [(time.fromisoformat(one["opens"]), time.fromisoformat(one["closes"])) for one in body["windows"]]
    do(current_actor(), lambda work: saying.say(work, windows))
    return _said()


def _said() -> dict[str, Any]:
    with reading() as session:
        hours = calling_hours.of(session, centre().timezone)
    return {"windows": [{"opens": f"{opens:%H:%M}", "closes": f"{closes:%H:%M}"} for opens, closes in hours.windows]}
