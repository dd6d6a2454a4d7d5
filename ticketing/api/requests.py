"""What many requests bring along: the version they looked at, a page of a list."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import marshmallow as ma
from flask import request

from ticketing.errors import Invalid

Row = TypeVar("Row")

LARGEST_PAGE = 200
LONGEST_CURSOR = 400


def if_match(required: bool = False) -> int | None:
    """The version of `If-Match`, bare or in quotation marks; None without one.

    Raises `Invalid` when it is no number, or missing though it is required.
    """
    header = request.headers.get("If-Match", "").strip()
    if not header:
        if required:
            raise Invalid("if_match_required")
        return None
    digits = header.removeprefix("W/").strip('"')
    if not (digits.isascii() and digits.isdigit() and len(digits) < 19):
        raise Invalid("if_match_unreadable")
    return int(digits)


class PageArgs(ma.Schema):
    """`after` is the cursor that the page before ended with; mix into the query schema of a list."""

    after = ma.fields.String(validate=ma.validate.Length(max=LONGEST_CURSOR), load_default=None)
    limit = ma.fields.Integer(validate=ma.validate.Range(1, LARGEST_PAGE), load_default=50)


def cursor(*values: Any) -> str:
    """The sort values of a page's last row as an opaque word; instants go in as RFC 3339 text."""
    return base64.urlsafe_b64encode(json.dumps(values, separators=(",", ":")).encode()).decode().rstrip("=")


def read_cursor(text: str | None, *kinds: type) -> tuple[Any, ...] | None:
    """The values that `cursor` was given, None without one. Raises `Invalid` unless they are of these kinds."""
    if not text:
        return None
    try:
        values = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        raise Invalid("bad_cursor") from None
    if not isinstance(values, list) or [type(value) for value in values] != list(kinds):
        raise Invalid("bad_cursor")
    if any(isinstance(value, int) and abs(value) >= 2**63 for value in values):
        raise Invalid("bad_cursor")
    if any(isinstance(value, str) and "\x00" in value for value in values):
        raise Invalid("bad_cursor")
    return tuple(values)


def paged(rows: Sequence[Row], limit: int, key: Callable[[Row], tuple[Any, ...]]) -> tuple[list[Row], str | None]:
    """Given `limit + 1` rows of the database: the page, and the cursor of the next one if there is one."""
    page = list(rows[:limit])
    more = len(rows) > limit
    return page, cursor(*key(page[-1])) if more and page else None
