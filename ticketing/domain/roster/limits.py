"""The rows of one person: rest, runs, hours, evenings, months (H2, H3, H8, H10), and seats (H11)."""

import calendar
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from ticketing.domain.days import monday_of
from ticketing.domain.roster.instance import Instance
from ticketing.domain.roster.plan import DAY, Cell, Member, Template, days_between
from ticketing.domain.roster.program import Program, Term


def add_limits(program: Program, instance: Instance) -> Program:
    """The program with everything that no roster may break; what stands around its days counts with it."""
    around: dict[str, list[Cell]] = {}
    working = {one.code for one in instance.working()}
    for cell in (*instance.past, *instance.after):
        if cell.template in working:
            around.setdefault(cell.person, []).append(cell)
    for member in instance.members:
        known = around.get(member.code, [])
        _rests(program, instance, member, known)
        _runs(program, instance, member, known)
        _sums(program, instance, member, known)
    _seats(program, instance)
    return program


def _worked(program: Program, instance: Instance, member: Member, day: date) -> list[Term]:
    return [term for one in instance.working() for term in program.of(member.code, day, one.code)]


def _rests(program: Program, instance: Instance, member: Member, past: Sequence[Cell]) -> None:
    """Nobody works a shift the day after one that ends too late for it (H1, H3)."""
    by_code = {one.code: one for one in instance.templates}
    known = {cell.on_day: by_code.get(cell.template or "") for cell in past}
    for day in instance.days():
        before, after = known.get(day - DAY), known.get(day + DAY)
        for one in instance.working():
            close = before is not None and instance.too_close(before, one)
            if close or (after is not None and instance.too_close(one, after)):
                program.at_most(program.of(member.code, day, one.code), 0)
        for late in instance.working():
            early = [one for one in instance.working() if instance.too_close(late, one)]
            here = program.of(member.code, day, late.code)
            there = [term for one in early for term in program.of(member.code, day + DAY, one.code)]
            if here and there:
                program.at_most([*here, *there], 1)


def _runs(program: Program, instance: Instance, member: Member, past: Sequence[Cell]) -> None:
    """In each window of one day more than the longest run somebody rests (H2, H8); evenings likewise (H10)."""
    rules = instance.rules
    late = evening_codes(instance)
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
    for end in days_between(instance.first, instance.last + timedelta(days=most)):
        window = days_between(end - timedelta(days=most), end)
        known = sum(day in past for day in window)
        terms = [term for day in window for one in shifts for term in program.of(member.code, day, one.code)]
        if terms and len(terms) + known > most:
            program.at_most(terms, max(most - known, 0))


def _weeks(program: Program, instance: Instance, member: Member, past: set[date]) -> None:
    for monday in sorted({monday_of(day) for day in instance.days()}):
        week = days_between(monday, monday + timedelta(days=6))
        known = sum(day in past for day in week)
        terms = [term for day in week for term in _worked(program, instance, member, day)]
        program.at_most(terms, max(6 - known, 0))


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
            program.at_most(terms, max(length - owed - known, 0))


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
    program.at_most(terms, max(most - known, 0))


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


def evening_codes(instance: Instance) -> frozenset[str]:
    return frozenset(one.code for one in instance.working() if one.end_min > instance.rules.evening_from_min)
