"""Meetings that come round, and duties by rotation, over HTTP: /api/v1/meetings, /api/v1/duties."""

from typing import Any

import marshmallow as ma
from flask.views import MethodView
from marshmallow import validate

from ticketing.actions import duties, meetings
from ticketing.actions.duties import DutyWish
from ticketing.actions.meetings import MeetingWish
from ticketing.api.door import Door
from ticketing.api.fields import day, line
from ticketing.api.requests import if_match
from ticketing.auth import current_actor, needs
from ticketing.db import centre, do, now, reading
from ticketing.domain.permissions import Permission
from ticketing.models.duties import Duty, DutyTurn, Meeting
from ticketing.queries import duties as turns
from ticketing.queries import meetings as looks

blp = Door("meetings", __name__, url_prefix="", description="Meetings that come round, duties by rotation")


class MeetingWishSchema(ma.Schema):
    """`rule`: a part of RFC 5545; minutes from local midnight; `sittings`: who sits when, each after the one before.

    `reason`: why it is held although a queue has too few meanwhile.
    """

    name = line(60, required=True)
    name_en = line(60, 0, load_default="")
    team = line(32, load_default=None, allow_none=True)
    rule = line(120, required=True)
    start_on = day(required=True)
    from_min = ma.fields.Integer(required=True, strict=True, validate=validate.Range(0, 1439))
    length_min = ma.fields.Integer(required=True, strict=True, validate=validate.Range(5, 240))
    sittings = ma.fields.List(
        ma.fields.List(line(32), validate=validate.Length(max=500)), load_default=list, validate=validate.Length(max=6)
    )
    reason = line(200, 0, load_default="")


class MeetingSchema(ma.Schema):
    id = ma.fields.Integer()
    name = ma.fields.String()
    name_en = ma.fields.String()
    team = ma.fields.Function(lambda row: row.team.code if row.team else None)
    rule = ma.fields.String()
    start_on = ma.fields.Date()
    until_on = ma.fields.Date(allow_none=True)
    from_min = ma.fields.Integer()
    length_min = ma.fields.Integer()
    sittings = ma.fields.Function(lambda row: len(row.sittings) or 1, metadata={"description": "How many"})
    reason = ma.fields.String()
    version = ma.fields.Integer()


class MeetingsSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(MeetingSchema))


class EndSchema(ma.Schema):
    last_on = day(required=True)


class DutyEditSchema(ma.Schema):
    """`each`: how many a day; `weekdays` from 0 (Monday); `answers`: escalations that find nobody go there."""

    name = line(60, required=True)
    name_en = line(60, 0, load_default="")
    team = line(32, load_default=None, allow_none=True)
    each = ma.fields.Integer(load_default=1, strict=True, validate=validate.Range(1, 20))
    weekdays = ma.fields.List(
        ma.fields.Integer(validate=validate.Range(0, 6)), load_default=lambda: list(range(7)),
        validate=validate.Length(1, 7),
    )  # fmt: skip
    answers = ma.fields.Boolean(load_default=False)
    active = ma.fields.Boolean(load_default=True)


class DutySchema(DutyEditSchema):
    team = ma.fields.Function(lambda row: row.team.code if row.team else None)  # type: ignore[assignment]
    code = ma.fields.String()
    version = ma.fields.Integer()


class DutiesSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(DutySchema))


class SpanSchema(ma.Schema):
    first_on = day(required=True)
    last_on = day(required=True)


class TurnSchema(ma.Schema):
    """`by_hand`: somebody put the person there; `here`: a published shift of that day is theirs."""

    id = ma.fields.Integer()
    duty = ma.fields.String()
    on_day = ma.fields.Date()
    person = ma.fields.String()
    by_hand = ma.fields.Boolean()
    here = ma.fields.Boolean()
    version = ma.fields.Integer()


class TurnsSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(TurnSchema))


class HandSchema(ma.Schema):
    person = line(32, required=True)


