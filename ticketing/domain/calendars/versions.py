"""A calendar that was edited is one calendar: the old version up to the edit, the new one after it (R6)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from functools import cached_property

from ticketing.domain.calendars.hours import NoOpenTime, OpenHours, Span, open_hours
from ticketing.domain.calendars.rules import Calendar
from ticketing.domain.calendars.zones import SECOND, from_us, to_us, zone

_END_OF_TIME = 1 << 62


@dataclass(frozen=True)
class Version:
    """A calendar from an instant on, until the next version begins."""

    valid_from: datetime
    calendar: Calendar

    @cached_property
    def hours(self) -> OpenHours:
        return open_hours(self.calendar)

    @cached_property
    def from_us(self) -> int:
        return to_us(self.valid_from)


@dataclass(frozen=True)
class WorkingTime:
    """Elapsed and due times of a calendar with all its versions; the first also holds before its own beginning."""

    versions: tuple[Version, ...]

    @classmethod
    def of(cls, calendar: Calendar) -> "WorkingTime":
        return cls((Version(from_us(0), calendar),))

    def edited(self, at: datetime, calendar: Calendar) -> "WorkingTime":
        """The same calendar with `calendar` in force from `at`; what lies before is not rewritten."""
        kept = tuple(one for one in self.versions if one.valid_from < at)
        return WorkingTime((*(kept or self.versions[:1]), Version(at, calendar)))

    def unusual(self, start: datetime, end: datetime) -> Iterator[tuple[date, str, str]]:
        """The days of [start, end) that have other hours than their weekday: the day, what it is, and its name."""
        day, last = start.astimezone(self.tz).date(), end.astimezone(self.tz).date()
        while day <= last:
            found = self.versions[-1].calendar.unusual(day)
            if found is not None:
                yield day, found[0].value, found[1]
            day += timedelta(days=1)

    @property
    def tz(self) -> tzinfo:
        return zone(self.versions[-1].calendar.tz)

    def between(self, start: datetime, end: datetime) -> int:
        """Whole open seconds in [start, end); 0 when end is not after start."""
        low, high = to_us(start), to_us(end)
        parts = (hours.between_us(a, b) for hours, a, b in self._cut(low, high))
        return sum(parts) // SECOND

    def add(self, start: datetime, seconds: int) -> datetime:
        """The first instant at which `seconds` of open time have passed since `start` (UTC).

        It may be the very end of a window; adding 0 gives `start` itself. Raises NoOpenTime.
        """
        wanted, at = seconds * SECOND, to_us(start)
        if wanted == 0:
            return start
        for hours, low, high in self._cut(at, _END_OF_TIME):
            if high == _END_OF_TIME:
                return from_us(hours.add_us(low, wanted))
            available = hours.between_us(low, high)
            if wanted <= available:
                return from_us(hours.add_us(low, wanted))
            wanted -= available
        raise NoOpenTime("the calendar has no version")

    def spans(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The open stretches of [start, end), in order."""
        for hours, low, high in self._cut(to_us(start), to_us(end)):
            yield from (_instants(span) for span in hours.spans(low, high))

    def _cut(self, low: int, high: int) -> Iterator[tuple[OpenHours, int, int]]:
        """The versions in force within [low, high) with their part of it."""
        for index, one in enumerate(self.versions):
            begins = low if index == 0 else max(low, one.from_us)
            ends = min(high, self.versions[index + 1].from_us) if index + 1 < len(self.versions) else high
            if begins < ends:
                yield one.hours, begins, ends


def _instants(span: Span) -> tuple[datetime, datetime]:
    return from_us(span[0]), from_us(span[1])
