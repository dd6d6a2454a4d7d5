"""A follow-up that comes round: which day it falls on, whom the roll spares, when it ends (tickets.md 4.5).

The rule is a part of RFC 5545: FREQ DAILY, WEEKLY or MONTHLY with INTERVAL, BYDAY (weekly), BYMONTHDAY (monthly),
COUNT, UNTIL. A day that a month lacks is its last one.
"""

import calendar
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import count, islice, takewhile
from typing import NoReturn

from ticketing.errors import Invalid

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
MOST_INTERVAL, MOST_COUNT = 366, 1_000
#: Nobody rests longer than this; a calendar without a working day in it is a mistake.
LONGEST_ROLL = 60
#: A rule is looked at no further than this from its beginning.
LAST_YEAR = 2199


class Freq(StrEnum):
    DAILY = "DAILY"
    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"


class Roll(StrEnum):
    """Where an occurrence goes that falls on a day off."""

    SAME = "same"
    NEXT_WORKING_DAY = "next_working_day"


@dataclass(frozen=True)
class Rule:
    """`days`: weekdays from 0 (Monday) of a weekly rule; `month_day`: of a monthly one; without them those of the
    first day."""

    freq: Freq
    start_on: date
    interval: int = 1
    days: tuple[int, ...] = ()
    month_day: int | None = None
    count: int | None = None
    until_on: date | None = None

    def days_on(self) -> Iterator[date]:
        """The nominal days, in order, as far as the rule goes."""
        found = _STEPS[self.freq](self)
        if self.until_on is not None:
            until = self.until_on
            found = takewhile(lambda day: day <= until, found)
        return islice(found, self.count) if self.count is not None else found

    def next_after(self, day: date | None) -> date | None:
        """The first nominal day behind `day` (None: the very first), or None when the rule has ended.

        Those between are not made up: what was missed has collapsed into the one that is still open.
        """
        return next((found for found in self.days_on() if day is None or found > day), None)


def rolled(day: date, roll: Roll, is_worked: Callable[[date], bool]) -> date:
    """The day on which it really happens; raises `Invalid` (`no_working_day`) where nobody works for two months."""
    if roll is Roll.SAME:
        return day
    for ahead in range(LONGEST_ROLL):
        if is_worked(day + timedelta(days=ahead)):
            return day + timedelta(days=ahead)
    raise Invalid("no_working_day")


def read_rule(text: str, start_on: date) -> Rule:
    """The rule in a text such as `FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=31;COUNT=6`. Raises `Invalid` (`bad_rule`) with
    the part that is not understood."""
    parts = _parts(text)
    freq = _known(parts, "FREQ", Freq)
    rule = Rule(
        freq=freq,
        start_on=start_on,
        interval=_number(parts, "INTERVAL", MOST_INTERVAL) or 1,
        days=_weekdays(parts.pop("BYDAY", "")) if freq is Freq.WEEKLY else (),
        month_day=_number(parts, "BYMONTHDAY", 31) if freq is Freq.MONTHLY else None,
        count=_number(parts, "COUNT", MOST_COUNT),
        until_on=_until(parts.pop("UNTIL", "")),
    )
    if parts:
        _refuse(next(iter(parts)))
    if rule.count is not None and rule.until_on is not None:
        _refuse("COUNT")
    return rule


def _daily(rule: Rule) -> Iterator[date]:
    for step in count():
        day = _later(rule.start_on, step * rule.interval)
        if day is None:
            return
        yield day


def _weekly(rule: Rule) -> Iterator[date]:
    monday = rule.start_on - timedelta(days=rule.start_on.weekday())
    days = rule.days or (rule.start_on.weekday(),)
    for step in count():
        for weekday in sorted(set(days)):
            day = _later(monday, step * rule.interval * 7 + weekday)
            if day is None:
                return
            if day >= rule.start_on:
                yield day


def _monthly(rule: Rule) -> Iterator[date]:
    """Counted from the first month, so that a short February does not shorten March."""
    wanted = rule.month_day or rule.start_on.day
    for step in count():
        months = rule.start_on.month - 1 + step * rule.interval
        year, month = rule.start_on.year + months // 12, months % 12 + 1
        if year > LAST_YEAR:
            return
        day = date(year, month, min(wanted, calendar.monthrange(year, month)[1]))
        if day >= rule.start_on:
            yield day


_STEPS: Mapping[Freq, Callable[[Rule], Iterator[date]]] = {
    Freq.DAILY: _daily,
    Freq.WEEKLY: _weekly,
    Freq.MONTHLY: _monthly,
}


def _later(day: date, days: int) -> date | None:
    last = date(LAST_YEAR, 12, 31)
    return day + timedelta(days=days) if days <= (last - day).days else None


def _parts(text: str) -> dict[str, str]:
    parts: dict[str, str] = {}
    for part in text.strip().upper().removeprefix("RRULE:").split(";"):
        name, equals, value = part.partition("=")
        if not equals or not value or name in parts:
            _refuse(name)
        parts[name] = value
    return parts


def _known(parts: dict[str, str], name: str, words: type[Freq]) -> Freq:
    value = parts.pop(name, "")
    if value not in set(words):
        _refuse(name)
    return words(value)


def _number(parts: dict[str, str], name: str, most: int) -> int | None:
    value = parts.pop(name, None)
    if value is None:
        return None
    if not (value.isascii() and value.isdigit() and len(value) < 5 and 1 <= int(value) <= most):
        _refuse(name)
    return int(value)


def _weekdays(text: str) -> tuple[int, ...]:
    names = text.split(",") if text else []
    if any(name not in DAYS for name in names):
        _refuse("BYDAY")
    return tuple(DAYS.index(name) for name in names)


def _until(text: str) -> date | None:
    """A day, or the day of an instant: `20261231`, `20261231T160000Z`."""
    if not text:
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        _refuse("UNTIL")


def _refuse(part: str) -> NoReturn:
    raise Invalid("bad_rule", part=part[:20], errors={"rrule": ["bad_rule"]})
