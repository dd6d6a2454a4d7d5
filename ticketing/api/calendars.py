"""Business calendars: read, made, edited, and tried out before they are."""

from typing import Any

import marshmallow as ma
from flask import current_app
from flask.views import MethodView

from ticketing.actions import calendars
from ticketing.api.door import Door
from ticketing.api.fields import code, line
from ticketing.api.idempotent import idempotent
from ticketing.api.requests import if_match
from ticketing.auth import current_actor, needs
from ticketing.clock import Clock
from ticketing.db import do, reading
from ticketing.domain.permissions import Permission
from ticketing.models.calendars import Calendar
from ticketing.queries import calendars as looks

blp = Door("calendars", __name__, url_prefix="/calendars", description="Business calendars")

MOST_EXCEPTIONS = 2_000


def _definition() -> ma.fields.Dict:
    """{"tz", "holidays"?, "weekly": {"mon-fri": [["08:30", "12:00"]]}, "exceptions": [{"date", "type", ...}]}."""
    return ma.fields.Dict(keys=ma.fields.String(), required=True, validate=_not_endless)


def _not_endless(value: dict[str, Any]) -> None:
    exceptions = value.get("exceptions")
    if isinstance(exceptions, list) and len(exceptions) > MOST_EXCEPTIONS:
        raise ma.ValidationError(f"At most {MOST_EXCEPTIONS} exceptions.")


class DefinitionSchema(ma.Schema):
    definition = _definition()


class CalendarEditSchema(DefinitionSchema):
    name = line(required=True)


class CalendarWishSchema(CalendarEditSchema):
    code = code(required=True)


class CalendarSchema(ma.Schema):
    code = ma.fields.String()
    name = ma.fields.String()
    definition = ma.fields.Dict(keys=ma.fields.String())
    version = ma.fields.Integer()


class CalendarsSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(CalendarSchema))


class MoveSchema(ma.Schema):
    ticket = ma.fields.String()
    kind = ma.fields.String()
    due_at = ma.fields.AwareDateTime(allow_none=True)
    would_be_due_at = ma.fields.AwareDateTime(allow_none=True)


class PreviewSchema(ma.Schema):
    """`running` clocks were looked at (2,000 at most), `moved` of them would be due at another instant."""

    running = ma.fields.Integer()
    moved = ma.fields.Integer()
    examples = ma.fields.List(ma.fields.Nested(MoveSchema))


@blp.route("")
class Calendars(MethodView):
    @needs(Permission.CALENDAR_ADMIN)
    @blp.response(200, CalendarsSchema)
    def get(self) -> dict[str, Any]:
        """Every calendar as it stands."""
        with reading() as session:
            return {"items": looks.everyone(session)}

    @needs(Permission.CALENDAR_ADMIN)
    @idempotent
    @blp.arguments(CalendarWishSchema)
    @blp.response(201, CalendarSchema)
    def post(self, body: dict[str, Any]) -> Calendar:
        """A new calendar."""
        return do(current_actor(), lambda work: calendars.add(work, **body))


@blp.route("/<name_code>", methods=["PUT"])
@needs(Permission.CALENDAR_ADMIN)
@blp.arguments(CalendarEditSchema)
@blp.response(200, CalendarSchema)
def edit(body: dict[str, Any], name_code: str) -> Calendar:
    """A new definition from now on; running clocks are dated anew in the same transaction."""
    version = if_match()
    return do(current_actor(), lambda work: calendars.edit(work, name_code, version, **body))


@blp.route("/<name_code>/preview", methods=["POST"])
@needs(Permission.CALENDAR_ADMIN)
@blp.arguments(DefinitionSchema)
@blp.response(200, PreviewSchema)
def preview(body: dict[str, Any], name_code: str) -> looks.Preview:
    """How many clocks an edit would move; changes nothing."""
    calendars.understood(body["definition"])
    clock: Clock = current_app.extensions["clock"]
    with reading() as session:
        return looks.preview(session, name_code, body["definition"], clock.now())
