"""Where the centre stands: its wall clock, the hour its day begins, the notation of its numbers."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from ticketing.domain.days import business_day


@dataclass(frozen=True)
class Centre:
    """Plain values out of the configuration, handed to every work."""

    timezone: str = "Asia/Shanghai"
    day_start_hour: int = 4
    phone_region: str = "CN"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    def day_of(self, at: datetime) -> date:
        """The business day that an instant counts for."""
        return business_day(at, self.zone, self.day_start_hour)
