"""What can not be met whatever the roster, by counting people alone; before solving, in milliseconds.

Each bound is a relaxation: one rule, or a few, and everything else allowed. What it calls short is short in every
roster; what it does not name may still be short. (workforce.md 1.8, "explanation when it cannot be met")
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from ticketing.domain.roster.instance import Instance, Shortage
from ticketing.domain.roster.plan import DAY, Template

Cures = tuple[tuple[str, dict[str, Any]], ...]
WEEK = 7


def shortages(instance: Instance) -> list[Shortage]:
    """Every bound that the wanted numbers break, day bounds first; a window is named only when no day explains it."""
    days = list(_days(instance))
    return [*days, *_leaders(instance), *_skills(instance), *_windows(instance, days), *_evenings(instance, days),
            *_seats(instance)]  # fmt: skip


def _days(instance: Instance) -> Iterator[Shortage]:
    for day in instance.days():
        wanted, here = instance.wanted(day), len(instance.here(day))
        if wanted > here:
            yield Shortage("day", day, day, wanted, here, cures=_of_day(instance, day, wanted - here))


def _of_day(instance: Instance, day: date, short: int) -> Cures:
    away = len(instance.members) - len(instance.here(day))
    cures: Cures = (("fewer_leaves", {"n": short}),) if away >= short else ()
    largest = max(instance.working(), key=lambda one: instance.demand.get((day, one.code), 0))
    return (*cures, ("lower", {"template": largest.code, "n": short}), ("more_people", {"n": short}))


def _leaders(instance: Instance) -> Iterator[Shortage]:
    """Each shift that somebody is wanted for wants its leaders, and nobody leads two."""
    for day in instance.days():
        led = [one for one in instance.working() if one.needs_leader and instance.demand.get((day, one.code), 0)]
        wanted, leading = len(led) * instance.rules.leaders, sum(one.leads for one in instance.here(day))
        if wanted > leading:
            away = sum(one.leads for one in instance.members) - leading
            cures: Cures = (("fewer_leader_leaves", {"n": wanted - leading}),) if away >= wanted - leading else ()
            cures = (*cures, ("name_leader", {"n": wanted - leading}))
            yield Shortage("leader", day, day, wanted, leading, {"shifts": len(led)}, cures)


def _skills(instance: Instance) -> Iterator[Shortage]:
    for skill, least in sorted((instance.rules.skills or {}).items()):
        for day in instance.days():
            shifts = sum(instance.demand.get((day, one.code), 0) > 0 for one in instance.working())
            wanted, having = shifts * least, sum(skill in one.skills for one in instance.here(day))
            if wanted > having:
                cures: Cures = (("teach", {"skill": skill, "n": wanted - having}),)
                yield Shortage("skills", day, day, wanted, having, {"skill": skill}, cures)


def _windows(instance: Instance, known: list[Shortage]) -> Iterator[Shortage]:
    """Over 7·k days nobody works more than k times the days that may be worked running in one week (H2)."""
    per_week = min(instance.rules.days_running, WEEK - 1) if instance.rules.month_rests is None else None
    free = {one.code: [not instance.is_away(one.code, day) for day in instance.days()] for one in instance.members}
    days = instance.days()
    named = {(one.first, one.last) for one in known}
    explained = {one.first for one in known}
    for length in range(WEEK, len(days) + 1, WEEK):
        for start in range(len(days) - length + 1):
            window = days[start : start + length]
            most_each = _most_in(instance, length, per_week)
            most = sum(min(sum(row[start : start + length]), most_each) for row in free.values())
            wanted = sum(instance.wanted(day) for day in window)
            covered = any(first >= window[0] and last <= window[-1] for first, last in named)
            if wanted > most and not covered and not explained.intersection(window):
                named.add((window[0], window[-1]))
                short = wanted - most
                cures: Cures = (("lower_over", {"n": short}), ("more_people", {"n": -(-short // most_each)}))
                yield Shortage("window", window[0], window[-1], wanted, most, {"each": most_each}, cures)


def _most_in(instance: Instance, length: int, per_week: int | None) -> int:
    """The most days one person may work in so many days: runs of the longest with one day of rest between them."""
    if per_week is not None:
        return per_week * (length // WEEK)
    run = instance.rules.days_running
    return length - length // (run + 1)


def _evenings(instance: Instance, known: list[Shortage]) -> Iterator[Shortage]:
    """Who works late is not there the morning after (H3): both together can not want more than there are people."""
    explained = {one.first for one in known}
    for day in instance.days()[:-1]:
        for late, early in _close_pairs(instance):
            wanted = instance.demand.get((day, late.code), 0) + instance.demand.get((day + DAY, early.code), 0)
            here = {one.code for one in instance.here(day)} | {one.code for one in instance.here(day + DAY)}
            if wanted > len(here) and not {day, day + DAY} & explained:
                yield _evening(instance, day, late, early, wanted, len(here))


def _close_pairs(instance: Instance) -> list[tuple[Template, Template]]:
    shifts = instance.working()
    return [(late, early) for late in shifts for early in shifts if late != early and instance.too_close(late, early)]


def _evening(instance: Instance, day: date, late: Template, early: Template, wanted: int, most: int) -> Shortage:
    gap, short = instance.gap_min(late, early), wanted - most
    cures: Cures = (("lower", {"template": late.code, "n": short}), ("more_people", {"n": short}))
    if gap >= 8 * 60:
        gained = min(len(instance.here(day)), len(instance.here(day + DAY)))
        cures = (("allow_rest_for", {"hours": round(gap / 60, 1), "n": gained}), *cures)
    params = {"late": late.code, "early": early.code, "hours": round(gap / 60, 1)}
    return Shortage("evening", day, day + DAY, wanted, most, params, cures)


def _seats(instance: Instance) -> Iterator[Shortage]:
    if instance.rules.seats is None:
        return
    for day in instance.days():
        most = max((_together(instance, day, at) for at in instance.working()), default=0)
        if most > instance.rules.seats:
            cures: Cures = (("lower_over", {"n": most - instance.rules.seats}),)
            yield Shortage("seats", day, day, most, instance.rules.seats, {}, cures)


def _together(instance: Instance, day: date, at: Template) -> int:
    """How many are wanted at the minute that `at` begins: shifts of the day, and of the night before."""
    before = day - timedelta(days=1)
    return sum(
        instance.demand.get((on, one.code), 0)
        for on, shift in ((day, 0), (before, 1440))
        for one in instance.working()
        if one.start_min - shift <= at.start_min < one.end_min - shift
    )
