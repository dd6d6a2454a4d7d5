"""Fields of live rows: all are there, none besides, null only where it is said; the browser's types come of them."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

import marshmallow as ma

# What the values of alerts and notices are; their words are the browser's.
PARAMS = "Record<string, string | number | boolean | null | object[]>"


class RowSchema(ma.Schema):
    """One row, or a part of one: a field too many is an error like one that is missing."""

    class Meta:
        unknown = ma.RAISE


def text(maybe: bool = False) -> ma.fields.String:
    """Any text; `maybe` allows null, here and below."""
    return ma.fields.String(required=True, allow_none=maybe)


def word(words: type[StrEnum] | Iterable[str], maybe: bool = False) -> ma.fields.String:
    """One of these words."""
    names = [str(one) for one in words]
    return ma.fields.String(required=True, allow_none=maybe, validate=ma.validate.OneOf(names))


def whole(maybe: bool = False) -> ma.fields.Integer:
    return ma.fields.Integer(required=True, strict=True, allow_none=maybe)


def figure(maybe: bool = False) -> ma.fields.Float:
    return ma.fields.Float(required=True, allow_none=maybe)


def flag() -> ma.fields.Boolean:
    return ma.fields.Boolean(required=True, truthy={True}, falsy={False})


def instant(maybe: bool = False) -> ma.fields.AwareDateTime:
    """RFC 3339 in UTC."""
    return ma.fields.AwareDateTime(format="iso", required=True, allow_none=maybe)


def day() -> ma.fields.Date:
    return ma.fields.Date(required=True)


def part(schema: type[RowSchema], maybe: bool = False) -> ma.fields.Nested:
    return ma.fields.Nested(schema, required=True, allow_none=maybe)


def many(inner: ma.fields.Field[Any] | type[RowSchema]) -> ma.fields.List[Any]:
    """A list of such fields or parts."""
    held = ma.fields.Nested(inner) if isinstance(inner, type) else inner
    return ma.fields.List(held, required=True)


def params() -> ma.fields.Dict:
    """Values that a sentence is made of, by name."""
    return ma.fields.Dict(keys=ma.fields.String(), required=True, metadata={"ts": PARAMS})
