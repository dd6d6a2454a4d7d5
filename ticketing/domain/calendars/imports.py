"""Special days out of a file: an iCalendar (RFC 5545) or a CSV, read into exceptions of a calendar, faults by line."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from ticketing.domain.calendars.documents import DAY_NAMES
from ticketing.domain.calendars.icalendar import Event, Malformed, events
from ticketing.domain.calendars.rules import DayType
from ticketing.domain.days import FIRST_DAY, LAST_DAY

MOST_DAYS: Final = 2_000
#: One event names at most this many days; more is somebody's absence, not a holiday.
LONGEST_DAYS: Final = 31
_HEADS: Mapping[str, str] = {
    **{"date": "date", "日期": "date", "type": "type", "类型": "type", "name": "name", "名称": "name", "假期": "name"},
    **{"as": "as", "按": "as", "windows": "windows", "hours": "windows", "时间": "windows", "营业时间": "windows"},
}
_TYPES: Mapping[str, DayType] = {
    **dict.fromkeys(("holiday", "节假日", "假日", "放假", "休息", "休"), DayType.HOLIDAY),
    **dict.fromkeys(("makeup", "make-up", "补班", "调休上班", "上班", "班"), DayType.MAKEUP),
    **dict.fromkeys(("special", "特殊", "特殊日", "半天"), DayType.SPECIAL),
}
_WORKED = re.compile(r"补班|上班|make-?up|work(ing)? ?day", re.IGNORECASE)
_WEEKDAYS: Mapping[str, str] = {f"周{sign}": name for sign, name in zip("一二三四五六日", DAY_NAMES, strict=True)}
_WEEKDAY = re.compile("|".join(_WEEKDAYS))
_WINDOW = re.compile(r"\s*(\d{1,2}:[0-5]\d)\s*[-–~至]\s*(\d{1,2}:[0-5]\d)\s*", re.ASCII)


@dataclass(frozen=True)
class Fault:
    """What could not be read: the line of the file, the column (CSV heads or iCalendar names), why, and the word."""

    line: int
    column: str
    code: str
    value: str = ""


@dataclass(frozen=True)
class SpecialDays:
    """`days` are exceptions as a calendar's definition has them, by date; what could not be read is in `faults`."""

    days: Sequence[Mapping[str, Any]]
    faults: Sequence[Fault]


def special_days(text: str) -> SpecialDays:
    """What the file says, whichever of the two it is. Faults: bad_date, unknown_type, unknown_weekday,
    bad_windows, no_head, no_event, not_whole_days, too_many_days, comes_round, said_twice."""
    read = _of_icalendar if text.lstrip("\ufeff \r\n")[:15].upper() == "BEGIN:VCALENDAR" else _of_csv
    found: dict[str, Mapping[str, Any]] = {}
    faults: list[Fault] = []
    for line, one in read(text.lstrip("\ufeff")):
        if isinstance(one, Fault):
            faults.append(one)
        elif found.setdefault(one["date"], one) != one:
            faults.append(Fault(line, "date", "said_twice", one["date"]))
    kept = [found[key] for key in sorted(found)]
    if len(kept) > MOST_DAYS:
        faults.append(Fault(0, "", "too_many_days", str(len(kept))))
    return SpecialDays(kept[:MOST_DAYS], faults)


