"""The centre's business day: a promise made at 00:30 belongs to the night shift's day."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

#: The days that anybody may ask for: reckoning a week or a zone around one of them stays within the calendar.
FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(2199, 12, 31)


def business_day(at: datetime, zone: ZoneInfo, start_hour: int) -> date:
    """The day that instant `at` (aware) counts for, when days begin at `start_hour` local time."""
    return (at.astimezone(zone) - timedelta(hours=start_hour)).date()


def day_bounds(day: date, zone: ZoneInfo, start_hour: int) -> tuple[datetime, datetime]:
    """The first instant of a business day and the first after it; 23, 24 or 25 hours apart."""
    return _local(day, start_hour, zone), _local(day + timedelta(days=1), start_hour, zone)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def wall_instant(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    """`minutes` after local midnight of `day` by the clock on the wall; 1440 and more is the next day.

    A wall time that a DST change leaves out goes on by what the clocks leave out: 02:30 becomes 03:30.
    """
    local = datetime.combine(day, time(), tzinfo=zone) + timedelta(minutes=minutes)
    # Wall arithmetic may land in a gap; the round trip through UTC moves it behind the gap.
    return local.astimezone(ZoneInfo("UTC"))


def _local(day: date, hour: int, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=zone).astimezone(ZoneInfo("UTC"))


def days_before(day: date, count: int) -> date:
    """The day so many before; the first day that there is stands for all before it."""
    return date.fromordinal(max(day.toordinal() - count, 1))
