"""What a roster shares out evenly - evenings, weekends - and what it spares people: another kind of shift overnight.

A band around one's share, not the smallest spread: without one the cheapest roster gave from 0 to 19 evenings
(workforce.md 1.8). What somebody did beyond their share in the twelve weeks before counts with it.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import product

from ticketing.domain.roster.instance import Credit, Instance
from ticketing.domain.roster.limits import evening_codes
from ticketing.domain.roster.plan import DAY, Member
from ticketing.domain.roster.program import INFINITY, Program, Term

#: How far back evenings and weekends are shared out.
ROLLING = timedelta(weeks=12)
UNFAIR, SPREAD, SWITCH = 60, 10, 4
#: Evenings and weekend shifts may lie so far from one's share before they cost.
BAND = 2
SATURDAY, SUNDAY = 5, 6


def credits_of(worked: Mapping[str, tuple[int, int, int]]) -> dict[str, Credit]:
    """What each did beyond their share, out of {person: (shifts, evenings, shifts at weekends)} of the weeks before.

    One's share is that of the shifts one worked, so somebody who came last week owes nobody anything.
    """
    shifts, evenings, weekends = (sum(row[n] for row in worked.values()) for n in range(3))
    return {
        person: Credit(late - evenings * own / shifts, weekend - weekends * own / shifts)
        for person, (own, late, weekend) in worked.items()
        if own
    }


def add_bands(program: Program, instance: Instance) -> Program:
    """The program with the bands of everybody who has no shift of their own."""
    late = evening_codes(instance)
    for member in sharing(instance):
        _bands(program, instance, member, late)
    return program


def sharing(instance: Instance) -> list[Member]:
    """Among whom evenings and weekends are shared out: everybody without a kind of shift of their own."""
    shared = [one for one in instance.members if one.only is None and one.likes is None]
    return shared if len(shared) > 1 and len(instance.working()) > 1 else []


def add_switches(program: Program, instance: Instance, values: Sequence[float]) -> list[float]:
    """The program with the price of day and evening on two days running of one week, in either order.

    `values` are those of a roster found without it; gives them with the new columns, so that one can go on from it.
    """
    late = evening_codes(instance)
    early = [one for one in instance.working() if one.code not in late]
    evening = [one for one in instance.working() if one.code in late]
    known = list(values)
    for member in instance.members:
        for day in (one for one in instance.days()[:-1] if one.weekday() != SUNDAY):
            turns = [
                _works(program, member, [day], [first.code]) + _works(program, member, [day + DAY], [then.code])
                for first, then in (*product(early, evening), *product(evening, early))
                if not instance.too_close(first, then)
            ]
            rows = [terms for terms in turns if len(terms) == 2]
            if rows:
                known.append(max(float(sum(values[column] for column, _ in terms) > 1.5) for terms in rows))
                column = program.column(SWITCH, whole=False)
                for terms in rows:
                    program.at_most([*terms, (column, -1.0)], 1)
    return known


def share_of(instance: Instance, member: Member, late: frozenset[str]) -> Credit:
    """The evenings and weekend shifts of the period that are the person's share, less what they did before."""
    days = instance.days()
    evenings = sum(instance.demand.get((day, code), 0) for day in days for code in late)
    weekends = sum(instance.wanted(day) for day in days if day.weekday() >= SATURDAY)
    free = sum(not instance.is_away(member.code, day) for day in days) / len(days) / len(instance.members)
    before = instance.credits.get(member.code, Credit(0, 0))
    return Credit(evenings * free - before.evenings, weekends * free - before.weekends)


def _bands(program: Program, instance: Instance, member: Member, late: frozenset[str]) -> None:
    days = instance.days()
    weekend = [day for day in days if day.weekday() >= SATURDAY]
    share, codes = share_of(instance, member, late), frozenset(one.code for one in instance.working())
    _band(program, _works(program, member, days, late), share.evenings, UNFAIR)
    _band(program, _works(program, member, weekend, codes), share.weekends, SPREAD)


def _works(program: Program, member: Member, days: Sequence[date], codes: Iterable[str]) -> list[Term]:
    return [term for day in days for code in sorted(codes) for term in program.of(member.code, day, code)]


def _band(program: Program, terms: Sequence[Term], share: float, cost: float) -> None:
    if not terms:
        return
    middle = max(round(share), 0)
    off = program.column(cost, INFINITY, whole=False)
    program.at_most([*terms, (off, -1.0)], middle + BAND)
    program.at_least([*terms, (off, 1.0)], max(middle - BAND, 0))
