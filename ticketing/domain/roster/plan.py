"""A roster as plain values: who, which day, from when to when; and what a rule has to say about it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Template:
    """A kind of shift: minutes from local midnight (past 1440 for the next day), how many it wants."""

    code: str
    start_min: int
    end_min: int
    unpaid_min: int = 0
    working: bool = True
    min_staff: int = 0
    min_staff_rest: int | None = None
    needs_leader: bool = True

    @property
    def span_min(self) -> int:
        return self.end_min - self.start_min if self.working else 0

    @property
    def paid_min(self) -> int:
        return max(self.span_min - self.unpaid_min, 0)

    def wanted(self, day_kind: "DayKind") -> int:
        """How many people it wants on a day of this kind."""
        if day_kind is DayKind.WORKDAY or self.min_staff_rest is None:
            return self.min_staff
        return self.min_staff_rest


class DayKind(StrEnum):
    """A working day (make-up days are), a day of the weekend, a public holiday."""

    WORKDAY = "workday"
    REST = "rest"
    HOLIDAY = "holiday"


@dataclass(frozen=True)
class Member:
    """Somebody a roster may use, by code; `only` and `likes` are codes of templates, `new_until` a day."""

    code: str
    leads: bool = False
    skills: frozenset[str] = frozenset()
    new_until: date | None = None
    only: str | None = None
    likes: str | None = None
    week_min: int | None = None

    def is_new(self, on: date) -> bool:
        return self.new_until is not None and on <= self.new_until


@dataclass(frozen=True)
class Cell:
    """One person's day: the template's code and, when it is work, the instants it comes to."""

    person: str
    on_day: date
    template: str | None
    start_at: datetime | None = None
    end_at: datetime | None = None
    is_leader: bool = False
    locked: bool = False

    @property
    def works(self) -> bool:
        return self.start_at is not None


class Weight(StrEnum):
    """`hard` is never published, `elastic` only where it can not be helped, `law` as the site has set it."""

    HARD = "hard"
    ELASTIC = "elastic"
    LAW = "law"


@dataclass(frozen=True)
class Finding:
    """A rule that a roster breaks: who (null: nobody in particular), when, which rule, by how much, what would cure it.

    `cures` are codes with their values, the cheapest first.
    """

    person: str | None
    on_day: date
    rule: str
    code: str
    params: dict[str, Any]
    weight: Weight = Weight.HARD
    cures: tuple[tuple[str, dict[str, Any]], ...] = ()

    def document(self) -> dict[str, Any]:
        """As JSON says it."""
        return {
            "person": self.person,
            "on_day": self.on_day.isoformat(),
            "rule": self.rule,
            "code": self.code,
            "params": self.params,
            "weight": self.weight.value,
            "cures": [{"code": code, "params": params} for code, params in self.cures],
        }


@dataclass(frozen=True)
class Plan:
    """What is judged: the days from `first` to `last`, with as many cells around them as the rules look back for.

    `away`: the days on which somebody has approved leave or training; `kinds`: days that are no plain weekdays.
    """

    first: date
    last: date
    cells: Sequence[Cell]
    members: Mapping[str, Member]
    templates: Mapping[str, Template]
    away: Mapping[str, frozenset[date]] = field(default_factory=dict)
    kinds: Mapping[date, DayKind] = field(default_factory=dict)
    # Days of rest that somebody is owed in a month, where it is not the site's usual number.
    owed_rests: Mapping[tuple[str, int, int], int] = field(default_factory=dict)
    # Whose wall clock the templates go by; null: nobody asks what a change of the clocks does.
    zone: ZoneInfo | None = None

    def days(self) -> list[date]:
        return days_between(self.first, self.last)

    def kind(self, day: date) -> DayKind:
        return self.kinds.get(day, DayKind.WORKDAY if day.weekday() < 5 else DayKind.REST)

    def is_away(self, person: str, day: date) -> bool:
        return day in self.away.get(person, frozenset())

    def by_person(self) -> dict[str, list[Cell]]:
        """Each person's working cells in the order of their days."""
        found: dict[str, list[Cell]] = {}
        for cell in sorted((one for one in self.cells if one.works), key=lambda one: one.on_day):
            found.setdefault(cell.person, []).append(cell)
        return found

    def minutes(self, cell: Cell) -> int:
        """Paid minutes of a cell; by the instants where the template is not known any more."""
        template = self.templates.get(cell.template or "")
        unpaid = template.unpaid_min if template else 0
        if cell.start_at is None or cell.end_at is None:
            return 0
        return max(int((cell.end_at - cell.start_at).total_seconds() // 60) - unpaid, 0)


def days_between(first: date, last: date) -> list[date]:
    """Every day from `first` to `last`, both included."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def longest_run(days: Iterable[date]) -> int:
    """The most days in a row among these."""
    longest = run = 0
    before: date | None = None
    for day in sorted(set(days)):
        run = run + 1 if before is not None and day - before == DAY else 1
        longest, before = max(longest, run), day
    return longest
