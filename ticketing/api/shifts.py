"""The roster over HTTP: read a stretch of days, set a cell, publish a week."""

from datetime import date, timedelta
from typing import Any

import marshmallow as ma
from flask.views import MethodView

from ticketing.actions import shifts
from ticketing.api.door import Door
from ticketing.api.fields import day
from ticketing.api.requests import if_match
from ticketing.auth import current_actor, needs
from ticketing.db import do, reading
from ticketing.domain.actors import Actor
from ticketing.domain.days import monday_of
from ticketing.domain.permissions import Permission, Target, Verdict, judge, reaches_of
from ticketing.errors import Invalid
from ticketing.models.shifts import Roster, Shift, ShiftTemplate
from ticketing.queries import shifts as looks

blp = Door("shifts", __name__, url_prefix="", description="Shift templates, cells, publication")

LONGEST_RANGE = timedelta(days=62)


class ShiftArgs(ma.Schema):
    """`from` and `to` are days, both included; at most two months."""

    from_ = day(required=True, data_key="from")
    to = day(required=True)
    team = ma.fields.String(validate=ma.validate.Length(max=64), load_default=None)


class CellSchema(ma.Schema):
    person = ma.fields.String()
    name = ma.fields.String()
    team = ma.fields.String()
    on_day = ma.fields.String()
    template = ma.fields.String(allow_none=True)
    start_at = ma.fields.AwareDateTime(allow_none=True)
    end_at = ma.fields.AwareDateTime(allow_none=True)
    is_leader = ma.fields.Boolean()
    published_template = ma.fields.String(allow_none=True)
    changed = ma.fields.Boolean()
    version = ma.fields.Integer()


class CellsSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(CellSchema))


class CellWishSchema(ma.Schema):
    template = ma.fields.String(required=True, allow_none=True, validate=ma.validate.Length(max=16))
    is_leader = ma.fields.Boolean(load_default=False)


class CellAnswerSchema(ma.Schema):
    on_day = ma.fields.Date()
    start_at = ma.fields.AwareDateTime(allow_none=True)
    end_at = ma.fields.AwareDateTime(allow_none=True)
    is_leader = ma.fields.Boolean()
    version = ma.fields.Integer()


class TemplateSchema(ma.Schema):
    """Minutes from local midnight; past 1440 is the next day."""

    code = ma.fields.String(required=True, validate=ma.validate.Length(1, 16))
    name = ma.fields.String(required=True, validate=ma.validate.Length(1, 64))
    name_en = ma.fields.String(load_default="", validate=ma.validate.Length(max=64))
    start_min = ma.fields.Integer(required=True, validate=ma.validate.Range(0, 1439))
    end_min = ma.fields.Integer(required=True, validate=ma.validate.Range(0, 2880))
    break_min = ma.fields.Integer(load_default=0, validate=ma.validate.Range(0, 480))
    working = ma.fields.Boolean(load_default=True)


class TemplatesSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(TemplateSchema))


class PublicationSchema(ma.Schema):
    version = ma.fields.Integer(attribute="published_version")
    published_at = ma.fields.AwareDateTime()
    week_on = ma.fields.Date()


@blp.route("/shifts")
class Shifts(MethodView):
    @needs(Permission.ROSTER_READ)
    @blp.arguments(ShiftArgs, location="query")
    @blp.response(200, CellsSchema)
    def get(self, args: dict[str, Any]) -> dict[str, Any]:
        """The cells of a stretch of days, narrowed to what the asker may see."""
        first, last = args["from_"], args["to"]
        if not timedelta() <= last - first <= LONGEST_RANGE:
            raise Invalid("range", most_days=LONGEST_RANGE.days)
        with reading() as session:
            return {"items": looks.cells(session, first, last, reader_of(current_actor()), args["team"])}


@blp.route("/shifts/<person>/<on>")
class Cell(MethodView):
    @needs(Permission.ROSTER_EDIT)
    @blp.arguments(CellWishSchema)
    @blp.response(200, CellAnswerSchema)
    def put(self, wish: dict[str, Any], person: str, on: str) -> Shift:
        """Set one person's day of the draft."""
        cell = shifts.CellWish(person, _day(on), wish["template"], wish["is_leader"], if_match())
        return do(current_actor(), lambda work: shifts.set_cell(work, cell))


@blp.route("/rosters/<team>/<week>/publication")
class Publication(MethodView):
    @needs(Permission.ROSTER_PUBLISH)
    @blp.response(201, PublicationSchema)
    def post(self, team: str, week: str) -> Roster:
        """Publish the week of a team as its next version."""
        return do(current_actor(), lambda work: shifts.publish(work, team, monday_of(_day(week))))


@blp.route("/shift-templates")
class Templates(MethodView):
    @needs(Permission.ROSTER_READ)
    @blp.response(200, TemplatesSchema)
    def get(self) -> dict[str, Any]:
        """Every kind of shift, in the order that screens show them."""
        with reading() as session:
            return {"items": looks.templates(session)}

    @needs(Permission.ROSTER_PUBLISH)
    @blp.arguments(TemplateSchema)
    @blp.response(201, TemplateSchema)
    def post(self, body: dict[str, Any]) -> ShiftTemplate:
        """A new kind of shift."""
        return do(current_actor(), lambda work: shifts.add_template(work, **body))


def reader_of(actor: Actor) -> looks.Reader:
    """How much of the roster this actor may look at."""
    return looks.Reader(actor.id, actor.scope.team_id, reaches_of(actor, Permission.ROSTER_READ))


def may_edit(actor: Actor, team_id: int) -> bool:
    return judge(actor, Permission.ROSTER_EDIT, Target(team_id=team_id)) is Verdict.ALLOWED


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid("bad_date", text=text[:32]) from None
