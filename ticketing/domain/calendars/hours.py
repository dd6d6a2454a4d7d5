"""Working time counts only while the calendar is open, and each second once."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import accumulate

from ticketing.domain.calendars.rules import Calendar, DayException
from ticketing.domain.calendars.zones import DAY, SECOND, from_us, to_us, wall_us, zone

_PAGE = 28 * DAY
# Windows reach 48 hours into the future and zones 14 hours to either side.
_LOOK_BACK = timedelta(days=3)
_SEARCH_PAGES = 366 * DAY // _PAGE + 1
_LAST_PAGE = 330 * 366 * DAY // _PAGE  # the year 2300: a deadline beyond it is a mistake, not a promise

Span = tuple[int, int]


class NoOpenTime(ValueError):
    """The calendar stays closed for a whole year: nothing can ever fall due on it."""


@dataclass(frozen=True)
class _Page:
    """The open spans of 28 days in order, disjoint; `before[i]` is the open time in the spans before span i."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    before: tuple[int, ...]

    @property
    def total(self) -> int:
        return self.before[-1]

    def open_until(self, us: int) -> int:
        """Open microseconds from the page's beginning up to `us`."""
        index = bisect_right(self.starts, us) - 1
        if index < 0:
            return 0
        return self.before[index] + min(us, self.ends[index]) - self.starts[index]

    def instant_after(self, worked: int) -> int:
        """The first instant at which `worked` (> 0) open microseconds of the page have passed."""
        index = bisect_left(self.before, worked) - 1
        return self.starts[index] + worked - self.before[index]


class OpenHours:
    """The arithmetic of one calendar version; pages of 28 days are worked out once and kept."""

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self._zone = zone(calendar.tz)
        self._pages: dict[int, _Page] = {}
        self._own: dict[date, list[DayException]] = defaultdict(list)
        for one in calendar.exceptions:
            self._own[one.on].append(one)

    def between_us(self, start: int, end: int) -> int:
        """Open microseconds in [start, end); 0 when end is not after start."""
        if end <= start:
            return 0
        first, last = start // _PAGE, end // _PAGE
        whole = sum(self._page(index).total for index in range(first, last))
        return whole - self._page(first).open_until(start) + self._page(last).open_until(end)

    def add_us(self, start: int, worked: int) -> int:
        """The first instant at which `worked` open microseconds have passed since `start`; raises NoOpenTime."""
        if worked == 0:
            return start
        index, closed = start // _PAGE, 0
        wanted = worked + self._page(index).open_until(start)
        while wanted > (total := self._page(index).total):
            closed = 0 if total else closed + 1
            if closed > _SEARCH_PAGES or index > _LAST_PAGE:
                raise NoOpenTime("the calendar opens too rarely or never")
            wanted -= total
            index += 1
        return self._page(index).instant_after(wanted)

    def spans(self, start: int, end: int) -> Iterator[Span]:
        """The open spans in [start, end), cut at its ends; neighbours may touch."""
        for index in range(start // _PAGE, end // _PAGE + 1):
            page = self._page(index)
            for opens, closes in zip(page.starts, page.ends, strict=True):
                if closes > start and opens < end:
                    yield max(opens, start), min(closes, end)

    def _page(self, index: int) -> _Page:
        page = self._pages.get(index)
        if page is None:
            page = self._pages[index] = self._read(index * _PAGE, (index + 1) * _PAGE)
        return page

    def _read(self, low: int, high: int) -> _Page:
        spans = list(_united(sorted(self._raw(low, high))))
        cut = [(max(opens, low), min(closes, high)) for opens, closes in spans if closes > low and opens < high]
        before = accumulate((closes - opens for opens, closes in cut), initial=0)
        return _Page(tuple(s for s, _ in cut), tuple(e for _, e in cut), tuple(before))

    def _raw(self, low: int, high: int) -> Iterator[Span]:
        day, last = from_us(low).date() - _LOOK_BACK, from_us(high).date() + timedelta(days=1)
        while day <= last:
            for one in self.calendar.openings_on(day, self._own.get(day, ())):
                span = wall_us(self._zone, day, one.start_min), wall_us(self._zone, day, one.end_min)
                if span[0] < span[1]:
                    yield span
            day += timedelta(days=1)


@lru_cache(maxsize=256)
def open_hours(calendar: Calendar) -> OpenHours:
    """The shared arithmetic of a calendar version, with its pages kept warm."""
    return OpenHours(calendar)


def require_open_time(calendar: Calendar, at: datetime) -> None:
    """Raises NoOpenTime for a calendar that is closed throughout the 366 days after `at`."""
    start = to_us(at)
    if not open_hours(calendar).between_us(start, start + 366 * DAY):
        raise NoOpenTime("the calendar has no open time in the next 366 days")


def _united(spans: Iterable[Span]) -> Iterator[Span]:
    """Overlapping and touching spans as one; `spans` come sorted."""
    current: Span | None = None
    for opens, closes in spans:
        if current and opens <= current[1]:
            current = current[0], max(current[1], closes)
            continue
        if current:
            yield current
        current = opens, closes
    if current:
        yield current


__all__ = ["SECOND", "NoOpenTime", "OpenHours", "Span", "open_hours", "require_open_time"]
