"""JSON as nobody can misread it: no NaN, no double keys, no bottomless nesting, clean text, 64-bit integers."""

import json
import math
import re
from collections.abc import Iterable
from typing import Any, NoReturn

import flask
import marshmallow as ma
from webargs import core
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import UnsupportedMediaType

from ticketing.errors import Malformed

DEEPEST = 64
INT64 = 2**63
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_BRACKET = re.compile(r"[\[\]{}]")
_UNCLEAN = re.compile("[\x00\ud800-\udfff]")


def loads(body: bytes | str) -> Any:
    """The value of a JSON text. Raises `Malformed` with why: not_utf8, too_deep, not_json, duplicate_key,
    not_a_number, too_big_a_number, unclean_text."""
    try:
        text = body.decode("utf-8") if isinstance(body, bytes) else body
    except UnicodeDecodeError:
        _refuse("not_utf8")
    _refuse_depth(text)
    try:
        value = json.loads(
            text, object_pairs_hook=_object, parse_constant=_no_number, parse_int=_integer, parse_float=_float
        )
    except (ValueError, RecursionError):
        _refuse("not_json")
    _refuse_unclean(value)
    return value


class Parser(FlaskParser):
    """webargs with our JSON, and with unknown names refused wherever they come from."""

    DEFAULT_UNKNOWN_BY_LOCATION: dict[str, str | None] = {
        **FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION,
        "json": ma.RAISE,
        "query": ma.RAISE,
        "form": ma.RAISE,
    }

    def _raw_load_json(self, req: flask.Request) -> Any:
        if req.mimetype != "application/json":
            raise UnsupportedMediaType()
        body = req.get_data(cache=True)
        return loads(body) if body else core.missing


def _refuse_depth(text: str) -> None:
    depth = 0
    for bracket in _BRACKET.finditer(_STRING.sub("", text)):
        depth += 1 if bracket.group() in "[{" else -1
        if depth > DEEPEST:
            _refuse("too_deep")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        _refuse("duplicate_key")
    return found


def _no_number(_: str) -> NoReturn:
    _refuse("not_a_number")


def _integer(digits: str) -> int:
    if len(digits) > 20 or not -INT64 <= int(digits) < INT64:
        _refuse("too_big_a_number")
    return int(digits)


def _float(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        _refuse("too_big_a_number")
    return value


def _refuse_unclean(value: Any) -> None:
    if any(_UNCLEAN.search(text) for text in _texts(value)):
        _refuse("unclean_text")


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from value
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)


def _refuse(why: str) -> NoReturn:
    raise Malformed(why=why)
