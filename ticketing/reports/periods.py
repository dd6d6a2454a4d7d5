"""Which stretch of time a sheet is about, as every reader of the tables wants it."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from ticketing.domain.centre import Centre
from ticketing.domain.days import day_bounds, monday_of
from ticketing.domain.instants import micros


class Grain(StrEnum):
    """What a sheet is made for: a day, a week, a month, any stretch of days, this moment, or one matter."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    SPAN = "span"
    NOW = "now"
    ONE = "one"


@dataclass(frozen=True)
class Period:
    """Business days of one centre, `day` to `last`; `lo_us`/`hi_us` are its first microsecond and the first after."""

    day: date
    zone: ZoneInfo
    start_hour: int
    until: date | None = None

    @classmethod
    def of(cls, centre: Centre, day: date, last: date | None = None) -> "Period":
        return cls(day, centre.zone, centre.day_start_hour, last)

    @classmethod
    def around(cls, centre: Centre, day: date, grain: Grain) -> "Period":
        """The day, the week from Monday or the month that `day` lies in."""
        first, last = span_around(day, grain)
        return cls(first, centre.zone, centre.day_start_hour, last)

    @property
    def last(self) -> date:
        return self.until or self.day

    @property
    def bounds(self) -> tuple[datetime, datetime]:
        first, _ = day_bounds(self.day, self.zone, self.start_hour)
        _, end = day_bounds(self.last, self.zone, self.start_hour)
        return first, end

    @property
    def days(self) -> Iterator[date]:
        """Every business day of it, in order."""
        return (self.day + timedelta(days=n) for n in range((self.last - self.day).days + 1))

    @property
    def lo_us(self) -> int:
        return micros(self.bounds[0])

    @property
    def hi_us(self) -> int:
        return micros(self.bounds[1])


def span_around(day: date, grain: Grain) -> tuple[date, date]:
    """First and last day of the period of this grain that `day` lies in."""
    match grain:
        case Grain.WEEK:
            return monday_of(day), monday_of(day) + timedelta(days=6)
        case Grain.MONTH:
            return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])
    return day, day
