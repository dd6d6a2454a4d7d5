"""A list of equipment out of a spreadsheet or CSV, headed as the export is in either language."""

import base64
import binascii
import csv
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import marshmallow as ma
import openpyxl
from flask_babel import force_locale, gettext
from openpyxl.utils.exceptions import InvalidFileException

from ticketing.api.equipment.bodies import PieceWishSchema
from ticketing.errors import Invalid
from ticketing.reports.equipment import FORM, STATES

MOST_ROWS = 5_000
#: A workbook unpacks to no more than this, whatever its size as it came.
MOST_UNPACKED = 60_000_000
# What reading somebody else's bytes as a workbook or as CSV may end in; broken XML is a SyntaxError.
UNREADABLE = (
    *(ValueError, KeyError, IndexError, TypeError, AttributeError, SyntaxError, RuntimeError, OSError, EOFError),
    *(binascii.Error, zipfile.BadZipFile, zlib.error, InvalidFileException, csv.Error),
)
# The head stands below the title and the line with the number.
_HEAD_WITHIN = 12
_LANGUAGES = ("zh_CN", "en")
_DATES = frozenset({"bought_on", "warranty_until"})


def pieces_of(content: str) -> list[dict[str, Any]]:
    """The pieces as the API takes them. Raises `Invalid` (`bad_file`, `no_head`, `too_many_rows`, `bad_row` with its
    number and field)."""
    rows = _rows(content)
    columns = _head(rows)
    found = [(no, piece) for no, row in enumerate(rows, 1) if (piece := _piece(columns, row))]
    if len(found) > MOST_ROWS:
        raise Invalid("too_many_rows", most=MOST_ROWS)
    pieces = [_checked(no, piece) for no, piece in found]
    if len({piece["code"] for piece in pieces}) < len(pieces):
        raise Invalid("code_twice")
    return pieces


def _rows(content: str) -> Iterator[Sequence[Any]]:
    try:
        raw = base64.b64decode(content, validate=True)
        return iter(_of_workbook(raw) if raw[:2] == b"PK" else _of_csv(raw))
    except UNREADABLE:
        raise Invalid("bad_file") from None


def _of_workbook(raw: bytes) -> list[Sequence[Any]]:
    with zipfile.ZipFile(io.BytesIO(raw)) as parts:
        if sum(part.file_size for part in parts.infolist()) > MOST_UNPACKED:
            raise Invalid("bad_file")
    book = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
    return list(book.worksheets[0].iter_rows(values_only=True, max_row=MOST_ROWS + _HEAD_WITHIN + 1, max_col=60))


def _of_csv(raw: bytes) -> list[Sequence[Any]]:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        # What Excel in Chinese saves without being asked for UTF-8.
        text = raw.decode("gb18030")
    return list(csv.reader(io.StringIO(text, newline="")))


def _head(rows: Iterator[Sequence[Any]]) -> dict[int, str]:
    """Column number -> key; the rows behind the head are left to be read."""
    keys = {title: key for key, title in _titles()}
    for _, row in zip(range(_HEAD_WITHIN), rows, strict=False):
        columns = {at: keys[str(cell).strip()] for at, cell in enumerate(row) if str(cell).strip() in keys}
        if {"code", "name"} <= set(columns.values()):
            return columns
    raise Invalid("no_head")


def _titles() -> Iterable[tuple[str, str]]:
    for language in _LANGUAGES:
        with force_locale(language):
            yield from [(column.key, gettext(column.title)) for column in FORM.columns]


def _piece(columns: dict[int, str], row: Sequence[Any]) -> dict[str, Any]:
    """The row's cells by key; nothing for a row without a number, as the total and the signatures are."""
    cells = {key: row[at] for at, key in columns.items() if at < len(row) and row[at] not in (None, "")}
    return cells if "code" in cells and "name" in cells else {}


def _checked(no: int, cells: dict[str, Any]) -> dict[str, Any]:
    try:
        fields = {key: _value(key, cell) for key, cell in cells.items() if key not in ("no", "price")}
        if "price" in cells:
            fields["price_minor"] = int((Decimal(str(cells["price"]).replace(",", "")) * 100).to_integral_value())
        loaded: dict[str, Any] = PieceWishSchema().load(fields)
    except ma.ValidationError as error:
        field = next(iter(error.messages), "") if isinstance(error.messages, dict) else ""
        raise Invalid("bad_row", row=no, field=str(field)) from None
    except (InvalidOperation, ValueError, OverflowError):
        raise Invalid("bad_row", row=no, field="") from None
    return loaded


def _value(key: str, cell: Any) -> Any:
    if key == "quantity":
        return int(str(cell).strip().removesuffix(".0"))
    if key in _DATES:
        return (cell.date() if isinstance(cell, datetime) else cell).isoformat() if isinstance(cell, date) else cell
    text = str(int(cell) if isinstance(cell, float) and cell.is_integer() else cell).strip()
    # A CSV cell that looked like a formula was written with an apostrophe before it.
    text = text[1:] if text[:1] == "'" and text[1:2] in "=+-@＝＋－＠" else text
    return _states().get(text, text) if key == "state" else text


def _states() -> dict[str, str]:
    found: dict[str, str] = {}
    for language in _LANGUAGES:
        with force_locale(language):
            found |= {gettext(word): code for code, word in STATES.items()}
    return found
