"""What the law asks of working time, said of every draft: a warning, or a bar where the site has set one.

Labour Law 36, 38 and 41: 44 hours a week in the mean, one day of rest in seven, 36 hours over the month's mean
(165 hours and 20 minutes). A profile, not legal advice; each figure is a setting of the site.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from ticketing.domain.days import monday_of
from ticketing.domain.roster.plan import Cell, Finding, Plan, Weight, longest_run
from ticketing.domain.roster.rules import Rules


def of_law(plan: Plan, rules: Rules, person: str, days: Sequence[Cell]) -> Iterator[Finding]:
    """What a person's working cells ask beyond the profile; weeks are averaged over the plan's days."""
    if rules.law == "off":
        return
    within = [cell for cell in days if plan.first <= cell.on_day <= plan.last]
    if not within:
        return
    yield from _running(rules, person, days, within)
    yield from _weeks(plan, rules, person, within)
    yield from _overtime(plan, rules, person, days)


def _running(rules: Rules, person: str, days: Sequence[Cell], within: Sequence[Cell]) -> Iterator[Finding]:
    run = longest_run(cell.on_day for cell in days)
    if run > rules.law_days_running:
        params = {"days": run, "most": rules.law_days_running}
        yield _said(person, within[-1], "law_days_running", params)


def _weeks(plan: Plan, rules: Rules, person: str, within: Sequence[Cell]) -> Iterator[Finding]:
    weeks = len({monday_of(day) for day in plan.days()})
    mean = sum(plan.minutes(cell) for cell in within) / weeks
    if mean > rules.law_week_min:
        params = {"hours": round(mean / 60, 1), "most": round(rules.law_week_min / 60, 1)}
        yield _said(person, within[-1], "law_week_hours", params)


def _overtime(plan: Plan, rules: Rules, person: str, days: Sequence[Cell]) -> Iterator[Finding]:
    for _, cells in groupby(days, key=lambda cell: (cell.on_day.year, cell.on_day.month)):
        of_month = list(cells)
        over = sum(plan.minutes(cell) for cell in of_month) - rules.law_month_min
        if over > rules.law_month_overtime_min:
            params = {"hours": round(over / 60, 1), "most": round(rules.law_month_overtime_min / 60, 1)}
            yield _said(person, of_month[-1], "law_overtime", params)


def _said(person: str, cell: Cell, code: str, params: dict[str, Any]) -> Finding:
    return Finding(person, cell.on_day, "law", code, params, Weight.LAW, (("fewer_shifts", {}),))
