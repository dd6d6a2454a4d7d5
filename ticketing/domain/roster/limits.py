"""The rows of one person: rest, runs, hours, evenings, months (H2, H3, H8, H10), seats (H11), and fairness."""

import calendar
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from ticketing.domain.days import monday_of
from ticketing.domain.roster.instance import Instance
from ticketing.domain.roster.plan import DAY, Cell, Member, Template, days_between
from ticketing.domain.roster.program import BAND, INFINITY, SPREAD, UNFAIR, Program, Term


def add_limits(program: Program, instance: Instance) -> Program:
    """The program with everything that no roster may break, and with what it should share out evenly."""
    past: dict[str, list[Cell]] = {}
    working = {one.code for one in instance.working()}
    for cell in instance.past:
        if cell.template in working:
            past.setdefault(cell.person, []).append(cell)
    for member in instance.members:
        before = past.get(member.code, [])
        _rests(program, instance, member, before)
        _runs(program, instance, member, before)
        _sums(program, instance, member, before)
    _seats(program, instance)
    _fair(program, instance)
    return program


def _worked(program: Program, instance: Instance, member: Member, day: date) -> list[Term]:
    return [term for one in instance.working() for term in program.of(member.code, day, one.code)]


def _rests(program: Program, instance: Instance, member: Member, past: Sequence[Cell]) -> None:
    """Nobody works a shift the day after one that ends too late for it (H1, H3)."""
    last = {cell.on_day: cell.template for cell in past}
    by_code = {one.code: one for one in instance.templates}
    for day in instance.days():
        before = by_code.get(last.get(day - DAY) or "")
        for after in instance.working():
            if before is not None and instance.too_close(before, after):
                program.at_most(program.of(member.code, day, after.code), 0)
        for late in instance.working():
            early = [one for one in instance.working() if instance.too_close(late, one)]
            here = program.of(member.code, day, late.code)
            there = [term for one in early for term in program.of(member.code, day + DAY, one.code)]
            if here and there:
                program.at_most([*here, *there], 1)


def _runs(program: Program, instance: Instance, member: Member, past: Sequence[Cell]) -> None:
    """In each window of one day more than the longest run somebody rests (H2, H8); evenings likewise (H10)."""
    rules = instance.rules
    late = _evening_codes(instance)
    _windows(program, instance, member, {cell.on_day for cell in past}, rules.days_running, instance.working())
    if rules.month_rests is None and rules.days_running > 6:
        _weeks(program, instance, member, {cell.on_day for cell in past})
    evenings = {cell.on_day for cell in past if cell.template in late}
    if rules.evenings_running < rules.days_running:
        shifts = [one for one in instance.working() if one.code in late]
        _windows(program, instance, member, evenings, rules.evenings_running, shifts)


def _windows(
    program: Program, instance: Instance, member: Member, past: set[date], most: int, shifts: Sequence[Template]
) -> None:
    for end in instance.days():
        window = days_between(end - timedelta(days=most), end)
        known = sum(day in past for day in window)
        terms = [term for day in window for one in shifts for term in program.of(member.code, day, one.code)]
        if len(terms) + known > most:
            program.at_most(terms, most - known)


def _weeks(program: Program, instance: Instance, member: Member, past: set[date]) -> None:
    for monday in sorted({monday_of(day) for day in instance.days()}):
        week = days_between(monday, monday + timedelta(days=6))
        known = sum(day in past for day in week)
        terms = [term for day in week for term in _worked(program, instance, member, day)]
        program.at_most(terms, 6 - known)


def _sums(program: Program, instance: Instance, member: Member, past: Sequence[Cell]) -> None:
    """Hours of weeks and months, and days of rest of a month that are owed (H8, H10)."""
    rules = instance.rules
    week_min = member.week_min if member.week_min is not None else rules.week_min
    days = instance.days()
    if week_min is not None:
        for monday in sorted({monday_of(day) for day in days}):
            _hours(program, instance, member, past, days_between(monday, monday + timedelta(days=6)), week_min)
    for first in sorted({day.replace(day=1) for day in days}):
        length = calendar.monthrange(first.year, first.month)[1]
        month = days_between(first, first.replace(day=length))
        if rules.month_min is not None:
            _hours(program, instance, member, past, month, rules.month_min)
        if rules.month_rests is not None:
            owed = instance.owed_rests.get((member.code, first.year, first.month), rules.month_rests)
            known = len({cell.on_day for cell in past} & set(month))
            terms = [term for day in month for term in _worked(program, instance, member, day)]
            program.at_most(terms, length - owed - known)


def _hours(
    program: Program, instance: Instance, member: Member, past: Sequence[Cell], days: Iterable[date], most: int
) -> None:
    span = set(days)
    minutes = {one.code: one.paid_min for one in instance.templates}
    known = sum(minutes.get(cell.template or "", 0) for cell in past if cell.on_day in span)
    terms = [
        (column, float(one.paid_min))
        for day in sorted(span)
        for one in instance.working()
        for column, _ in program.of(member.code, day, one.code)
    ]
    program.at_most(terms, most - known)


def _seats(program: Program, instance: Instance) -> None:
    if instance.rules.seats is None:
        return
    for day in instance.days():
        for at in instance.working():
            there = [
                term
                for on, shift in ((day, 0), (day - DAY, 1440))
                for one in instance.working()
                if one.start_min - shift <= at.start_min < one.end_min - shift
                for member in instance.members
                for term in program.of(member.code, on, one.code)
            ]
            program.at_most(there, instance.rules.seats)


def _fair(program: Program, instance: Instance) -> None:
    """Evenings and weekends of everybody who has no shift of their own lie within a band around the mean."""
    late = _evening_codes(instance)
    shared = [one for one in instance.members if one.only is None and one.likes is None]
    days = instance.days()
    weekend = [day for day in days if day.weekday() >= 5]
    evenings = sum(instance.demand.get((day, code), 0) for day in days for code in late)
    weekends = sum(instance.wanted(day) for day in weekend)
    if len(shared) < 2 or len(instance.working()) < 2:
        return
    for member in shared:
        free = sum(not instance.is_away(member.code, day) for day in days) / len(days)
        at_night = [term for day in days for code in sorted(late) for term in program.of(member.code, day, code)]
        _band(program, at_night, evenings / len(instance.members) * free, UNFAIR)
        at_weekends = [term for day in weekend for term in _worked(program, instance, member, day)]
        _band(program, at_weekends, weekends / len(instance.members) * free, SPREAD)


def _band(program: Program, terms: Sequence[Term], mean: float, cost: float) -> None:
    if not terms:
        return
    off = program.column(cost, INFINITY, whole=False)
    program.at_most([*terms, (off, -1.0)], round(mean) + BAND)
    program.at_least([*terms, (off, 1.0)], max(round(mean) - BAND, 0))


def _evening_codes(instance: Instance) -> frozenset[str]:
    return frozenset(one.code for one in instance.working() if one.end_min > instance.rules.evening_from_min)
