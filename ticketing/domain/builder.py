"""Reports that people put together themselves: what is chosen, over which days, how often it is delivered."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final

from ticketing.domain.days import monday_of
from ticketing.errors import Invalid

MOST_MEASURES = 12
#: So many rows stand on a page or in an answer; a file may hold more.
MOST_ROWS = 2_000
MOST_DAYS = 366


class Cadence(StrEnum):
    """How often an ordered report comes: each morning, each Monday, each first of the month."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class Sharing(StrEnum):
    NOBODY = "nobody"
    TEAM = "team"
    EVERYBODY = "everybody"


@dataclass(frozen=True)
class Plan:
    """`by` and `per` say what makes a row: a part (a queue, a person, ...) and a stretch of time; empty for none.
    `period` is a word of `PERIODS`, or `days` with `first` and `last`. `queue`, `team` and `agent` narrow it."""

    subject: str
    measures: tuple[str, ...]
    by: str = ""
    per: str = ""
    period: str = "last_7"
    first: str = ""
    last: str = ""
    queue: str = ""
    team: str = ""
    agent: str = ""
    chart: str = "bars"

    def to_words(self) -> dict[str, Any]:
        """As it is kept and sent."""
        return {**asdict(self), "measures": list(self.measures)}

    @classmethod
    def of(cls, words: Mapping[str, Any]) -> "Plan":
        known = {name: words[name] for name in cls.__dataclass_fields__ if name in words}
        return cls(**{**known, "measures": tuple(words["measures"])})


def _month_before(day: date) -> tuple[date, date]:
    last = day.replace(day=1) - timedelta(days=1)
    return last.replace(day=1), last


_Days = Callable[[date], tuple[date, date]]
_DAY = timedelta(days=1)
PERIODS: Final[dict[str, _Days]] = {
    "today": lambda today: (today, today),
    "yesterday": lambda today: (today - _DAY, today - _DAY),
    "last_7": lambda today: (today - 7 * _DAY, today - _DAY),
    "last_30": lambda today: (today - 30 * _DAY, today - _DAY),
    "this_week": lambda today: (monday_of(today), today),
    "last_week": lambda today: (monday_of(today) - 7 * _DAY, monday_of(today) - _DAY),
    "this_month": lambda today: (today.replace(day=1), today),
    "last_month": _month_before,
}
CHARTS: Final = ("bars", "lines", "none")


def days_of(plan: Plan, today: date) -> tuple[date, date]:
    """First and last business day. `unknown_period`, `day_missing`, `period_ahead`, `period_reversed`,
    `period_too_long`."""
    if plan.period in PERIODS:
        return PERIODS[plan.period](today)
    if plan.period != "days":
        raise Invalid("unknown_period", errors={"period": ["unknown_period"]})
    try:
        first, last = date.fromisoformat(plan.first), date.fromisoformat(plan.last)
    except ValueError:
        raise Invalid("day_missing", errors={"first": ["required"]}) from None
    if last < first:
        raise Invalid("period_reversed", first=plan.first, last=plan.last)
    if first > today:
        raise Invalid("period_ahead", first=plan.first)
    if last - first >= MOST_DAYS * _DAY:
        raise Invalid("period_too_long", most_days=MOST_DAYS)
    return first, last


def next_day(cadence: Cadence, today: date) -> date:
    """The day after `today` on whose morning the report comes next."""
    match cadence:
        case Cadence.WEEK:
            return monday_of(today) + 7 * _DAY
        case Cadence.MONTH:
            return (today.replace(day=28) + 4 * _DAY).replace(day=1)
    return today + _DAY


def check_choice(name: str, value: str, known: Sequence[str]) -> None:
    """`unknown_choice` with the field that holds it."""
    if value and value not in known:
        raise Invalid("unknown_choice", errors={name: ["unknown_choice"]}, known=list(known))