@blp.route("/meetings")
class Meetings(MethodView):
    @needs(Permission.ROSTER_READ)
    @blp.response(200, MeetingsSchema)
    def get(self) -> dict[str, Any]:
        """What is held today or later."""
        with reading() as session:
            return {"items": looks.everyone(session, centre().day_of(now()))}

    @needs(Permission.ROSTER_EDIT)
    @blp.arguments(MeetingWishSchema)
    @blp.response(201, MeetingSchema)
    def post(self, body: dict[str, Any]) -> Meeting:
        """Call a meeting; 409 `coverage_breaks` says which queue is short by how many, and which sittings would do."""
        return do(current_actor(), lambda work: meetings.call(work, MeetingWish(**body)))


@blp.route("/meetings/<int:meeting_id>/end", methods=["PUT"])
@needs(Permission.ROSTER_EDIT)
@blp.arguments(EndSchema)
@blp.response(200, MeetingSchema)
def end(body: dict[str, Any], meeting_id: int) -> Meeting:
    """It is held for the last time that day."""
    return do(current_actor(), lambda work: meetings.end(work, meeting_id, if_match(), body["last_on"]))


@blp.route("/duties", methods=["GET"])
@needs(Permission.ROSTER_READ)
@blp.response(200, DutiesSchema)
def every_duty() -> dict[str, Any]:
    """Every duty that goes round, by code."""
    with reading() as session:
        return {"items": turns.everyone(session)}


@blp.route("/duties/<code>", methods=["PUT"])
@needs(Permission.ROSTER_EDIT)
@blp.arguments(DutyEditSchema)
@blp.response(200, DutySchema)
def keep(body: dict[str, Any], code: str) -> Duty:
    """A duty, made or changed."""
    wish = DutyWish(**body | {"weekdays": tuple(body["weekdays"])}, version=if_match())
    return do(current_actor(), lambda work: duties.keep(work, code, wish))


@blp.route("/duties/<code>/turns")
class Turns(MethodView):
    @needs(Permission.ROSTER_READ)
    @blp.arguments(SpanSchema, location="query")
    @blp.response(200, TurnsSchema)
    def get(self, args: dict[str, Any], code: str) -> dict[str, Any]:
        """Whose turn it is on these days."""
        return _read(args, code)

    @needs(Permission.ROSTER_EDIT)
    @blp.arguments(SpanSchema)
    @blp.response(201, TurnsSchema)
    def post(self, body: dict[str, Any], code: str) -> dict[str, Any]:
        """Draw the turns of these days; what was put there by hand stays while the person is on shift."""
        do(current_actor(), lambda work: duties.draw(work, code, body["first_on"], body["last_on"]))
        return _read(body, code)


@blp.route("/duty-turns/<int:turn_id>/person", methods=["PUT"])
@needs(Permission.ROSTER_EDIT)
@blp.arguments(HandSchema)
@blp.response(200, TurnSchema)
def hand(body: dict[str, Any], turn_id: int) -> dict[str, Any]:
    """Somebody else takes the turn; 409 `no_shift_then`, `turn_taken`."""

    def deed(work: Any) -> dict[str, Any]:
        turn: DutyTurn = duties.hand(work, turn_id, if_match(), body["person"])
        code = work.get(Duty, turn.duty_id).code
        plain = {"id": turn.id, "duty": code, "on_day": turn.on_day, "person": body["person"]}
        return plain | {"by_hand": turn.by_hand, "here": True, "version": turn.version}

    return do(current_actor(), deed)


def _read(span: dict[str, Any], code: str) -> dict[str, Any]:
    with reading() as session:
        ids = {one.id for one in turns.everyone(session) if one.code == code}
        found = turns.turns(session, span["first_on"], span["last_on"])
    return {"items": [_told(one, code) for (duty_id, _), rows in found.items() if duty_id in ids for one in rows]}


def _told(seen: turns.Seen, code: str) -> dict[str, Any]:
    turn = seen.turn
    plain = {"id": turn.id, "duty": code, "on_day": turn.on_day, "person": seen.person.code}
    return plain | {"by_hand": turn.by_hand, "here": seen.here, "version": turn.version}
