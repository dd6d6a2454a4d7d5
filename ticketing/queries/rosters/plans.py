"""Plans out of the tables: the cells of a site around some days, its people, shifts and leave, ready to be judged."""

import calendar
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.actors import Role
from ticketing.domain.centre import Centre
from ticketing.domain.roster import Cell, Finding, Member, Plan, Template, days_between, judge
from ticketing.domain.roster.clock_changes import of_clock
from ticketing.domain.roster.judging import of_one
from ticketing.domain.roster.law import of_law
from ticketing.models.assignment import PersonSkill
from ticketing.models.leaves import Leave, LeaveKind, LeaveState
from ticketing.models.people import Person
from ticketing.models.roster_runs import RosterTerms
from ticketing.models.shifts import Shift, ShiftTemplate
from ticketing.queries.rosters.sites import Place, place_of, places, special_days

#: Runs of days and of evenings are followed so far back and so far on.
AROUND = timedelta(days=14)
#: What is away for a whole day; an errand is part of a shift.
WHOLE_DAYS = tuple(kind for kind in LeaveKind if kind is not LeaveKind.ERRAND)


@dataclass(frozen=True)
class Wanted:
    """Which days, whose, and whether by the draft or by what was published."""

    first: date
    last: date
    published: bool = False
    people: Collection[int] | None = None


def plan(session: Session, place: Place, wanted: Wanted) -> Plan:
    """The plan of a place's teams; six statements."""
    low, high = _reach(wanted.first, wanted.last)
    templates = {row.id: row for row in session.scalars(sa.select(ShiftTemplate).order_by(ShiftTemplate.position))}
    people = _people(session, place, wanted.people)
    codes = {row.id: row.code or "" for row in people}
    return Plan(
        first=wanted.first,
        last=wanted.last,
        cells=_cells(session, codes, templates, (low, high), wanted.published),
        members=members(session, people, templates),
        templates={row.code: template_of(row) for row in templates.values() if row.active},
        away=away(session, codes, low, high),
        kinds=special_days(session, low, high),
        zone=place.zone,
    )


def _reach(first: date, last: date) -> tuple[date, date]:
    """Runs look two weeks back and on, months are judged whole."""
    month_end = last.replace(day=calendar.monthrange(last.year, last.month)[1])
    return min(first - AROUND, first.replace(day=1)), max(last + AROUND, month_end)


def template_of(row: ShiftTemplate) -> Template:
    """A kind of shift as the rules see it; breaks that say whether they are paid count before the plain minutes."""
    unpaid = sum(each["len"] for each in row.breaks if not each.get("paid")) if row.breaks else row.break_min
    return Template(
        row.code, row.start_min, row.end_min, unpaid, row.working, row.min_staff, row.min_staff_rest, row.needs_leader
    )


def _people(session: Session, place: Place, only: Collection[int] | None) -> Sequence[Person]:
    query = sa.select(Person).where(Person.active, Person.code.is_not(None), Person.team_id.in_(place.team_ids))
    if only is not None:
        query = query.where(Person.id.in_(only))
    return session.scalars(query.order_by(Person.code)).all()


def members(session: Session, people: Sequence[Person], templates: Mapping[int, ShiftTemplate]) -> dict[str, Member]:
    """People as a roster sees them: what they lead, know, may only work and like. Two statements."""
    ids = [row.id for row in people]
    terms = {
        row.person_id: row for row in session.scalars(sa.select(RosterTerms).where(RosterTerms.person_id.in_(ids)))
    }
    skills: dict[int, set[str]] = {}
    for person_id, skill in session.execute(
        sa.select(PersonSkill.person_id, PersonSkill.skill).where(PersonSkill.person_id.in_(ids))
    ):
        skills.setdefault(person_id, set()).add(skill)
    return {
        row.code or "": _member(row, terms.get(row.id), frozenset(skills.get(row.id, ())), templates) for row in people
    }


def _member(
    row: Person, terms: RosterTerms | None, skills: frozenset[str], templates: Mapping[int, ShiftTemplate]
) -> Member:
    leads = Role.LEAD.value in row.roles or Role.SUPERVISOR.value in row.roles
    if terms is None:
        return Member(row.code or "", leads, skills)
    only, likes = templates.get(terms.only_template_id or 0), templates.get(terms.likes_template_id or 0)
    return Member(
        row.code or "",
        leads,
        skills,
        terms.new_until,
        only.code if only else None,
        likes.code if likes else None,
        terms.week_hours * 60 if terms.week_hours is not None else None,
    )


def _cells(
    session: Session,
    codes: Mapping[int, str],
    templates: Mapping[int, ShiftTemplate],
    span: tuple[date, date],
    published: bool,
) -> list[Cell]:
    draft = (Shift.template_id, Shift.start_at, Shift.end_at, Shift.is_leader)
    told = (
        Shift.published_template_id,
        Shift.published_start_at,
        Shift.published_end_at,
        Shift.published_is_leader,
    )
    rows = session.execute(
        sa.select(Shift.person_id, Shift.on_day, Shift.locked, *(told if published else draft))
        .where(Shift.on_day.between(*span), Shift.person_id.in_(codes))
        .order_by(Shift.on_day, Shift.person_id)
    )
    return [
        Cell(codes[person_id], day, templates[template_id].code if template_id else None, start, end, leads, locked)
        for person_id, day, locked, template_id, start, end, leads in rows
    ]


def away(session: Session, codes: Mapping[int, str], first: date, last: date) -> dict[str, frozenset[date]]:
    """The whole days of approved leave, rest and training by person between two days."""
    rows = session.execute(
        sa.select(Leave.person_id, Leave.first_on, Leave.last_on).where(
            Leave.person_id.in_(codes),
            Leave.state == LeaveState.APPROVED,
            Leave.kind.in_(WHOLE_DAYS),
            Leave.first_on <= last,
            Leave.last_on >= first,
        )
    )
    found: dict[str, set[date]] = {}
    for person_id, low, high in rows:
        found.setdefault(codes[person_id], set()).update(days_between(low, high))
    return {code: frozenset(days) for code, days in found.items()}


def findings(session: Session, week_on: date, team_ids: Iterable[int], centre: Centre) -> dict[int, list[Finding]]:
    """The broken rules of these teams' week by team; a site's plan is read once for all of them.

    People are judged with their own team; what a shift lacks is said to every team of the site.
    """
    where = places(session, centre)
    teams = {code: team_id for code, team_id in session.execute(sa.select(Person.code, Person.team_id)) if team_id}
    found: dict[int, list[Finding]] = {}
    for place in {where[team_id].team_ids: where[team_id] for team_id in team_ids if team_id in where}.values():
        judged = judge(plan(session, place, Wanted(week_on, week_on + timedelta(days=6))), place.rules)
        for team_id in set(team_ids) & set(place.team_ids):
            found[team_id] = [one for one in judged if one.person is None or teams.get(one.person) == team_id]
    return found


def of_person(session: Session, person: Person, around: date, centre: Centre) -> list[Finding]:
    """What one person's days within a week of `around` break; for the answer to an edit."""
    place = place_of(session, person.team_id, centre)
    week = timedelta(days=7)
    read = plan(session, place, Wanted(around - week, around + week, people=[person.id]))
    days, code = read.by_person().get(person.code or "", []), person.code or ""
    found = [*of_one(read, place.rules, days, code), *of_law(read, place.rules, code, days)]
    found += of_clock(read, {code: days})
    return [one for one in found if read.first <= one.on_day <= read.last]
