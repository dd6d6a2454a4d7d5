"""Rows of a workbook written as they stand in its file: a tenth of the time that XlsxWriter takes over each cell.

XlsxWriter makes the book, its formats and what stands above and below; in between, where 50,000 rows are a million
cells, each column says once how its cells are written. No cell is a formula here: a cell is a number or a text.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from ticketing.reports.cells import clean, typed
from ticketing.reports.forms import Column, Kind

#: A cell's value and the number of its line -> the cell as the file has it.
Write = Callable[[Any, str], str]
#: Every book is written a line at a time, through files beside the memory; no text in it is read as anything else.
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
# What is not written as it is; `_x000D_` would be read as the character with that number.
_ODD = re.compile("[&<>\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")
_CODE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
# Half of what a cell holds: so many characters fit in whatever plane they lie.
_SURELY_FITS = 16_383
_DAY_ZERO = date(1899, 12, 30)
_ZERO = datetime.combine(_DAY_ZERO, time())
_DAY_S = 86_400


def said(text: str) -> str:
    """Text for XlsxWriter's own calls, which take `<r>…</r>` for markup and would write it unread."""
    text = clean(text)
    return f"{text}\u200b" if text.startswith("<r>") and text.endswith("</r>") else text


def writers(columns: tuple[Column, ...], shapes: Mapping[Kind, Any]) -> list[Write]:
    """How the cells of each column are written, in the formats of `shapes`."""
    return [writer(at, column, shapes) for at, column in enumerate(columns)]


def writer(at: int, column: Column, shapes: Mapping[Kind, Any]) -> Write:
    """How the cells of one column are written: an empty one with its border, a text, a number in the kind's format."""
    ref = f'<c r="{xl_col_to_name(at)}'
    own, text = (shapes[kind]._get_xf_index() for kind in (column.kind, Kind.TEXT))
    blank, number = f'" s="{own}"/>', f'" s="{own}"><v>'
    inline = f'" s="{text}" t="inlineStr"><is><t xml:space="preserve">'

    def write(found: Any, no: str) -> str:
        value = found if type(found) is str and column.kind is Kind.TEXT else typed(column, found)
        if value is None:
            return f"{ref}{no}{blank}"
        if isinstance(value, str):
            return f"{ref}{no}{inline}{escaped(value)}</t></is></c>"
        return f"{ref}{no}{number}{serial(value):.16g}</v></c>"

    return write


def write_line(page: Any, down: int, cells: str, width: int) -> None:
    """Put a line below what stands on the page; `down` counts from nought and only grows."""
    # Ends the line before it, if XlsxWriter's own calls began one.
    page._write_single_row(down)
    page._check_dimensions(down, width - 1)
    page.row_data_fh.write(f'<row r="{down + 1}">{cells}</row>')


def escaped(text: str) -> str:
    """As it may stand between two tags: what a spreadsheet cannot hold replaced, overlong text cut."""
    if len(text) <= _SURELY_FITS and not _ODD.search(text):
        return text
    text = clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _CODE.sub("_x005F_", text)


def serial(value: Any) -> float:
    """A number as it is; days since the last but one of 1899 for a date or a wall clock's time."""
    if isinstance(value, datetime):
        passed = value - _ZERO
        return passed.days + (passed.seconds + passed.microseconds / 1_000_000) / _DAY_S
    return (value - _DAY_ZERO).days if isinstance(value, date) else value
