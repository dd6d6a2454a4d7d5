"""Every rule over one plan, and what of it may not be published."""

from collections.abc import Iterable, Sequence

from ticketing.domain.roster.clock_changes import of_clock
from ticketing.domain.roster.law import of_law
from ticketing.domain.roster.persons import of_person, weekless
from ticketing.domain.roster.plan import Cell, Finding, Plan, Weight
from ticketing.domain.roster.rules import Rules
from ticketing.domain.roster.shifts import of_shifts


def judge(plan: Plan, rules: Rules) -> list[Finding]:
    """Every broken rule between the plan's first and last day, by person and day; of shifts last."""
    found: list[Finding] = []
    by_person = plan.by_person()
    for person in sorted(by_person):
        found += of_one(plan, rules, by_person[person], person)
        found += of_law(plan, rules, person, by_person[person])
    found += of_clock(plan, by_person)
    found += of_shifts(plan, rules)
    return [one for one in found if plan.first <= one.on_day <= plan.last]


def of_one(plan: Plan, rules: Rules, days: Sequence[Cell], person: str) -> list[Finding]:
    """The hard rules about one person, `days` being their working cells in order."""
    return [*of_person(plan, rules, person, days), *weekless(plan, rules, person, days)]


def barring(findings: Iterable[Finding], rules: Rules) -> list[Finding]:
    """What keeps a roster from being published: hard rules, and the law where the site has it block."""
    return [one for one in findings if one.weight is Weight.HARD or (one.weight is Weight.LAW and rules.law == "block")]


def caused_by(plan: Plan, rules: Rules, people: Iterable[str], changed: Sequence[Cell]) -> list[Finding]:
    """The hard rules that putting `changed` into the plan breaks for `people` and that were kept before.

    What was broken already is no reason to refuse a swap that does not make it worse.
    """
    places = {(cell.person, cell.on_day) for cell in changed}
    others = [cell for cell in plan.cells if (cell.person, cell.on_day) not in places]
    after = Plan(**(vars(plan) | {"cells": [*others, *changed]}))
    before_by, after_by = plan.by_person(), after.by_person()
    found: list[Finding] = []
    for person in people:
        known = {_key(one) for one in of_one(plan, rules, before_by.get(person, []), person)}
        found += [one for one in of_one(after, rules, after_by.get(person, []), person) if _key(one) not in known]
    return [one for one in found if plan.first <= one.on_day <= plan.last]


def _key(finding: Finding) -> tuple[object, ...]:
    return (finding.on_day, finding.code, *sorted((name, str(value)) for name, value in finding.params.items()))
