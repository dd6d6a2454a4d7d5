"""An instance as JSON, read from a file; whatever is wrong is said in one sentence with its place."""

from datetime import date
from typing import Any

from ticketing.domain.documents import DocumentError, Node
from ticketing.domain.roster.instance import Credit, Instance
from ticketing.domain.roster.plan import Cell, Member, Template, days_between
from ticketing.domain.roster.result import Solved
from ticketing.domain.roster.rules import Rules, rules_of
from ticketing.errors import Invalid

MOST_DAYS, MOST_PEOPLE, MOST_WANTED = 92, 1_000, 1_000


def instance_of(document: object) -> Instance:
    """The instance of a document as `docs/rosters.md` describes it. Raises `DocumentError`."""
    root = Node(document)
    first, last = root.field("first").day(), root.field("last").day()
    if not 0 <= (last - first).days < MOST_DAYS:
        raise root.field("last").problem(f"must lie at most {MOST_DAYS} days after 'first'")
    templates = [_template(one) for one in root.field("templates").items()]
    codes = {one.code for one in templates}
    people = list(root.field("people").items())
    if len(people) > MOST_PEOPLE or len({one.field("code").text() for one in people}) != len(people):
        raise root.field("people").problem(f"must be at most {MOST_PEOPLE} people, each once")
    demand = {(day, one.code): one.min_staff for day in days_between(first, last) for one in templates if one.working}
    return Instance(
        first,
        last,
        [_member(one, codes) for one in people],
        templates,
        demand | _demand(root, codes),
        _rules(root),
        past=_cells(root, "past", codes),
        fixed=_cells(root, "fixed", codes),
        away={one.field("code").text(): frozenset(_days(one)) for one in people},
        after=_cells(root, "after", codes),
        wishes=_wishes(root),
        credits=_credits(root),
    )


def _template(node: Node) -> Template:
    working = node.optional("working")
    least = node.optional("min_staff")
    unpaid = node.optional("unpaid_min")
    leader = node.optional("needs_leader")
    start, end = node.field("start_min").whole(most=1439), node.field("end_min").whole(most=2880)
    if (working is None or working.flag()) and not start < end <= start + 1440:
        raise node.field("end_min").problem("must lie after 'start_min', a day at most")
    return Template(
        node.field("code").text(),
        start,
        end,
        unpaid.whole(most=1440) if unpaid else 0,
        working.flag() if working else True,
        least.whole(most=MOST_WANTED) if least else 0,
        None,
        leader.flag() if leader else True,
    )


def _member(node: Node, codes: set[str]) -> Member:
    leads, skills, new, week = (node.optional(name) for name in ("leads", "skills", "new_until", "week_min"))
    return Member(
        node.field("code").text(),
        leads.flag() if leads else False,
        frozenset(one.text() for one in skills.items()) if skills else frozenset(),
        new.day() if new else None,
        _code(node.optional("only"), codes),
        _code(node.optional("likes"), codes),
        week.whole(most=10_080) if week else None,
    )


def _code(node: Node | None, codes: set[str]) -> str | None:
    if node is None:
        return None
    if node.text() not in codes:
        raise node.problem(f"names no template: {node.text()!r}")
    return node.text()


def _rules(root: Node) -> Rules:
    node = root.optional("rules")
    try:
        return rules_of({name: one.value for name, one in node.fields().items()}) if node else Rules()
    except Invalid as refusal:
        said = "; ".join(f"{name}: {what}" for name, what in dict(refusal.params["errors"]).items())  # type: ignore[call-overload]
        raise DocumentError(f"rules: {said}") from None


def _demand(root: Node, codes: set[str]) -> dict[tuple[date, str], int]:
    """Single days that want another number: [{"on": day, "template": code, "wanted": n}]."""
    node = root.optional("demand")
    found: dict[tuple[date, str], int] = {}
    for one in node.items() if node else ():
        found[one.field("on").day(), _code(one.field("template"), codes) or ""] = one.field("wanted").whole(
            most=MOST_WANTED
        )
    return found


def _cells(root: Node, name: str, codes: set[str]) -> list[Cell]:
    """Cells without instants: the solver reckons by the templates' wall clock. A null template is a day of rest."""
    node = root.optional(name)
    return [
        Cell(one.field("person").text(), one.field("on").day(), _code(one.optional("template"), codes))
        for one in (node.items() if node else ())
    ]


def _days(person: Node) -> list[date]:
    node = person.optional("away")
    return [one.day() for one in node.items()] if node else []


def _wishes(root: Node) -> dict[tuple[str, date], int]:
    node = root.optional("wishes")
    return {
        (one.field("person").text(), one.field("on").day()): weight.whole(1, 9)
        if (weight := one.optional("weight"))
        else 1
        for one in (node.items() if node else ())
    }


def _credits(root: Node) -> dict[str, Credit]:
    """What people worked beyond their share before: [{"person": code, "evenings": 3, "weekends": -1}]."""
    node = root.optional("credits")
    return {
        one.field("person").text(): Credit(*(one.field(name).whole(-99, 99) for name in ("evenings", "weekends")))
        for one in (node.items() if node else ())
    }


def document_of(instance: Instance, solved: Solved) -> dict[str, Any]:
    """The answer as JSON: rows of people by day, the score, the gap, and what is missed by name."""
    days = instance.days()
    return {
        "state": solved.state,
        "first": instance.first.isoformat(),
        "people": {
            one.code: [solved.cells.get((one.code, day)) for day in days] for one in instance.members if solved.cells
        },
        "leaders": sorted([day.isoformat(), solved.cells[person, day], person] for person, day in solved.leaders),
        "objective": round(solved.objective, 6),
        "bound": None if solved.bound is None else round(solved.bound, 6),
        "gap": None if solved.gap is None else round(solved.gap, 6),
        "missed": list(solved.missed),
        "sha256": solved.digest,
    }
