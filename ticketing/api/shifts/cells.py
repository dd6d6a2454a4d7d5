"""The cells of a roster over HTTP: read a stretch of days, set one."""

from datetime import timedelta
from typing import Any

import marshmallow as ma
from flask.views import MethodView
from flask_babel import gettext

from ticketing.actions import shifts
from ticketing.api.fields import day
from ticketing.api.requests import if_match
from ticketing.api.shifts.door import FindingSchema, blp, day_of
from ticketing.auth import current_actor, needs
from ticketing.db import do, reading
from ticketing.domain.actors import Actor
from ticketing.domain.permissions import Permission, Target, Verdict, judge, reaches_of
from ticketing.errors import Invalid
from ticketing.queries import rosters
from ticketing.queries import shifts as looks
from ticketing.reports.roster_words import said
from ticketing.work import Work

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
    locked = ma.fields.Boolean()
    source = ma.fields.String()
    published_template = ma.fields.String(allow_none=True)
    changed = ma.fields.Boolean()
    version = ma.fields.Integer()


class CellsSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(CellSchema))


class CellWishSchema(ma.Schema):
    """`locked` true keeps the cell as it is for generation, import and others until it is unlocked."""

    template = ma.fields.String(required=True, allow_none=True, validate=ma.validate.Length(max=16))
    is_leader = ma.fields.Boolean(load_default=False)
    locked = ma.fields.Boolean(load_default=None, allow_none=True)


class CellAnswerSchema(ma.Schema):
    """`findings`: what the person's days within a week now break; the draft is kept all the same."""

    on_day = ma.fields.Date()
    start_at = ma.fields.AwareDateTime(allow_none=True)
    end_at = ma.fields.AwareDateTime(allow_none=True)
    is_leader = ma.fields.Boolean()
    locked = ma.fields.Boolean()
    version = ma.fields.Integer()
    findings = ma.fields.List(ma.fields.Nested(FindingSchema))


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
    def put(self, wish: dict[str, Any], person: str, on: str) -> dict[str, Any]:
        """Set one person's day of the draft; the answer says which rules it breaks."""
        cell = shifts.CellWish(person, day_of(on), wish["template"], wish["is_leader"], if_match(), wish["locked"])
        return do(current_actor(), lambda work: _set(work, cell))


def _set(work: Work, cell: shifts.CellWish) -> dict[str, Any]:
    shift = shifts.set_cell(work, cell)
    found = rosters.of_person(work.session, shift.person, cell.on_day, work.centre)
    names = {shift.person.code or "": shift.person.name}
    fields = ("on_day", "start_at", "end_at", "is_leader", "locked", "version")
    return {name: getattr(shift, name) for name in fields} | {
        "findings": said([f.document() for f in found], names, gettext)
    }


def reader_of(actor: Actor, right: Permission = Permission.ROSTER_READ) -> looks.Reader:
    """How much of the roster this actor may look at, or may do what `right` names to."""
    return looks.Reader(actor.id, actor.scope.team_id, reaches_of(actor, right))


def may_edit(actor: Actor, team_id: int) -> bool:
    return judge(actor, Permission.ROSTER_EDIT, Target(team_id=team_id)) is Verdict.ALLOWED
