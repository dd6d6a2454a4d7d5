"""A cell as somebody typed it becomes a value, or a fault that says what would be right."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from ticketing.domain.calendars.zones import next_valid
from ticketing.domain.days import FIRST_DAY, LAST_DAY
from ticketing.domain.file_jobs.words import Column, ColumnKind
from ticketing.domain.phones import normal

# Text that an export guarded, so that no spreadsheet takes it for a formula.
_GUARDED = tuple("=+-@＝＋－＠")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f\u2028\u2029\ud800-\udfff]")
_DAY = re.compile(r"(\d{4})\D{0,2}(\d{1,2})\D{0,2}(\d{1,2})\D?")
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")


class BadCell(ValueError):
    """What stands in the cell cannot be taken; `code` and `params` go into the list of faults."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code, self.params = code, params


@dataclass(frozen=True)
class Reading:
    """What reading a cell leans on: the centre's wall clock and numbers, the words of the column as people write
    them."""

    zone: ZoneInfo
    region: str
    words: Mapping[str, str]


def read_cell(column: Column, cell: Any, reading: Reading) -> Any:
    """The cell's value by its column's kind; None for an empty one. Raises `BadCell`."""
    empty = cell is None or (isinstance(cell, str) and not cell.strip())
    if empty:
        if column.required:
            raise BadCell("missing")
        return None
    return _READERS[column.kind](column, cell, reading)


def text_of(cell: Any) -> str:
    """What stands in a cell, as its author sees it; a whole number has no decimals, a guard before a formula is
    taken off."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = str(cell).strip()
    return text[1:] if text[:1] == "'" and text[1:2] in _GUARDED else text


def _line(column: Column, cell: Any, _: Reading) -> str:
    text = " ".join(text_of(cell).split())
    return _measured(column, text)


def _prose(column: Column, cell: Any, _: Reading) -> str:
    return _measured(column, text_of(cell))


def _measured(column: Column, text: str) -> str:
    if _CONTROLS.search(text):
        raise BadCell("control_characters")
    if len(text) > column.longest:
        raise BadCell("too_long", most=column.longest)
    return text


def _phone(column: Column, cell: Any, reading: Reading) -> str:
    text = text_of(cell)
    number = None if "*" in text else normal(text, reading.region)
    if number is None:
        raise BadCell("bad_phone")
    return number


def _day(_: Column, cell: Any, __: Reading) -> date:
    if isinstance(cell, datetime):
        return _reckonable(cell.date())
    if isinstance(cell, date):
        return _reckonable(cell)
    return _day_in(unicodedata.normalize("NFKC", text_of(cell)))[0]


def _day_in(text: str) -> tuple[date, str]:
    """The day a text begins with, and what follows it; a day that its month lacks names the next one."""
    found = _DAY.match(text)
    if found is None:
        raise BadCell("not_a_date")
    year, month, day = (int(part) for part in found.groups())
    if not (1 <= month <= 12 and 1 <= day <= 31 and FIRST_DAY.year <= year <= LAST_DAY.year):
        raise BadCell("not_a_date")
    try:
        return _reckonable(date(year, month, day)), text[found.end() :]
    except ValueError:
        raise BadCell("no_such_date", next=_first_after(year, month).isoformat()) from None


def _first_after(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1)


def _reckonable(day: date) -> date:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise BadCell("not_a_date")
    return day


def _moment(_: Column, cell: Any, reading: Reading) -> datetime:
    """A wall time of the centre as an instant; one that the clocks skipped names the first that exists (R11)."""
    naive = cell if isinstance(cell, datetime) else None
    if naive is None:
        day, rest = _day_in(unicodedata.normalize("NFKC", text_of(cell)))
        naive = datetime.combine(day, _time_in(rest))
    _reckonable(naive.date())
    valid = next_valid(reading.zone, naive.replace(tzinfo=None))
    if valid is not None:
        raise BadCell("no_such_time", next=f"{valid.astimezone(reading.zone):%Y-%m-%d %H:%M}")
    return naive.replace(tzinfo=reading.zone)


def _time_in(text: str) -> time:
    found = _TIME.fullmatch(text.strip(" T"))
    if found is None:
        raise BadCell("not_a_time")
    try:
        hour, minute, second = (int(part or 0) for part in found.groups())
        return time(hour, minute, second)
    except ValueError:
        raise BadCell("not_a_time") from None


def _count(column: Column, cell: Any, _: Reading) -> int:
    text = unicodedata.normalize("NFKC", text_of(cell)).replace(",", "")
    if not re.fullmatch(r"-?\d{1,15}", text):
        raise BadCell("not_a_number")
    if not column.least <= int(text) <= column.most:
        raise BadCell("out_of_range", least=column.least, most=column.most)
    return int(text)


def _word(column: Column, cell: Any, reading: Reading) -> str:
    code = reading.words.get(text_of(cell).casefold())
    if code is None:
        raise BadCell("unknown_word", words=sorted(column.words))
    return code


_READERS: Mapping[ColumnKind, Callable[[Column, Any, Reading], Any]] = {
    ColumnKind.LINE: _line,
    ColumnKind.PROSE: _prose,
    ColumnKind.PHONE: _phone,
    ColumnKind.DAY: _day,
    ColumnKind.MOMENT: _moment,
    ColumnKind.COUNT: _count,
    ColumnKind.WORD: _word,
}
