"""What a generation is drawn up from, out of the tables: people, demand by the kind of day, past, leave, locks."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.centre import Centre
from ticketing.domain.roster import Cell, Plan, Weight, days_between, judge
from ticketing.domain.roster.fairness import ROLLING, SATURDAY, credits_of
from ticketing.domain.roster.instance import Credit, Instance
from ticketing.domain.roster.rules import Rules
from ticketing.models.leaves import Leave, LeaveKind, LeaveState
from ticketing.models.people import Person
from ticketing.models.roster_runs import RosterRun, RosterTerms
from ticketing.models.shifts import Shift, ShiftTemplate
from ticketing.queries.rosters.plans import Wanted, plan
from ticketing.queries.rosters.sites import Place, known_years, place_of

#: What a rest that was asked for weighs, and one that is merely liked.
ASKED, USUAL = 2, 1


def instance_of(session: Session, run: RosterRun, centre: Centre) -> Instance:
    """The instance of a run; a year whose holidays are unknown goes by the weekdays, and says so."""
    place = place_of(session, run.team_ids[0], centre)
    read = plan(session, place, Wanted(run.first_on, run.last_on))
    within = [cell for cell in read.cells if run.first_on <= cell.on_day <= run.last_on]
    templates = list(read.templates.values())
    found = Instance(
        run.first_on,
        run.last_on,
        list(read.members.values()),
        templates,
        {(day, one.code): one.wanted(read.kind(day)) for day in read.days() for one in templates if one.working},
        place.rules,
        past=[cell for cell in read.cells if cell.on_day < run.first_on],
        after=[cell for cell in read.cells if cell.on_day > run.last_on],
        away=read.away,
        fixed=[cell for cell in within if cell.locked],
        wishes=wishes(session, place, read),
        credits=credits(session, place, run.first_on),
        kinds=read.kinds,
        unknown_holidays=not _years(run.first_on, run.last_on) <= known_years(session),
    )
    return found if run.repair_days is None else _repaired(found, read, within)


def _repaired(instance: Instance, read: Plan, within: Collection[Cell]) -> Instance:
    """Only days with a gap and people who break a rule are free; every other cell stays, and each change costs."""
    present = {(cell.person, cell.on_day): cell.template for cell in within}
    days, people = freed(read, instance.rules)
    kept = [
        Cell(code, day, present.get((code, day)), locked=True)
        for code in read.members
        if code not in people
        for day in read.days()
        if day not in days
    ]
    known = {(cell.person, cell.on_day) for cell in kept}
    locked = [cell for cell in instance.fixed if (cell.person, cell.on_day) not in known]
    return replace(instance, present=present, fixed=[*kept, *locked])


def freed(read: Plan, rules: Rules) -> tuple[frozenset[date], frozenset[str]]:
    """The days on which something is missing, and the people who break a hard rule, as a repair frees them."""
    found = judge(read, rules)
    days = frozenset(one.on_day for one in found if one.weight is not Weight.LAW)
    return days, frozenset(one.person for one in found if one.weight is Weight.HARD and one.person is not None)


def wishes(session: Session, place: Place, read: Plan) -> Mapping[tuple[str, date], int]:
    """Days on which people would rather rest: asked for and not decided yet, and the weekdays they named."""
    asked = session.execute(
        sa.select(Person.code, Leave.first_on, Leave.last_on)
        .join(Person, Person.id == Leave.person_id)
        .where(Leave.kind == LeaveKind.REST, Leave.state == LeaveState.ASKED, Person.team_id.in_(place.team_ids))
        .where(Leave.first_on <= read.last, Leave.last_on >= read.first)
    )
    found = {(code or "", day): ASKED for code, first, last in asked for day in days_between(first, last)}
    usual = session.execute(
        sa.select(Person.code, RosterTerms.rest_weekdays)
        .join(Person, Person.id == RosterTerms.person_id)
        .where(Person.team_id.in_(place.team_ids))
    )
    for code, weekdays in usual:
        for day in read.days():
            if day.weekday() in weekdays:
                found.setdefault((code or "", day), USUAL)
    return found


def credits(session: Session, place: Place, first: date) -> Mapping[str, Credit]:
    """What each worked beyond their share of evenings and weekends in the twelve weeks before; one statement."""
    worked = ShiftTemplate.working.is_(True)
    late = ShiftTemplate.end_min > place.rules.evening_from_min
    weekend = sa.func.extract("isodow", Shift.on_day) > SATURDAY
    rows = session.execute(
        sa.select(Person.code, sa.func.count(), sa.func.count().filter(late), sa.func.count().filter(weekend))
        .join(Person, Person.id == Shift.person_id)
        .join(ShiftTemplate, ShiftTemplate.id == Shift.published_template_id)
        .where(Person.team_id.in_(place.team_ids), worked, Shift.on_day >= first - ROLLING, Shift.on_day < first)
        .group_by(Person.code)
    )
    return credits_of({code or "": (shifts, evenings, weekends) for code, shifts, evenings, weekends in rows})


def _years(first: date, last: date) -> set[int]:
    return set(range(first.year, last.year + 1))
