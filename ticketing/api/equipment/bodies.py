"""What goes in and out at the list of equipment."""

import marshmallow as ma
from marshmallow import validate

from ticketing.api.fields import code as short_name
from ticketing.api.fields import line, prose
from ticketing.api.requests import PageArgs
from ticketing.domain.equipment import MOST_MINOR, MOST_QUANTITY, Deed, EquipmentState

STATES = ("", "all", *(state.value for state in EquipmentState))


class PiecesArgs(PageArgs):
    """`state` empty: whatever is not retired."""

    q = line(100, 0, load_default="")
    state = ma.fields.String(validate=validate.OneOf(STATES), load_default="")
    format = ma.fields.String(validate=validate.OneOf(["json", "csv", "xlsx"]), load_default="json")


class PieceEditSchema(ma.Schema):
    """`price_minor` in the smallest unit of the currency (分); `keeper_code` names one of our people, else `keeper`."""

    code = line(64)
    name = line(100)
    model = line(100, 0)
    brand = line(60, 0)
    quantity = ma.fields.Integer(strict=True, validate=validate.Range(0, MOST_QUANTITY))
    unit = line(20, 0)
    bought_on = ma.fields.Date(allow_none=True)
    price_minor = ma.fields.Integer(strict=True, allow_none=True, validate=validate.Range(0, MOST_MINOR))
    place = line(100, 0)
    keeper_code = short_name(allow_none=True)
    keeper = line(60, 0)
    state = ma.fields.Enum(EquipmentState, by_value=True)
    warranty_until = ma.fields.Date(allow_none=True)
    supplier = line(100, 0)
    supplier_phone = line(40, 0)
    note = prose(2_000)


class PieceWishSchema(PieceEditSchema):
    code = line(64, required=True)
    name = line(100, required=True)


class PieceSchema(PieceEditSchema):
    id = ma.fields.Integer()
    version = ma.fields.Integer()
    currency = ma.fields.String()
    keeper_name = ma.fields.String()
    keeper_code = ma.fields.String(allow_none=True)


class PiecesSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(PieceSchema))
    next = ma.fields.String(allow_none=True)
    counts = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.Integer())


class ReasonSchema(ma.Schema):
    reason = line(200, required=True)


class PieceChangeSchema(ma.Schema):
    """`changes` is {field: [was, is]}."""

    at = ma.fields.AwareDateTime()
    by = ma.fields.String(allow_none=True)
    deed = ma.fields.Enum(Deed, by_value=True)
    changes = ma.fields.Dict()
    reason = ma.fields.String()


class PieceFaultSchema(ma.Schema):
    """A row of a check that named this piece."""

    on = ma.fields.Date()
    sheet = ma.fields.Integer()
    item = ma.fields.String()
    finding = ma.fields.String()
    measure = ma.fields.String()
    restored_at = ma.fields.AwareDateTime(allow_none=True)
    ticket = ma.fields.String(allow_none=True)


class PieceHistorySchema(ma.Schema):
    changes = ma.fields.List(ma.fields.Nested(PieceChangeSchema))
    faults = ma.fields.List(ma.fields.Nested(PieceFaultSchema))


class FileSchema(ma.Schema):
    """An .xlsx or a CSV in base64, its columns headed as the export's in either language."""

    content = ma.fields.String(required=True, validate=validate.Length(1, 1_500_000))


class TakenSchema(ma.Schema):
    added = ma.fields.Integer()
    edited = ma.fields.Integer()