def laid_over(definition: Mapping[str, Any], days: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The calendar's definition with these days; what it said of the same dates before gives way."""
    given = {one["date"] for one in days}
    stay = [one for one in definition.get("exceptions", ()) if one.get("date") not in given]
    return {**definition, "exceptions": sorted([*stay, *days], key=lambda one: str(one.get("date")))}


def _of_csv(text: str) -> Iterator[tuple[int, Mapping[str, Any] | Fault]]:
    rows = csv.reader(io.StringIO(text, newline=""))
    columns: dict[str, int] = {}
    try:
        for row in rows:
            cells = [cell.strip() for cell in row]
            if not columns:
                columns = {_HEADS[cell.casefold()]: at for at, cell in enumerate(cells) if cell.casefold() in _HEADS}
                if not {"date", "type"} <= set(columns):
                    yield rows.line_num, Fault(rows.line_num, "", "no_head")
                    return
            elif any(cells):
                values = {name: cells[at] for name, at in columns.items() if at < len(cells)}
                yield rows.line_num, _row(rows.line_num, values)
    except csv.Error:
        yield rows.line_num, Fault(rows.line_num, "", "unreadable")
    if not columns:
        yield 1, Fault(1, "", "no_head")


def _row(line: int, values: Mapping[str, str]) -> Mapping[str, Any] | Fault:
    on, type_ = _day(values["date"]), _TYPES.get(values.get("type", "").casefold())
    if on is None:
        return Fault(line, "date", "bad_date", values["date"])
    if type_ is None:
        return Fault(line, "type", "unknown_type", values.get("type", ""))
    said = {"date": on.isoformat(), "type": type_.value, "name": values.get("name", "")}
    if type_ is DayType.MAKEUP:
        weekday = _weekday(values.get("as", ""))
        return said | {"as": weekday} if weekday else Fault(line, "as", "unknown_weekday", values.get("as", ""))
    if type_ is DayType.SPECIAL:
        hours = values.get("windows", "")
        windows = _windows(hours)
        return said | {"windows": windows} if windows else Fault(line, "windows", "bad_windows", hours)
    return said


def _of_icalendar(text: str) -> Iterator[tuple[int, Mapping[str, Any] | Fault]]:
    seen = False
    try:
        for event in events(text):
            seen = True
            for one in _days_of(event):
                yield event.line, one
    except Malformed as error:
        yield error.line, Fault(error.line, "", "unreadable", error.text)
        return
    if not seen:
        yield 1, Fault(1, "", "no_event")


def _days_of(event: Event) -> Iterator[Mapping[str, Any] | Fault]:
    if event.rule:
        yield Fault(event.line, "RRULE", "comes_round", event.summary)
        return
    first, end = _day(event.start), _day(event.end) if event.end else None
    if first is None or (event.end and end is None):
        column, value = ("DTSTART", event.start) if first is None else ("DTEND", event.end)
        yield Fault(event.line, column, "not_whole_days" if "T" in event.start + event.end else "bad_date", value)
        return
    # DTEND is the day after the last one (RFC 5545, 3.6.1).
    count = max((end - first).days, 1) if end else 1
    if count > LONGEST_DAYS:
        yield Fault(event.line, "DTEND", "too_many_days", event.end)
        return
    for step in range(count):
        yield _whole_day(event, first + timedelta(days=step))


def _whole_day(event: Event, on: date) -> Mapping[str, Any]:
    """A day off, unless its words say that it is worked; like a Monday where they do not name another weekday."""
    said = {"date": on.isoformat(), "type": DayType.HOLIDAY.value, "name": event.summary[:60]}
    if not _WORKED.search(f"{event.summary} {event.categories}"):
        return said
    named = _WEEKDAY.search(event.summary)
    return said | {"type": DayType.MAKEUP.value, "as": _WEEKDAYS[named.group()] if named else DAY_NAMES[0]}


def _day(text: str) -> date | None:
    """`2026-02-14`, `2026/2/14`, `20260214`; None for anything else and for what cannot be reckoned with."""
    found = re.fullmatch(r"(\d{4})[-/.]?(\d{1,2})[-/.]?(\d{1,2})", text.strip(), re.ASCII)
    try:
        on = date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        return None
    return on if on is not None and FIRST_DAY <= on <= LAST_DAY else None


def _weekday(text: str) -> str | None:
    name = _WEEKDAYS.get(text.replace("星期", "周"), text.casefold()[:3])
    return name if name in DAY_NAMES else None


def _windows(text: str) -> list[list[str]] | None:
    """`08:30-12:00; 13:30-17:30` as pairs; None unless every part is a stretch that runs forward."""
    parts = [_WINDOW.fullmatch(part) for part in re.split(r"[;;,,/]", text) if part.strip()]
    pairs = [[found[1].zfill(5), found[2].zfill(5)] for found in parts if found]
    return pairs if pairs and len(pairs) == len(parts) and all(a < b <= "48:00" for a, b in pairs) else None
