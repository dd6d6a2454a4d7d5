"""Which stretch of time a sheet is about, as every reader of the tables wants it."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from ticketing.domain.centre import Centre
from ticketing.domain.days import day_bounds

_US = 1_000_000


@dataclass(frozen=True)
class Period:
    """One business day of one centre; `lo_us`/`hi_us` are its first microsecond and the first after it."""

    day: date
    zone: ZoneInfo
    start_hour: int

    @classmethod
    def of(cls, centre: Centre, day: date) -> "Period":
        return cls(day, centre.zone, centre.day_start_hour)

    @property
    def bounds(self) -> tuple[datetime, datetime]:
        return day_bounds(self.day, self.zone, self.start_hour)

    @property
    def lo_us(self) -> int:
        return int(self.bounds[0].timestamp()) * _US

    @property
    def hi_us(self) -> int:
        return int(self.bounds[1].timestamp()) * _US
