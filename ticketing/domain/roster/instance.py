"""What a roster is to be drawn up from: days, people, shifts, the published past, leave and wishes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ticketing.domain.roster.plan import Cell, DayKind, Member, Template, days_between
from ticketing.domain.roster.rules import Rules


@dataclass(frozen=True)
class Credit:
    """Evenings and weekend shifts that somebody worked beyond their share lately; below nought they owe some."""

    evenings: float
    weekends: float


@dataclass(frozen=True)
class Instance:
    """`demand`: how many each day's shift wants, by (day, template); `past`, `after`: cells around that rules look at;
    `fixed`: cells of the period that stay as they are (H9), null template for a day of rest; `wishes`: days that
    people asked to rest on, with a weight; `unknown_holidays`: the year's table is missing, weekdays are taken for it.
    """

    first: date
    last: date
    members: Sequence[Member]
    templates: Sequence[Template]
    demand: Mapping[tuple[date, str], int]
    rules: Rules = field(default_factory=Rules)
    past: Sequence[Cell] = ()
    after: Sequence[Cell] = ()
    away: Mapping[str, frozenset[date]] = field(default_factory=dict)
    fixed: Sequence[Cell] = ()
    wishes: Mapping[tuple[str, date], int] = field(default_factory=dict)
    credits: Mapping[str, Credit] = field(default_factory=dict)
    # What stands in the plan already: in repair each changed cell of somebody costs.
    present: Mapping[tuple[str, date], str | None] | None = None
    owed_rests: Mapping[tuple[str, int, int], int] = field(default_factory=dict)
    kinds: Mapping[date, DayKind] = field(default_factory=dict)
    unknown_holidays: bool = False

    def days(self) -> list[date]:
        return days_between(self.first, self.last)

    def working(self) -> list[Template]:
        return [one for one in self.templates if one.working]

    def is_away(self, person: str, day: date) -> bool:
        return day in self.away.get(person, frozenset())

    def here(self, day: date) -> list[Member]:
        """Who is not on leave that day."""
        return [one for one in self.members if not self.is_away(one.code, day)]

    def wanted(self, day: date) -> int:
        return sum(self.demand.get((day, one.code), 0) for one in self.working())

    def gap_min(self, before: Template, after: Template) -> int:
        """Minutes between the end of one shift and the start of the other on the next day, by the wall clock."""
        return after.start_min + 1440 - before.end_min

    def too_close(self, before: Template, after: Template) -> bool:
        """Whether nobody may work `after` the day after `before` (H1, H3)."""
        return self.gap_min(before, after) < max(self.rules.rest_min, self.rules.buffer_min)


@dataclass(frozen=True)
class Shortage:
    """A bound that no roster can beat, found by counting: short by so many people (or days of work).

    `kind`: day, leader, skills, window, evening, seats; `cures`: the cheapest ways out, each enough alone.
    """

    kind: str
    first: date
    last: date
    wanted: int
    most: int
    params: Mapping[str, Any] = field(default_factory=dict)
    cures: tuple[tuple[str, dict[str, Any]], ...] = ()

    @property
    def short(self) -> int:
        return self.wanted - self.most

    def document(self) -> dict[str, Any]:
        """As JSON says it; `code` names the sentence."""
        figures = {"first": self.first.isoformat(), "last": self.last.isoformat(), "wanted": self.wanted}
        return {
            "code": f"short_{self.kind}",
            "params": figures | {"most": self.most, "short": self.short} | dict(self.params),
            "cures": [{"code": code, "params": params} for code, params in self.cures],
        }
