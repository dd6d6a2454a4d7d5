"""How a value of a sheet is written; text stays text whatever it begins with."""

import re
from datetime import date, datetime
from typing import Any

from ticketing.reports.forms import Column, Kind

# What a spreadsheet cannot hold: control characters but TAB and LF, and halves of surrogate pairs.
_UNCLEAN = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_LONGEST = 32_767
_CUT = "…[截断]"
_STAMPS = {Kind.CLOCK: "%H:%M:%S", Kind.INSTANT: "%Y-%m-%d %H:%M"}
#: Kinds whose total may be said in words, `17 / 19`.
_NUMBERS = frozenset({Kind.COUNT, Kind.PERCENT, Kind.DURATION, Kind.MONEY})
# A CSV cell that begins so would be read as a formula, the full-width twins too.
_FORMULA = tuple("=+-@\t\r＝＋－＠")


def clean(text: str) -> str:
    """Text that any spreadsheet takes: unclean characters replaced, over-long text cut and marked so."""
    text = _UNCLEAN.sub("\ufffd", text)
    # Counted as spreadsheets do: a character beyond the first plane is two.
    coded = text.encode("utf-16-le") if len(text) > _LONGEST // 2 else b""
    if len(coded) <= 2 * _LONGEST:
        return text
    return coded[: 2 * (_LONGEST - len(_CUT))].decode("utf-16-le", "ignore") + _CUT


def shown(column: Column, value: Any) -> str:
    """The value as page, print and CSV write it; empty for nothing."""
    if value is None:
        return ""
    if isinstance(value, str):
        form = _STAMPS.get(column.kind)
        return datetime.fromisoformat(value).strftime(form) if form else clean(value)
    return _number(column.kind, value)


def _number(kind: Kind, value: Any) -> str:
    match kind:
        case Kind.PERCENT:
            return f"{value:.2f}%"
        case Kind.DURATION:
            return hms(value)
        case Kind.MONEY:
            return f"{value:,.2f}"
        case Kind.COUNT:
            return f"{value:d}" if isinstance(value, int) else f"{value:g}"
    return clean(str(value))


def hms(seconds: float) -> str:
    """Seconds as H:MM:SS, rounded half up."""
    whole = int(seconds + 0.5)
    return f"{whole // 3600}:{whole % 3600 // 60:02d}:{whole % 60:02d}"


def csv_text(column: Column, value: Any) -> str:
    """As shown, and harmless where a text would be taken for a formula; numbers stay numbers."""
    text = shown(column, value)
    guarded = (column.kind is Kind.TEXT or isinstance(value, str)) and text.startswith(_FORMULA)
    return f"'{text}" if guarded else text


def typed(column: Column, value: Any) -> Any:
    """The value for a spreadsheet: a fraction for per cent, days for durations, dates as dates."""
    if value is None:
        return None
    if isinstance(value, str) and column.kind in _NUMBERS:
        return clean(value)
    match column.kind:
        case Kind.PERCENT:
            return value / 100
        case Kind.DURATION:
            return value / 86_400
        case Kind.DAY:
            return date.fromisoformat(value)
        case Kind.CLOCK | Kind.INSTANT:
            return datetime.fromisoformat(value).replace(tzinfo=None)
        case Kind.COUNT | Kind.MONEY:
            return value
    return clean(str(value))
