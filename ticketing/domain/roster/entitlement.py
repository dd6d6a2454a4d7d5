"""Leave and days of rest: until when they may be asked for, and how many days of rest a month leaves (B4 to B6)."""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from ticketing.domain.days import wall_instant

#: More days of leave than this in a month leave no days of rest in the next one (B6).
LEAVE_FREE_OF_LOSS = 3


@dataclass(frozen=True)
class Entitlement:
    """Days of rest of one month, how many are used, and the days of leave that took them away, if any did."""

    month: str
    days: int
    used: int
    lost_by: tuple[date, ...] = ()

    @property
    def left(self) -> int:
        return max(self.days - self.used, 0)


def deadline(first_on: date, notice_days: int, zone: ZoneInfo) -> datetime:
    """The first instant that is too late: midnight of the day `notice_days` before, counted without that day.

    A day of rest on the 10th with two days' notice may be asked for until the end of the 8th.
    """
    return wall_instant(first_on - timedelta(days=notice_days - 1), 0, zone)


def entitlement(month: date, usual: int, leave_days: Iterable[date], rests_taken: int) -> Entitlement:
    """The month's days of rest, of which more than three days of leave in the month before leave none."""
    before = sorted({day for day in leave_days if (day.year, day.month) == _before(month)})
    lost = len(before) > LEAVE_FREE_OF_LOSS
    name = f"{month.year}-{month.month:02}"
    return Entitlement(name, 0 if lost else usual, rests_taken, tuple(before) if lost else ())


def _before(month: date) -> tuple[int, int]:
    last = month.replace(day=1) - timedelta(days=1)
    return last.year, last.month


def month_days(month: date) -> tuple[date, date]:
    """The first and the last day of the month that `month` lies in."""
    return month.replace(day=1), month.replace(day=calendar.monthrange(month.year, month.month)[1])
