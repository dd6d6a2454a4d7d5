"""What to expect of a stretch of a day, from the same stretch of days like it (workforce.md 1.7)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from itertools import islice
from math import sqrt
from statistics import median

from ticketing.domain.holidays import DayOff, MakeUpDay, days_of

#: Days that are not what their weekday says; what we ship is known without a database.
Changed = Mapping[date, DayOff | MakeUpDay]
SHIPPED: Changed = days_of("CN")

#: So many days of one class are looked at, and no further back than this.
DAYS = 6
LONGEST_BACK = timedelta(days=400)
#: A mean of fewer calls is no mean: then the queue's own counts.
ENOUGH_CALLS = 30
_MADS = 3


class DayClass(StrEnum):
    """Days that are alike; a make-up day is like the weekday it stands for."""

    MONDAY = "mon"
    TUESDAY = "tue"
    WEDNESDAY = "wed"
    THURSDAY = "thu"
    FRIDAY = "fri"
    REST = "rest"
    HOLIDAY = "holiday"
    AFTER_HOLIDAY = "after_holiday"


_WEEK = (DayClass.MONDAY, DayClass.TUESDAY, DayClass.WEDNESDAY, DayClass.THURSDAY, DayClass.FRIDAY)


class Omitted(StrEnum):
    """Why a day does not count."""

    OUTAGE = "outage"
    OUTLIER = "outlier"


@dataclass(frozen=True)
class Slot:
    """One stretch of one past day: calls offered, and of those answered how many and how long they kept an agent."""

    calls: int = 0
    handled: int = 0
    handle_s: float = 0.0
    outage: bool = False


@dataclass(frozen=True)
class Expected:
    """`calls` are the mean of the days that count; `omitted` are the others, with what they had and why."""

    calls: float
    aht_s: float
    counted: Mapping[date, int] = field(default_factory=dict)
    omitted: Mapping[date, tuple[int, Omitted]] = field(default_factory=dict)


def class_of(day: date, changed: Changed = SHIPPED) -> DayClass:
    """The class of a day; where `changed`, the holidays that are known, says nothing, it goes by the week alone."""
    special = changed.get(day)
    if isinstance(special, DayOff):
        return DayClass.HOLIDAY
    dow = special.as_dow if isinstance(special, MakeUpDay) else day.weekday()
    if dow >= len(_WEEK):
        return DayClass.REST
    return DayClass.AFTER_HOLIDAY if _follows_holiday(day, changed) else _WEEK[dow]


def _follows_holiday(day: date, changed: Changed) -> bool:
    """Whether only days of rest lie between a holiday and this day."""
    before = day - timedelta(days=1)
    while (special := changed.get(before)) is None and before.weekday() >= len(_WEEK):
        before -= timedelta(days=1)
    return isinstance(special, DayOff)


def days_like(day: date, since: date, changed: Changed = SHIPPED) -> list[date]:
    """The last days before `day` and not before `since` that are of its class, the newest first. Where a class has come
    up less than twice (the first holiday of a new centre), the days of the same weekday stand in."""
    kind = class_of(day, changed)
    like = list(islice(_before(day, since, lambda one: class_of(one, changed) is kind), DAYS))
    if len(like) > 1:
        return like
    return list(islice(_before(day, since, lambda one: one.weekday() == day.weekday()), DAYS))


def _before(day: date, since: date, fits: Callable[[date], bool]) -> Iterator[date]:
    one = day - timedelta(days=1)
    while one >= max(since, day - LONGEST_BACK):
        if fits(one):
            yield one
        one -= timedelta(days=1)


def expected(past: Mapping[date, Slot], usual_aht_s: float) -> Expected:
    """The mean of the days that are neither outages nor far from the others; `usual_aht_s` is the queue's own mean."""
    omitted = {day: (slot.calls, Omitted.OUTAGE) for day, slot in past.items() if slot.outage}
    counted = {day: slot for day, slot in past.items() if day not in omitted}
    low, high = _usual([slot.calls for slot in counted.values()])
    far = {day: (slot.calls, Omitted.OUTLIER) for day, slot in counted.items() if not low <= slot.calls <= high}
    kept = {day: slot for day, slot in counted.items() if day not in far}
    handled = sum(slot.handled for slot in kept.values())
    aht_s = sum(slot.handle_s for slot in kept.values()) / handled if handled >= ENOUGH_CALLS else usual_aht_s
    calls = sum(slot.calls for slot in kept.values()) / len(kept) if kept else 0.0
    return Expected(calls, aht_s, {day: slot.calls for day, slot in kept.items()}, omitted | far)


def _usual(calls: Sequence[int]) -> tuple[float, float]:
    """Between which numbers a day is one of these: three median deviations, and never less than chance alone makes."""
    if not calls:
        return 0.0, 0.0
    middle = median(calls)
    spread = median(abs(one - middle) for one in calls)
    far = max(_MADS * spread, 2 * sqrt(middle), 1.0)
    return middle - far, middle + far
