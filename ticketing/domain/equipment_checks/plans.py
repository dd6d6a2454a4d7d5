"""When a check is due: once a shift, a day or a week, by the wall clock of the centre."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from ticketing.domain.centre import Centre
from ticketing.domain.days import day_bounds
from ticketing.errors import Invalid

MOST_MIN = 24 * 60


class Cadence(StrEnum):
    """`shift`: every published working shift of the day (the form has 班次 in its head); `week`: Mondays."""

    SHIFT = "shift"
    DAY = "day"
    WEEK = "week"
    OFF = "off"


@dataclass(frozen=True)
class Plan:
    """`within_min`: a shift's check is due so long after the shift began; `at_min`: a day's at this wall time,
    in minutes from midnight."""

    cadence: Cadence = Cadence.SHIFT
    within_min: int = 120
    at_min: int = 600

    def document(self) -> dict[str, Any]:
        return {"cadence": self.cadence.value, "within_min": self.within_min, "at_min": self.at_min}


class ShiftSpan(NamedTuple):
    """A shift that people are on: code, name, and the first and last instant of anybody's."""

    code: str
    name: str
    start_at: datetime
    end_at: datetime


class Owed(NamedTuple):
    """One check: from when on it can be made, by when it should be, until when it makes sense."""

    shift: str
    name: str
    from_at: datetime
    due_at: datetime
    until_at: datetime


def plan_of(value: Mapping[str, Any] | None) -> Plan:
    """The plan out of its setting; what is missing is as at first."""
    said = value or {}
    plan = Plan(
        Cadence(said.get("cadence", Cadence.SHIFT)), int(said.get("within_min", 120)), int(said.get("at_min", 600))
    )
    if not (0 < plan.within_min <= MOST_MIN and 0 <= plan.at_min < MOST_MIN):
        raise Invalid("not_a_number")
    return plan


def owed_on(plan: Plan, day: date, centre: Centre, shifts: Iterable[ShiftSpan]) -> list[Owed]:
    """The checks of one business day."""
    if plan.cadence is Cadence.SHIFT:
        within = timedelta(minutes=plan.within_min)
        return [Owed(one.code, one.name, one.start_at, one.start_at + within, one.end_at) for one in shifts]
    if plan.cadence is Cadence.OFF or (plan.cadence is Cadence.WEEK and day.weekday() != 0):
        return []
    return [whole_day(plan, day, centre)]


def whole_day(plan: Plan, day: date, centre: Centre) -> Owed:
    """A check of the day as a whole: from the beginning of the business day to its end."""
    start, end = day_bounds(day, centre.zone, centre.day_start_hour)
    wall = datetime(day.year, day.month, day.day, plan.at_min // 60, plan.at_min % 60, tzinfo=centre.zone)
    # 01:00 of a day that begins at four is past midnight.
    due = wall if wall >= start else wall + timedelta(days=1)
    return Owed("", "", start, due.astimezone(start.tzinfo), end)
