"""Days off and the days worked for them, as the State Council's office publishes them each November."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

WARN_FROM_MONTH = 11
_MON, _TUE, _WED, _FRI = 0, 1, 2, 4


@dataclass(frozen=True)
class Festival:
    """One published holiday: its whole closed period, and the make-up days with the weekday each stands for."""

    name: str
    first: date
    last: date
    made_up: tuple[tuple[date, int], ...] = ()


@dataclass(frozen=True)
class DayOff:
    name: str


@dataclass(frozen=True)
class MakeUpDay:
    """A week-end day worked with the hours of weekday `as_dow` (0 is Monday)."""

    name: str
    as_dow: int


CN: Mapping[int, tuple[Festival, ...]] = {
    2025: (
        Festival("元旦", date(2025, 1, 1), date(2025, 1, 1)),
        Festival("春节", date(2025, 1, 28), date(2025, 2, 4), ((date(2025, 1, 26), _MON), (date(2025, 2, 8), _TUE))),
        Festival("清明节", date(2025, 4, 4), date(2025, 4, 6)),
        Festival("劳动节", date(2025, 5, 1), date(2025, 5, 5), ((date(2025, 4, 27), _MON),)),
        Festival("端午节", date(2025, 5, 31), date(2025, 6, 2)),
        Festival(
            "国庆节、中秋节",
            date(2025, 10, 1),
            date(2025, 10, 8),
            ((date(2025, 9, 28), _TUE), (date(2025, 10, 11), _WED)),
        ),
    ),
    2026: (
        Festival("元旦", date(2026, 1, 1), date(2026, 1, 3), ((date(2026, 1, 4), _FRI),)),
        Festival("春节", date(2026, 2, 15), date(2026, 2, 23), ((date(2026, 2, 14), _MON), (date(2026, 2, 28), _MON))),
        Festival("清明节", date(2026, 4, 4), date(2026, 4, 6)),
        Festival("劳动节", date(2026, 5, 1), date(2026, 5, 5), ((date(2026, 5, 9), _TUE),)),
        Festival("端午节", date(2026, 6, 19), date(2026, 6, 21)),
        Festival("中秋节", date(2026, 9, 25), date(2026, 9, 27)),
        Festival(
            "国庆节", date(2026, 10, 1), date(2026, 10, 7), ((date(2026, 9, 20), _TUE), (date(2026, 10, 10), _WED))
        ),
    ),
}
SHIPPED: Mapping[str, Mapping[int, tuple[Festival, ...]]] = {"CN": CN}


@cache
def days_of(table: str) -> Mapping[date, DayOff | MakeUpDay]:
    """Every day the shipped `table` ("CN") changes; KeyError for a table we do not ship."""
    days: dict[date, DayOff | MakeUpDay] = {}
    for festivals in SHIPPED[table].values():
        for festival in festivals:
            days |= {day: DayOff(festival.name) for day in _period(festival)}
            days |= {day: MakeUpDay(festival.name, as_dow) for day, as_dow in festival.made_up}
    return days


def is_working_day(table: str, day: date) -> bool:
    """Whether an office that keeps Monday to Friday and the shipped `table` works on `day`."""
    special = days_of(table).get(day)
    if special is None:
        return day.weekday() <= _FRI
    return isinstance(special, MakeUpDay)


def year_missing(table: str, on: date) -> int | None:
    """The year whose holidays should be there on day `on` and are not: this one, and the next from 1 November."""
    wanted = [on.year, on.year + 1] if on.month >= WARN_FROM_MONTH else [on.year]
    return next((year for year in wanted if year not in SHIPPED[table]), None)


def _period(festival: Festival) -> Iterable[date]:
    for offset in range((festival.last - festival.first).days + 1):
        yield festival.first + timedelta(days=offset)
