"""The rules about one person's days: no overlap, rest, runs, leave, hours, evenings (H1 to H4, H8, H10)."""

import calendar
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby, pairwise
from typing import Any

from ticketing.domain.days import monday_of
from ticketing.domain.roster.plan import DAY, Cell, Finding, Plan
from ticketing.domain.roster.rules import Rules


def of_person(plan: Plan, rules: Rules, person: str, days: Sequence[Cell]) -> Iterator[Finding]:
    """What `days`, a person's working cells in order, break between the plan's first and last day."""
    yield from _between_shifts(days, rules)
    yield from _away(plan, days)
    yield from _runs(days, rules)
    yield from _evenings(plan, days, rules)
    yield from _week_hours(plan, rules, person, days)
    yield from _months(plan, rules, person, days)


def _between_shifts(days: Sequence[Cell], rules: Rules) -> Iterator[Finding]:
    for before, after in pairwise(days):
        if before.end_at is None or after.start_at is None:
            continue
        rest = int((after.start_at - before.end_at).total_seconds() // 60)
        # A shift may be prolonged by the buffer while a customer is served: that may not run into the next one.
        if rest < rules.buffer_min:
            yield Finding(
                after.person, after.on_day, "H1", "overlap", {"minutes": rules.buffer_min - rest}, cures=_move(after)
            )
        elif rest < rules.rest_min:
            params = {"hours": round(rest / 60, 1), "least": round(rules.rest_min / 60, 1), "before": before.template}
            yield Finding(after.person, after.on_day, "H3", "short_rest", params, cures=_shorter_rest(after, rest))


def _move(cell: Cell) -> tuple[tuple[str, dict[str, Any]], ...]:
    return (("other_shift", {"template": cell.template}),)


def _shorter_rest(cell: Cell, rest_min: int) -> tuple[tuple[str, dict[str, Any]], ...]:
    cures = _move(cell)
    return (*cures, ("allow_rest", {"hours": round(rest_min / 60, 1)})) if rest_min >= 8 * 60 else cures


def _away(plan: Plan, days: Sequence[Cell]) -> Iterator[Finding]:
    for cell in days:
        if plan.is_away(cell.person, cell.on_day):
            yield Finding(cell.person, cell.on_day, "H4", "on_leave", {}, cures=(("clear_cell", {}),))


def _runs(days: Sequence[Cell], rules: Rules) -> Iterator[Finding]:
    """One finding for each run that is too long, on the first day too many."""
    for run in _stretches(days):
        if len(run) > rules.days_running:
            cell = run[rules.days_running]
            params = {"days": len(run), "most": rules.days_running, "since": run[0].on_day.isoformat()}
            yield Finding(cell.person, cell.on_day, "H2", "days_running", params, cures=(("rest_on", _rest_on(run)),))


def _rest_on(run: Sequence[Cell]) -> dict[str, Any]:
    return {"first": run[0].on_day.isoformat(), "last": run[-1].on_day.isoformat()}


def _stretches(days: Sequence[Cell]) -> Iterator[list[Cell]]:
    """Runs of days without a day of rest between them."""
    run: list[Cell] = []
    for cell in days:
        if run and cell.on_day - run[-1].on_day > DAY:
            yield run
            run = []
        run.append(cell)
    if run:
        yield run


def is_evening(plan: Plan, cell: Cell, rules: Rules) -> bool:
    """Whether a cell's template ends after the hour from which a shift counts as an evening."""
    template = plan.templates.get(cell.template or "")
    return template is not None and template.working and template.end_min > rules.evening_from_min


def _evenings(plan: Plan, days: Sequence[Cell], rules: Rules) -> Iterator[Finding]:
    for stretch in _stretches([cell for cell in days if is_evening(plan, cell, rules)]):
        if len(stretch) > rules.evenings_running:
            cell = stretch[rules.evenings_running]
            params = {"evenings": len(stretch), "most": rules.evenings_running}
            yield Finding(cell.person, cell.on_day, "H10", "evenings_running", params, cures=_move(cell))


def _week_hours(plan: Plan, rules: Rules, person: str, days: Sequence[Cell]) -> Iterator[Finding]:
    member = plan.members.get(person)
    most = member.week_min if member and member.week_min is not None else rules.week_min
    if most is None:
        return
    for monday, cells in groupby(days, key=lambda cell: monday_of(cell.on_day)):
        week = list(cells)
        worked = sum(plan.minutes(cell) for cell in week)
        if worked > most:
            params = {"week": monday.isoformat(), "hours": round(worked / 60, 1), "most": round(most / 60, 1)}
            yield Finding(person, week[-1].on_day, "H10", "hours_week", params, cures=(("rest_on", _rest_on(week)),))


def _months(plan: Plan, rules: Rules, person: str, days: Sequence[Cell]) -> Iterator[Finding]:
    for (year, month), cells in groupby(days, key=lambda cell: (cell.on_day.year, cell.on_day.month)):
        of_month = list(cells)
        yield from _month_hours(plan, rules, of_month)
        yield from _month_rests(plan, rules, person, (year, month), of_month)


def _month_hours(plan: Plan, rules: Rules, cells: Sequence[Cell]) -> Iterator[Finding]:
    worked = sum(plan.minutes(cell) for cell in cells)
    if rules.month_min is not None and worked > rules.month_min:
        params = {"hours": round(worked / 60, 1), "most": round(rules.month_min / 60, 1)}
        last = cells[-1]
        yield Finding(last.person, last.on_day, "H10", "hours_month", params, cures=(("rest_on", _rest_on(cells)),))


def _month_rests(
    plan: Plan, rules: Rules, person: str, month: tuple[int, int], cells: Sequence[Cell]
) -> Iterator[Finding]:
    """The month's days less those that are worked must leave the days of rest that are owed (H8)."""
    if rules.month_rests is None:
        yield from ()
        return
    owed = plan.owed_rests.get((person, *month), rules.month_rests)
    left = calendar.monthrange(*month)[1] - len({cell.on_day for cell in cells})
    if left < owed:
        last = cells[-1]
        params = {"rests": left, "owed": owed, "month": f"{month[0]}-{month[1]:02}"}
        yield Finding(person, last.on_day, "H8", "month_rests", params, cures=(("rest_on", _rest_on(cells)),))


def weekless(plan: Plan, rules: Rules, person: str, days: Sequence[Cell]) -> Iterator[Finding]:
    """Weeks from Monday to Sunday without a day of rest, where one a week is the rule (H8)."""
    if rules.month_rests is not None:
        return
    worked = {cell.on_day for cell in days}
    for monday in sorted({monday_of(day) for day in worked}):
        if all(monday + timedelta(days=n) in worked for n in range(7)):
            sunday: date = monday + timedelta(days=6)
            week = {"first": monday.isoformat(), "last": sunday.isoformat()}
            yield Finding(person, sunday, "H8", "week_rest", {"week": monday.isoformat()}, cures=(("rest_on", week),))
