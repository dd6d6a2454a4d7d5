"""Opening hours looked at minute by minute on the wall, for the reference clock: slow, and shares nothing."""

from bisect import bisect_right
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

FIRST = datetime(2026, 1, 25, tzinfo=UTC)
MINUTES = 200 * 1_440

CLOSED = {date(2026, 2, day) for day in range(15, 24)} | {date(2026, 4, day) for day in (4, 5, 6)}
CLOSED |= {date(2026, 5, day) for day in range(1, 6)} | {date(2026, 6, day) for day in (19, 20, 21)}
WORKED = {date(2026, 2, 14), date(2026, 2, 28), date(2026, 5, 9)}


def _office(wall: datetime) -> bool:
    day = wall.date()
    if day in CLOSED or (wall.weekday() > 4 and day not in WORKED):
        return False
    minute = wall.hour * 60 + wall.minute
    return 510 <= minute < 720 or 810 <= minute < 1_050


def _morning_only(wall: datetime) -> bool:
    return _office(wall) and wall.hour < 12


def _centre(wall: datetime) -> bool:
    minute = wall.hour * 60 + wall.minute
    return minute >= 510 or minute < 60


def _night(wall: datetime) -> bool:
    return wall.hour >= 22 or wall.hour < 6


HOURS: dict[str, tuple[str, Callable[[datetime], bool]]] = {
    "day": ("Asia/Shanghai", _office),
    "half": ("Asia/Shanghai", _morning_only),
    "cc": ("Asia/Shanghai", _centre),
    "24": ("Asia/Shanghai", lambda wall: True),
    "nyn": ("America/New_York", _night),
}


@cache
def open_minutes(name: str) -> tuple[tuple[int, int], ...]:
    """The open stretches of a calendar in seconds since FIRST, found by looking at the wall every minute."""
    zone, is_open = ZoneInfo(HOURS[name][0]), HOURS[name][1]
    found: list[tuple[int, int]] = []
    for minute in range(MINUTES):
        if not is_open((FIRST + timedelta(minutes=minute)).astimezone(zone)):
            continue
        begins = minute * 60
        if found and found[-1][1] == begins:
            found[-1] = found[-1][0], begins + 60
        else:
            found.append((begins, begins + 60))
    return tuple(found)


class Hours:
    """A calendar with its edits: each name holds from its second on."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.parts = open_minutes(name)

    def edit(self, at: int, name: str) -> None:
        """From `at` on the hours are those of `name`; what was stays."""
        past = [(a, min(b, at)) for a, b in self.parts if a < at]
        ahead = [(max(a, at), b) for a, b in open_minutes(name) if b > at]
        self.parts = tuple(past + ahead)

    def between(self, start: int, end: int) -> int:
        """Open seconds from `start` to `end`."""
        return sum(max(0, min(b, end) - max(a, start)) for a, b in self._from(start) if a < end)

    def walk(self, start: int, seconds: int) -> int:
        """The second at which so many open seconds have gone by since `start`."""
        if seconds == 0:
            return start
        for a, b in self._from(start):
            here = max(0, b - max(a, start))
            if seconds <= here:
                return max(a, start) + seconds
            seconds -= here
        raise AssertionError("the story runs past the hours that were looked at")

    def _from(self, start: int) -> tuple[tuple[int, int], ...]:
        return self.parts[max(0, bisect_right(self.parts, (start,)) - 1) :]
