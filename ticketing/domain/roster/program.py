"""What a solver is asked: a mixed integer program as plain rows and columns, and what its answer says in words.

H1 to H4 and H8 to H11 are rows or columns that do not exist; coverage, leaders, skills and company are elastic, each
with a column that says by how much it is missed. The weights are those of workforce.md 1.8, tier by tier.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from ticketing.domain.roster.instance import Instance
from ticketing.domain.roster.plan import Member, Template

INFINITY = float("inf")
UNCOVERED, NO_LEADER, NO_SKILL, ALONE, REST_WISH, OVER, LIKES = 1000, 400, 200, 200, 10, 2, 1
CHANGED = 50

Key = tuple[str, date, str]
Term = tuple[int, float]


@dataclass
class Program:
    """Columns with cost, bounds and whether they are whole; rows as terms between two bounds."""

    costs: list[float] = field(default_factory=list)
    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    rows: list[tuple[float, float, Sequence[Term]]] = field(default_factory=list)
    #: Column of "person works template on day".
    works: dict[Key, int] = field(default_factory=dict)
    #: Columns of what is missed, by (code, day, template, skill).
    missed: dict[tuple[str, date, str, str], int] = field(default_factory=dict)
    constant: float = 0.0

    def column(self, cost: float, upper: float = 1.0, lower: float = 0.0, whole: bool = True) -> int:
        self.costs.append(cost)
        self.lower.append(lower)
        self.upper.append(upper)
        self.whole.append(whole)
        return len(self.costs) - 1

    def at_most(self, terms: Iterable[Term], most: float) -> None:
        self._row(-INFINITY, most, terms)

    def at_least(self, terms: Iterable[Term], least: float) -> None:
        self._row(least, INFINITY, terms)

    def equal(self, terms: Iterable[Term], value: float) -> None:
        self._row(value, value, terms)

    def _row(self, least: float, most: float, terms: Iterable[Term]) -> None:
        listed = list(terms)
        if listed or least > 0 or most < 0:
            self.rows.append((least, most, listed))

    def miss(self, code: str, day: date, template: str, cost: float, skill: str = "") -> int:
        """A column that counts by how much something is missed."""
        column = self.column(cost, INFINITY, whole=False)
        self.missed[code, day, template, skill] = column
        return column

    def of(self, person: str, day: date, template: str) -> list[Term]:
        column = self.works.get((person, day, template))
        return [] if column is None else [(column, 1.0)]


def program_of(instance: Instance) -> Program:
    """The program of an instance; columns exist only where somebody may work."""
    program = Program()
    for member in instance.members:
        for day in instance.days():
            _columns(program, instance, member, day)
    for day in instance.days():
        for template in instance.working():
            _cover(program, instance, day, template)
    return program


def _columns(program: Program, instance: Instance, member: Member, day: date) -> None:
    fixed = next((one for one in instance.fixed if (one.person, one.on_day) == (member.code, day)), None)
    if fixed is None and instance.is_away(member.code, day):
        return
    for template in instance.working():
        if fixed is not None and fixed.template != template.code:
            continue
        if fixed is None and member.only not in (None, template.code):
            continue
        cost = cost_of(instance, member, day, template)
        column = program.column(cost, lower=1.0 if fixed is not None else 0.0)
        program.works[member.code, day, template.code] = column
    columns = [term for one in instance.working() for term in program.of(member.code, day, one.code)]
    program.at_most(columns, 1)


def cost_of(instance: Instance, member: Member, day: date, template: Template) -> float:
    """What the place costs by itself: wishes to rest, the shift somebody likes, what a repair changes."""
    cost = float(instance.wishes.get((member.code, day), 0) * REST_WISH)
    if member.likes is not None and member.likes != template.code:
        cost += LIKES
    if instance.present is not None:
        # What stands there is given its price back; whatever stands there instead, or nothing, has lost it.
        cost += -CHANGED if instance.present.get((member.code, day)) == template.code else _fresh(instance, member, day)
    return cost


def _fresh(instance: Instance, member: Member, day: date) -> float:
    """The price of a shift on a day that was free; another shift in place of one has cost that one's already."""
    held = instance.present.get((member.code, day)) if instance.present is not None else None
    return 0.0 if held in {one.code for one in instance.working()} else float(CHANGED)


def _cover(program: Program, instance: Instance, day: date, template: Template) -> None:
    wanted = instance.demand.get((day, template.code), 0)
    here = [(one, term) for one in instance.members for term in program.of(one.code, day, template.code)]
    short = program.miss("short_staff", day, template.code, UNCOVERED)
    over = program.column(OVER, INFINITY, whole=False)
    program.equal([*(term for _, term in here), (short, 1.0), (over, -1.0)], wanted)
    if wanted == 0:
        return
    if template.needs_leader and instance.rules.leaders:
        missing = program.miss("no_leader", day, template.code, NO_LEADER)
        program.at_least([*(term for one, term in here if one.leads), (missing, 1.0)], instance.rules.leaders)
    for skill, least in sorted((instance.rules.skills or {}).items()):
        missing = program.miss("short_skill", day, template.code, NO_SKILL, skill)
        program.at_least([*(term for one, term in here if skill in one.skills), (missing, 1.0)], least)
    if not instance.rules.newcomers_alone:
        _company(program, day, template, here)


def _company(program: Program, day: date, template: Template, here: Sequence[tuple[Member, Term]]) -> None:
    new = [term for one, term in here if one.is_new(day)]
    if not new:
        return
    missing = program.miss("newcomer_alone", day, template.code, ALONE)
    known = [term for one, term in here if not one.is_new(day)]
    for term in new:
        program.at_most([term, *((column, -1.0) for column, _ in known), (missing, -1.0)], 0)


def completed(program: Program, cells: Mapping[tuple[str, date], str]) -> list[float]:
    """The columns of a roster: who works what, and of everything elastic as little as the rows then ask for."""
    values = [0.0] * len(program.costs)
    for (person, day), code in cells.items():
        values[program.works[person, day, code]] = 1.0
    for least, most, terms in program.rows:
        known = sum(values[column] * factor for column, factor in terms if program.whole[column])
        for column, factor in terms:
            missing = least - known if factor > 0 else known - most
            if not program.whole[column] and missing > values[column]:
                values[column] = missing
    return values


def cost(program: Program, values: Sequence[float]) -> float:
    return sum(price * value for price, value in zip(program.costs, values, strict=True) if value)
