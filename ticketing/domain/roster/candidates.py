"""Who may step in for a shift, best first: whom no rule forbids it, then fewer hours, then fewer fills before."""

from collections.abc import Mapping
from dataclasses import dataclass

from ticketing.domain.days import monday_of
from ticketing.domain.roster.judging import caused_by
from ticketing.domain.roster.plan import Cell, Finding, Plan
from ticketing.domain.roster.rules import Rules


@dataclass(frozen=True)
class Candidate:
    """One person for a gap: hours of that week before it, how often they stepped in lately, and what forbids it."""

    person: str
    hours: float
    covers: int
    likes: bool
    broken: tuple[Finding, ...]

    @property
    def fits(self) -> bool:
        return not self.broken


def candidates(plan: Plan, rules: Rules, gap: Cell, covers: Mapping[str, int]) -> list[Candidate]:
    """Everybody free that day; who fits before who does not. A leader's gap is offered to leaders only."""
    working = {cell.person for cell in plan.cells if cell.works and cell.on_day == gap.on_day}
    found = [
        _candidate(plan, rules, gap, code, covers.get(code, 0))
        for code, member in plan.members.items()
        if code != gap.person
        and code not in working
        and not plan.is_away(code, gap.on_day)
        and (member.leads or not gap.is_leader)
        if member.only in (None, gap.template)
    ]
    return sorted(
        found, key=lambda one: (not one.fits, len(one.broken), one.hours, one.covers, not one.likes, one.person)
    )


def _candidate(plan: Plan, rules: Rules, gap: Cell, code: str, covers: int) -> Candidate:
    cell = Cell(code, gap.on_day, gap.template, gap.start_at, gap.end_at, gap.is_leader)
    monday = monday_of(gap.on_day)
    worked = [one for one in plan.cells if one.person == code and one.works and monday_of(one.on_day) == monday]
    hours = round(sum(plan.minutes(one) for one in worked) / 60, 1)
    broken = tuple(caused_by(plan, rules, [code], [cell]))
    return Candidate(code, hours, covers, plan.members[code].likes == gap.template, broken)
