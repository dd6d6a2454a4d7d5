"""Days and hours as the centre's clock on the wall shows them: a day has 23, 24 or 25 hours."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import NamedTuple
from zoneinfo import ZoneInfo

_QUARTER = timedelta(minutes=15)
_SECOND_US = 1_000_000


class Bucket(NamedTuple):
    """[start_us, end_us) and its name: a date, or an instant with its offset (the repeated hour comes twice)."""

    name: str
    start_us: int
    end_us: int


def days(from_us: int, to_us: int, zone: ZoneInfo) -> list[Bucket]:
    """The local days that a stretch touches, each cut to the stretch."""
    found = []
    day = _local(from_us, zone).date()
    while (start_us := _midnight_us(day, zone)) < to_us:
        end_us = _midnight_us(day + timedelta(days=1), zone)
        found.append(Bucket(day.isoformat(), max(start_us, from_us), min(end_us, to_us)))
        day += timedelta(days=1)
    return found


def whole_days(from_us: int, to_us: int, zone: ZoneInfo) -> list[Bucket]:
    """The local days from the first of the month of an instant on that are over at another."""
    first = day_of(from_us, zone)
    first = day_of(_midnight_us(date.fromisoformat(first.name).replace(day=1), zone), zone)
    found = days(first.start_us, max(to_us, first.start_us), zone)
    return [day for day in found if day_of(day.start_us, zone) == day]


def months_between(from_us: int, to_us: int, zone: ZoneInfo) -> list[Bucket]:
    """The local months that a stretch touches, each cut to the stretch."""
    found = []
    first = _local(from_us, zone).date().replace(day=1)
    while (start_us := _midnight_us(first, zone)) < to_us:
        after = (first + timedelta(days=32)).replace(day=1)
        found.append(Bucket(first.isoformat()[:7], max(start_us, from_us), min(_midnight_us(after, zone), to_us)))
        first = after
    return found


def months(found: Iterable[Bucket]) -> list[Bucket]:
    """Days in order, put together by month."""
    together = []
    for name, group in groupby(found, key=lambda day: day.name[:7]):
        within = list(group)
        together.append(Bucket(name, within[0].start_us, within[-1].end_us))
    return together


def hours(from_us: int, to_us: int, zone: ZoneInfo) -> list[Bucket]:
    """The local hours that a stretch touches, each cut to the stretch and named by its whole start."""
    marks = list(_hour_starts(from_us, to_us, zone))
    return [
        Bucket(start.isoformat(), max(_us(start), from_us), min(_us(end), to_us))
        for start, end in zip(marks, marks[1:], strict=False)
    ]


def day_of(at_us: int, zone: ZoneInfo) -> Bucket:
    """The whole local day of an instant."""
    day = _local(at_us, zone).date()
    return Bucket(day.isoformat(), _midnight_us(day, zone), _midnight_us(day + timedelta(days=1), zone))


def _hour_starts(from_us: int, to_us: int, zone: ZoneInfo) -> Iterator[datetime]:
    """The full hours of the wall clock from the one before the start to the one after the end. Every zone's offset
    is a multiple of a quarter, so stepping by quarters of UTC meets them all."""
    at = datetime.fromtimestamp(from_us // _SECOND_US, UTC)
    at -= timedelta(minutes=at.minute % 15, seconds=at.second)
    while at.astimezone(zone).minute != 0:
        at -= _QUARTER
    yield at.astimezone(zone)
    while _us(at) < to_us:
        at += _QUARTER
        if at.astimezone(zone).minute == 0:
            yield at.astimezone(zone)
            if _us(at) >= to_us:
                return
    while at.astimezone(zone).minute != 0:
        at += _QUARTER
    yield at.astimezone(zone)


def _local(at_us: int, zone: ZoneInfo) -> datetime:
    return datetime.fromtimestamp(at_us / _SECOND_US, zone)


def _midnight_us(day: date, zone: ZoneInfo) -> int:
    """The first instant of a local day, also where midnight itself is skipped."""
    return _us(datetime(day.year, day.month, day.day, tzinfo=zone))


def _us(at: datetime) -> int:
    return round(at.timestamp()) * _SECOND_US
