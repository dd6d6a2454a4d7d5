"""Fields that many bodies share: one line, a longer text, a code, an instant."""

import calendar
import re
from datetime import date
from enum import StrEnum
from typing import Any

import marshmallow as ma
from marshmallow import validate

from ticketing.domain.days import FIRST_DAY, LAST_DAY
from ticketing.errors import Invalid

LONGEST_LINE, LONGEST_PROSE = 200, 10_000
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?!\d)", re.ASCII)
# Line breaks and controls in a one-line field are somebody's attempt at a second line elsewhere.
_LINE = validate.Regexp(r"^[^\x00-\x1f\x7f\u2028\u2029]*\Z", error="No line breaks or control characters.")
_CODE = validate.Regexp(r"^[A-Za-z0-9_.\-]{1,64}\Z", error="Letters, digits, '_', '.' and '-' only.")


def line(longest: int = LONGEST_LINE, shortest: int = 1, **options: Any) -> ma.fields.String:
    """One line of text without control characters."""
    return ma.fields.String(validate=[validate.Length(shortest, longest), _LINE], **options)


def prose(longest: int = LONGEST_PROSE, shortest: int = 0, **options: Any) -> ma.fields.String:
    """Text of many lines."""
    return ma.fields.String(validate=validate.Length(shortest, longest), **options)


def code(**options: Any) -> ma.fields.String:
    """A short name for machines and people: letters, digits, `_`, `.`, `-`."""
    return ma.fields.String(validate=_CODE, **options)


class _Instant(ma.fields.AwareDateTime):
    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        _refuse_missing_day(value, attr)
        return super()._deserialize(value, attr, data, **kwargs)


class _Day(ma.fields.Date):
    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        _refuse_missing_day(value, attr)
        return super()._deserialize(value, attr, data, **kwargs)


def instant(**options: Any) -> ma.fields.AwareDateTime:
    """RFC 3339 with offset; a day that its month lacks is 422 `no_such_date` with the next one (R11)."""
    return _Instant(format="iso", **options)


def day(**options: Any) -> ma.fields.Date:
    """A day that can be reckoned with: 1970 to 2199; one that its month lacks is 422 `no_such_date`."""
    return _Day(validate=_reckonable, **options)


def _refuse_missing_day(value: Any, attr: str | None) -> None:
    found = _DAY.match(value) if isinstance(value, str) else None
    if found is None:
        return
    year, month, number = (int(part) for part in found.groups())
    if not (FIRST_DAY.year <= year <= LAST_DAY.year and 1 <= month <= 12 and number <= 31):
        return
    if number > calendar.monthrange(year, month)[1]:
        following = date(year + month // 12, month % 12 + 1, 1)
        raise Invalid("no_such_date", next=following.isoformat(), errors={attr or "": ["no_such_date"]})


def _reckonable(value: date) -> None:
    if not FIRST_DAY <= value <= LAST_DAY:
        raise ma.ValidationError(f"{FIRST_DAY} to {LAST_DAY} only.")


class Words(ma.fields.Field):  # type: ignore[type-arg]
    """Words of an enum with commas between them."""

    def __init__(self, enum: type[StrEnum], **options: Any) -> None:
        super().__init__(metadata={"type": "string", "description": "one or more, with commas"}, **options)
        self._enum = enum

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> tuple[StrEnum, ...]:
        try:
            return tuple(self._enum(word) for word in str(value).split(",") if word)
        except ValueError as error:
            raise ma.ValidationError("Not a word of the list.") from error
