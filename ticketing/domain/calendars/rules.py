"""What a calendar says: opening hours by weekday, and the days that differ."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ticketing.domain.holidays import MakeUpDay, days_of

DAY_MIN = 1_440
LAST_MIN = 2_880


class DayType(StrEnum):
    HOLIDAY = "holiday"
    MAKEUP = "makeup"
    SPECIAL = "special"


_RANKS = {DayType.SPECIAL: 0, DayType.MAKEUP: 1, DayType.HOLIDAY: 2}


@dataclass(frozen=True, order=True)
class Opening:
    """From and to in minutes after the local midnight of the day it belongs to; past 1,440 is the next day."""

    start_min: int
    end_min: int

    def __post_init__(self) -> None:
        if not 0 <= self.start_min < self.end_min <= LAST_MIN:
            raise ValueError(f"a window runs forward within 00:00 and 48:00, not {self.start_min} to {self.end_min}")


Day = tuple[Opening, ...]


@dataclass(frozen=True)
class DayException:
    """A date with other hours: closed, worked like another weekday (0 is Monday), or with its own windows."""

    on: date
    type: DayType
    as_dow: int | None = None
    openings: Day = ()
    name: str = ""


@dataclass(frozen=True)
class Calendar:
    """One version of a calendar; `weekly` has seven days from Monday, `shipped` names a holiday table or none."""

    tz: str
    weekly: tuple[Day, ...]
    exceptions: tuple[DayException, ...] = ()
    shipped: str | None = None

    def __post_init__(self) -> None:
        if len(self.weekly) != 7:
            raise ValueError("a week has seven days")

    def openings_on(self, day: date, own: Sequence[DayException]) -> Day:
        """The windows that begin on `day`, given this calendar's `own` exceptions of that day (not yet united)."""
        if own:
            return self._by_exceptions(own)
        special = days_of(self.shipped).get(day) if self.shipped else None
        if special is None:
            return self.weekly[day.weekday()]
        return self.weekly[special.as_dow] if isinstance(special, MakeUpDay) else ()

    def unusual(self, day: date) -> tuple[DayType, str] | None:
        """Why `day` has other hours than its weekday, and the name of the reason; None for an ordinary day."""
        own = [one for one in self.exceptions if one.on == day]
        if own:
            strongest = min(own, key=lambda one: _RANKS[one.type])
            return strongest.type, strongest.name
        special = days_of(self.shipped).get(day) if self.shipped else None
        if special is None:
            return None
        return (DayType.MAKEUP if isinstance(special, MakeUpDay) else DayType.HOLIDAY), special.name

    def _by_exceptions(self, own: Sequence[DayException]) -> Day:
        strongest = min(own, key=lambda one: _RANKS[one.type]).type
        openings: list[Opening] = []
        for one in own:
            if one.type is strongest:
                openings += self._of(one)
        return tuple(openings)

    def _of(self, one: DayException) -> Day:
        if one.type is DayType.SPECIAL:
            return one.openings
        if one.type is DayType.MAKEUP and one.as_dow is not None:
            return self.weekly[one.as_dow]
        return ()


ALL_DAY: Day = (Opening(0, DAY_MIN),)


def always_open(tz: str = "UTC") -> Calendar:
    """Round the clock, every day."""
    return Calendar(tz, (ALL_DAY,) * 7)
