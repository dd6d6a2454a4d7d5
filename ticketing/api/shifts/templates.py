"""Kinds of shifts over HTTP."""

from typing import Any

import marshmallow as ma
from flask.views import MethodView

from ticketing.actions import shifts
from ticketing.api.requests import if_match
from ticketing.api.shifts.door import blp
from ticketing.auth import current_actor, needs
from ticketing.db import do, reading
from ticketing.domain.permissions import Permission
from ticketing.models.shifts import ShiftTemplate
from ticketing.queries import shifts as looks


class BreakSchema(ma.Schema):
    """A break inside the shift: from which minute after local midnight, how long, whether it is paid."""

    from_ = ma.fields.Integer(required=True, validate=ma.validate.Range(0, 2879), data_key="from", attribute="from")
    len = ma.fields.Integer(required=True, validate=ma.validate.Range(1, 480))
    paid = ma.fields.Boolean(load_default=False)
    kind = ma.fields.String(load_default="break", validate=ma.validate.OneOf(["break", "meal"]))


class ActivitySchema(ma.Schema):
    """What comes round within the shift, a meeting on Mondays at 13:50: `dow` 0 is Monday, without it every day."""

    from_ = ma.fields.Integer(required=True, validate=ma.validate.Range(0, 2879), data_key="from", attribute="from")
    len = ma.fields.Integer(required=True, validate=ma.validate.Range(1, 720))
    kind = ma.fields.String(required=True, validate=ma.validate.OneOf(shifts.ACTIVITIES))
    dow = ma.fields.List(ma.fields.Integer(validate=ma.validate.Range(0, 6)), validate=ma.validate.Length(1, 7))


class TemplateEditSchema(ma.Schema):
    """Minutes from local midnight; past 1440 is the next day. `min_staff_rest`: wanted on days of rest and holidays."""

    name = ma.fields.String(required=True, validate=ma.validate.Length(1, 64))
    name_en = ma.fields.String(load_default="", validate=ma.validate.Length(max=64))
    start_min = ma.fields.Integer(required=True, validate=ma.validate.Range(0, 1439))
    end_min = ma.fields.Integer(required=True, validate=ma.validate.Range(0, 2880))
    break_min = ma.fields.Integer(load_default=0, validate=ma.validate.Range(0, 480))
    working = ma.fields.Boolean(load_default=True)
    breaks = ma.fields.List(ma.fields.Nested(BreakSchema), load_default=list, validate=ma.validate.Length(max=12))
    activities = ma.fields.List(
        ma.fields.Nested(ActivitySchema), load_default=list, validate=ma.validate.Length(max=24)
    )
    min_staff = ma.fields.Integer(load_default=0, validate=ma.validate.Range(0, 1000))
    min_staff_rest = ma.fields.Integer(load_default=None, allow_none=True, validate=ma.validate.Range(0, 1000))
    needs_leader = ma.fields.Boolean(load_default=True)
    active = ma.fields.Boolean(load_default=True)


class TemplateSchema(TemplateEditSchema):
    code = ma.fields.String(required=True, validate=ma.validate.Length(1, 16))
    version = ma.fields.Integer(dump_only=True)


class TemplatesSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(TemplateSchema))


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


@blp.route("/shift-templates/<code>")
class Template(MethodView):
    @needs(Permission.ROSTER_PUBLISH)
    @blp.arguments(TemplateEditSchema)
    @blp.response(200, TemplateSchema)
    def put(self, body: dict[str, Any], code: str) -> ShiftTemplate:
        """What a kind of shift is from now on; `active` false offers it for no new cell."""
        return do(current_actor(), lambda work: shifts.edit_template(work, code, if_match(), body))
