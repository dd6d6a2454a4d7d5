"""The rules about a day's shifts as a whole: enough people, a leader, skills, company, seats (H5, H6, H7, H11)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from ticketing.domain.roster.plan import Cell, Finding, Plan, Template, Weight
from ticketing.domain.roster.rules import Rules

Groups = Mapping[tuple[date, str], Sequence[Cell]]


def of_shifts(plan: Plan, rules: Rules) -> Iterator[Finding]:
    """What the shifts of the plan's days lack; a template that wants nobody is judged only where somebody works it."""
    groups = _groups(plan)
    for day in plan.days():
        for template in plan.templates.values():
            if template.working:
                yield from _of_one(plan, rules, day, template, groups.get((day, template.code), ()))
        yield from _seats(plan, rules, day)


def _groups(plan: Plan) -> Groups:
    found: dict[tuple[date, str], list[Cell]] = {}
    for cell in plan.cells:
        if cell.works and cell.template and plan.first <= cell.on_day <= plan.last:
            found.setdefault((cell.on_day, cell.template), []).append(cell)
    return found


def _of_one(plan: Plan, rules: Rules, day: date, template: Template, here: Sequence[Cell]) -> Iterator[Finding]:
    wanted = template.wanted(plan.kind(day))
    if len(here) < wanted:
        short = {"template": template.code, "wanted": wanted, "planned": len(here), "short": wanted - len(here)}
        lower = ("lower", {"template": template.code, "n": wanted - len(here)})
        cures = (("add_people", {"n": wanted - len(here)}), lower)
        yield Finding(None, day, "cover", "short_staff", short, Weight.ELASTIC, cures)
    if not here:
        return
    leading = sum(cell.is_leader for cell in here)
    if template.needs_leader and leading < rules.leaders:
        params = {"template": template.code, "planned": leading, "wanted": rules.leaders}
        yield Finding(None, day, "H5", "no_leader", params, Weight.ELASTIC, (("mark_leader", {}),))
    yield from _skills(plan, rules, day, template, here)
    yield from _newcomers(plan, rules, day, here)


def _skills(plan: Plan, rules: Rules, day: date, template: Template, here: Sequence[Cell]) -> Iterator[Finding]:
    for skill, least in sorted((rules.skills or {}).items()):
        having = sum(cell.person in plan.members and skill in plan.members[cell.person].skills for cell in here)
        if having < least:
            params = {"template": template.code, "skill": skill, "wanted": least, "planned": having}
            yield Finding(None, day, "H6", "short_skill", params, Weight.ELASTIC, (("add_people", {"n": least}),))


def _newcomers(plan: Plan, rules: Rules, day: date, here: Sequence[Cell]) -> Iterator[Finding]:
    if rules.newcomers_alone:
        return
    new = [cell for cell in here if cell.person in plan.members and plan.members[cell.person].is_new(day)]
    if new and len(new) == len(here):
        params = {"template": here[0].template, "people": len(new)}
        yield Finding(new[0].person, day, "H7", "newcomer_alone", params, Weight.ELASTIC, (("add_people", {"n": 1}),))


def _seats(plan: Plan, rules: Rules, day: date) -> Iterator[Finding]:
    """More people at one instant than there are seats; judged at each start, where the number rises."""
    if rules.seats is None:
        return
    near = [cell for cell in plan.cells if cell.works and abs((cell.on_day - day).days) <= 1]
    most = max((_there(near, cell) for cell in near if cell.on_day == day), default=0)
    if most > rules.seats:
        params = {"people": most, "seats": rules.seats, "over": most - rules.seats}
        yield Finding(None, day, "H11", "seats", params, cures=(("fewer_people", {"n": most - rules.seats}),))


def _there(cells: Sequence[Cell], at: Cell) -> int:
    """How many of these work at the instant that `at` begins."""
    begin = at.start_at
    if begin is None:
        return 0
    return sum(
        cell.start_at is not None and cell.end_at is not None and cell.start_at <= begin < cell.end_at for cell in cells
    )
