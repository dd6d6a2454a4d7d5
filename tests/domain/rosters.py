"""The sites of the seeds as plans: templates A and B, people, cells by a word a day."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from ticketing.domain.days import wall_instant
from ticketing.domain.roster import Cell, Member, Plan, Template, days_between
from ticketing.domain.roster.instance import Instance
from ticketing.domain.roster.rules import Rules

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY = date(2026, 3, 2)
A_DAY, A_LATE = Template("A-D", 510, 1020), Template("A-E", 990, 1440)
B_DAY, B_LATE = Template("B-D", 510, 1050), Template("B-E", 1020, 1500)
REST = Template("休", 0, 0, working=False)
TEMPLATES = {one.code: one for one in (A_DAY, A_LATE, B_DAY, B_LATE, REST)}


def cell(person: str, day: date, code: str | None, zone: ZoneInfo = SHANGHAI, leader: bool = False) -> Cell:
    template = TEMPLATES.get(code or "")
    if template is None or not template.working:
        return Cell(person, day, code)
    hours = (wall_instant(day, template.start_min, zone), wall_instant(day, template.end_min, zone))
    return Cell(person, day, code, *hours, is_leader=leader)


def row(person: str, words: Iterable[str | None], first: date = MONDAY, leader: bool = False) -> list[Cell]:
    """One person's days from `first` on; "." is a day without a cell."""
    return [
        cell(person, first + timedelta(days=n), None if word == "." else word, leader=leader)
        for n, word in enumerate(words)
    ]


def plan(cells: list[Cell], days: int = 28, first: date = MONDAY, **rest: object) -> Plan:
    members = {one.person: Member(one.person, leads=True) for one in cells}
    fields = {"members": members, "templates": TEMPLATES} | rest
    return Plan(first, first + timedelta(days=days - 1), cells, **fields)


def instance(
    people: int,
    days: int,
    demand: Mapping[str, int],
    *,
    leaders: int = 8,
    special: Mapping[int, Mapping[str, int]] | None = None,
    away: Mapping[str, Iterable[int]] | None = None,
    rules: Rules | None = None,
    templates: tuple[Template, ...] = (A_DAY, A_LATE),
) -> Instance:
    """`special`: the demand of single days by number from 0; `away`: days of leave of a person by number."""
    span = days_between(MONDAY, MONDAY + timedelta(days=days - 1))
    wanted = {
        (day, one.code): (special or {}).get(n, demand).get(one.code, 0)
        for n, day in enumerate(span)
        for one in templates
    }
    members = [Member(f"p{n:03}", leads=n < leaders) for n in range(people)]
    gone = {person: frozenset(span[n] for n in numbers) for person, numbers in (away or {}).items()}
    return Instance(span[0], span[-1], members, (*templates, REST), wanted, rules or Rules(), away=gone)


HOURS = {"A-D": (8.5, 17.0), "A-E": (16.5, 24.0), "B-D": (8.5, 17.5), "B-E": (17.0, 25.0)}


def broken_by_hand(asked, cells):
    """What no roster may do, by hand: two shifts, too little rest, long runs, work on leave, locked cells changed."""
    found = []
    for person in {one.code for one in asked.members}:
        mine = {day: code for (who, day), code in cells.items() if who == person}
        mine |= {one.on_day: one.template for one in asked.past if one.person == person and one.template}
        for day, code in mine.items():
            if day in asked.away.get(person, ()):
                found.append(("leave", person, day))
            after = mine.get(day + timedelta(days=1))
            if after and HOURS[after][0] + 24 - HOURS[code][1] < asked.rules.rest_min / 60:
                found.append(("rest", person, day))
            run = 0
            while day + timedelta(days=run) in mine:
                run += 1
            if run > asked.rules.days_running:
                found.append(("run", person, day))
    for one in asked.fixed:
        if cells.get((one.person, one.on_day)) != one.template:
            found.append(("locked", one.person, one.on_day))
    return found


def uncovered(asked, cells):
    here = Counter((day, code) for (_, day), code in cells.items())
    return sum(max(wanted - here[place], 0) for place, wanted in asked.demand.items())
