"""What a roster may not ask of a person, as rules on plain values (seed 002, the shift rules)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

MIN_REST = timedelta(hours=11)
MAX_DAYS_RUNNING = 6


@dataclass(frozen=True)
class Cell:
    """One person's day: the template's code and, when it is work, the instants it comes to."""

    person: str
    on_day: date
    template: str | None
    start_at: datetime | None = None
    end_at: datetime | None = None
    is_leader: bool = False

    @property
    def works(self) -> bool:
        return self.start_at is not None


@dataclass(frozen=True)
class Finding:
    """A rule that a roster breaks: who, when, which rule, by how much."""

    person: str | None
    on_day: date
    code: str
    params: dict[str, str | float | int]


def conflicts(cells: Iterable[Cell]) -> list[Finding]:
    """Every broken rule of these cells, by person and day; the cells of one person may come in any order."""
    by_person: dict[str, list[Cell]] = {}
    for cell in cells:
        by_person.setdefault(cell.person, []).append(cell)
    found: list[Finding] = []
    for person in sorted(by_person):
        days = sorted((cell for cell in by_person[person] if cell.works), key=lambda cell: cell.on_day)
        found += _short_rests(days)
        found += _long_runs(days)
    return found


def leaderless(cells: Iterable[Cell]) -> list[Finding]:
    """Each day and shift that people work without a leader among them (every shift has one)."""
    groups: dict[tuple[date, str], list[Cell]] = {}
    for cell in cells:
        if cell.works and cell.template:
            groups.setdefault((cell.on_day, cell.template), []).append(cell)
    return [
        Finding(None, day, "no_leader", {"template": template})
        for (day, template), group in sorted(groups.items())
        if not any(cell.is_leader for cell in group)
    ]


def _short_rests(days: Sequence[Cell]) -> list[Finding]:
    found = []
    for before, after in pairwise(days):
        if before.end_at is None or after.start_at is None:
            continue
        rest = after.start_at - before.end_at
        if rest < timedelta(0):
            found.append(Finding(after.person, after.on_day, "overlap", {"minutes": -int(rest.total_seconds() // 60)}))
        elif rest < MIN_REST:
            hours = round(rest.total_seconds() / 3600, 1)
            found.append(Finding(after.person, after.on_day, "short_rest", {"hours": hours, "least": 11}))
    return found


def _long_runs(days: Sequence[Cell]) -> list[Finding]:
    found, run = [], 0
    before: Cell | None = None
    for cell in days:
        run = run + 1 if before and cell.on_day - before.on_day == timedelta(days=1) else 1
        if run == MAX_DAYS_RUNNING + 1:
            found.append(Finding(cell.person, cell.on_day, "days_running", {"days": run, "most": MAX_DAYS_RUNNING}))
        before = cell
    return found
