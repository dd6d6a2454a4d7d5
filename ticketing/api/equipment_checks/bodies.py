"""What goes in and out at the check register."""

from typing import Any

import marshmallow as ma
from marshmallow import validate

from ticketing.api.fields import code, day, instant, line, prose
from ticketing.api.requests import PageArgs
from ticketing.domain.equipment_checks import Cadence, CheckState, Look, Verdict
from ticketing.domain.equipment_checks.plans import MOST_MIN
from ticketing.domain.tickets import Priority

MOST_ROWS = 500


class ChecksArgs(PageArgs):
    """Business days from `from` to `to`, both included; the last 31 unless said."""

    first = day(data_key="from", load_default=None, allow_none=True)
    last = day(data_key="to", load_default=None, allow_none=True)


class FormatArgs(ma.Schema):
    format = ma.fields.String(validate=validate.OneOf(["json", "csv", "xlsx"]), load_default="json")


class BeginBody(ma.Schema):
    """`shift` is the code of a shift template; empty: the day as a whole."""

    shift = line(64, 0, load_default="")


class CheckRowBody(ma.Schema):
    """`equipment` is a piece's number; null takes a value away."""

    result = ma.fields.Enum(Verdict, by_value=True, allow_none=True)
    finding = prose(2_000, allow_none=True)
    measure = prose(2_000, allow_none=True)
    handler = line(60, 0, allow_none=True)
    restored_at = instant(allow_none=True)
    equipment = line(64, 0, allow_none=True)


class FillBody(ma.Schema):
    """Rows by their number on the sheet."""

    rows = ma.fields.Dict(
        keys=ma.fields.Integer(validate=validate.Range(1, 10_000)),
        values=ma.fields.Nested(CheckRowBody),
        required=True,
        validate=validate.Length(max=MOST_ROWS),
    )


class ReviewBody(ma.Schema):
    note = prose(1_000, load_default="")


class SendBackBody(ma.Schema):
    reason = line(200, required=True)


class TroubleBody(ma.Schema):
    subject = line(200, 0, load_default="")
    content = prose(5_000, load_default="")
    priority = ma.fields.Enum(Priority, by_value=True, load_default=Priority.NORMAL)
    queue = code(load_default=None, allow_none=True)
    department = line(60, 0, load_default="")


class LinkBody(ma.Schema):
    number = line(40, required=True)


class LinkedSchema(ma.Schema):
    ticket = ma.fields.String()


class CheckSheetSchema(ma.Schema):
    """`missed`: its time has passed and it is not done."""

    id = ma.fields.Integer()
    version = ma.fields.Integer()
    on = ma.fields.Date()
    shift = ma.fields.String()
    shift_name = ma.fields.String()
    state = ma.fields.Enum(CheckState, by_value=True)
    missed = ma.fields.Boolean()
    due_at = ma.fields.AwareDateTime(allow_none=True)
    until_at = ma.fields.AwareDateTime()
    begun_at = ma.fields.AwareDateTime(allow_none=True)
    done_at = ma.fields.AwareDateTime(allow_none=True)
    reviewed_at = ma.fields.AwareDateTime(allow_none=True)
    checker = ma.fields.String(allow_none=True)
    reviewer = ma.fields.String(allow_none=True)
    note = ma.fields.String()


class CountedSchema(CheckSheetSchema):
    rows = ma.fields.Integer()
    open = ma.fields.Integer()
    abnormal = ma.fields.Integer()
    corrected = ma.fields.Integer()
    tickets = ma.fields.Integer()


class ChecksSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(CountedSchema))
    next = ma.fields.String(allow_none=True)


class CheckRowSchema(ma.Schema):
    """`seen` are the observations that filled the row in, `said` the same in words; `result` is what stands."""

    no = ma.fields.Integer()
    item = ma.fields.String()
    name = ma.fields.String(attribute="item_name")
    name_en = ma.fields.String(attribute="item_name_en")
    standard = ma.fields.String()
    look = ma.fields.Enum(Look, by_value=True)
    subject = ma.fields.String()
    seen_result = ma.fields.String(allow_none=True)
    seen_restored_at = ma.fields.AwareDateTime(allow_none=True)
    seen = ma.fields.List(ma.fields.Raw())
    said = ma.fields.String()
    result = ma.fields.Enum(Verdict, by_value=True, allow_none=True)
    finding = ma.fields.String()
    measure = ma.fields.String()
    handler = ma.fields.String()
    restored_at = ma.fields.AwareDateTime(allow_none=True)
    corrected_at = ma.fields.AwareDateTime(allow_none=True)
    corrected_by = ma.fields.String(allow_none=True)
    equipment = ma.fields.String(allow_none=True)
    ticket = ma.fields.String(allow_none=True)


class CheckChangeSchema(ma.Schema):
    row = ma.fields.Integer(attribute="row_no", allow_none=True)
    at = ma.fields.AwareDateTime()
    by = ma.fields.Function(lambda change: change.by.name if change.by else None)
    field = ma.fields.String()
    was = ma.fields.String()
    said = ma.fields.String()


class WholeCheckSchema(CheckSheetSchema):
    rows = ma.fields.List(ma.fields.Nested(CheckRowSchema))
    changes = ma.fields.List(ma.fields.Nested(CheckChangeSchema))


class ItemEditSchema(ma.Schema):
    name = line(60)
    name_en = line(60, 0)
    standard = line(200, 0)
    standard_en = line(200, 0)
    look = ma.fields.Enum(Look, by_value=True)
    position = ma.fields.Integer(strict=True, validate=validate.Range(0, 10_000))
    active = ma.fields.Boolean()


class ItemWishSchema(ItemEditSchema):
    code = code(required=True)
    name = line(60, required=True)


class CheckItemSchema(ItemEditSchema):
    id = ma.fields.Integer()
    code = ma.fields.String()
    version = ma.fields.Integer()


class CheckItemsSchema(ma.Schema):
    items: Any = ma.fields.List(ma.fields.Nested(CheckItemSchema))


class CheckPlanSchema(ma.Schema):
    """`within_min` after a shift began; `at_min` from midnight, for a day or a Monday."""

    cadence = ma.fields.Enum(Cadence, by_value=True, required=True)
    within_min = ma.fields.Integer(strict=True, required=True, validate=validate.Range(1, MOST_MIN))
    at_min = ma.fields.Integer(strict=True, required=True, validate=validate.Range(0, MOST_MIN - 1))
