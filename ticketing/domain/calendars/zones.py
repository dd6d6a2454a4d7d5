"""Wall times become instants: a time in a gap moves to the first valid instant, a repeated one is its first occurrence.

Instants are integer microseconds since 1970-01-01T00:00Z, which keeps every sum exact.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

SECOND = 1_000_000
MINUTE = 60 * SECOND
DAY = 86_400 * SECOND
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@cache
def zone(name: str) -> ZoneInfo:
    """The IANA zone `name`; ValueError when there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as problem:
        raise ValueError(f"no time zone is called {name!r}") from problem


def to_us(at: datetime) -> int:
    """Microseconds since the epoch of an aware instant."""
    return (at - EPOCH) // _MICROSECOND


def from_us(us: int) -> datetime:
    """The aware UTC instant of microseconds since the epoch."""
    return EPOCH + timedelta(microseconds=us)


def wall_us(tz: ZoneInfo, day: date, minute: int) -> int:
    """The instant at `minute` minutes after midnight of `day` on the clock on the wall."""
    naive = datetime.combine(day, time()) + timedelta(minutes=minute)
    first = to_us(naive.replace(tzinfo=tz))
    if _shows(tz, first) == naive:
        return first
    return _end_of_gap(tz, to_us(naive.replace(tzinfo=tz, fold=1)), first)


def next_valid(tz: ZoneInfo, naive: datetime) -> datetime | None:
    """The first instant after the gap that swallows `naive`, or None when that wall time exists (R11)."""
    first = to_us(naive.replace(tzinfo=tz, fold=0))
    if _shows(tz, first) == naive:
        return None
    return from_us(_end_of_gap(tz, to_us(naive.replace(tzinfo=tz, fold=1)), first))


def _shows(tz: ZoneInfo, us: int) -> datetime:
    return from_us(us).astimezone(tz).replace(tzinfo=None)


def _end_of_gap(tz: ZoneInfo, before: int, after: int) -> int:
    """Halve the stretch between an instant before the change and one after it until one second is left."""
    old = from_us(before).astimezone(tz).utcoffset()
    low, high = before // SECOND, after // SECOND
    while high - low > 1:
        middle = (low + high) // 2
        if from_us(middle * SECOND).astimezone(tz).utcoffset() == old:
            low = middle
        else:
            high = middle
    return high * SECOND
