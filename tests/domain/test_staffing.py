"""How many agents a half hour needs: the worked figures of workforce.md 1.10 by their numbers, and what must hold."""

import random
from collections import deque
from datetime import date, timedelta
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticketing.domain.holidays import DayOff, MakeUpDay
from ticketing.domain.staffing import (
    DayClass,
    Load,
    Omitted,
    Slot,
    Target,
    class_of,
    days_like,
    expected,
    least,
    level,
    need_of,
    patience,
)


def test_w28_a_hundred_calls_of_three_minutes_need_fourteen() -> None:
    need = need_of(Load(100, 180), Target(0.80, 20))
    found = need.found
    assert (need.raw, need.rostered, need.model) == (14, 20, "c")
    assert round(found.service_level * 100, 2) == 88.84
    assert round(found.mean_wait_s, 2) == 7.84
    assert round(found.wait_probability * 100, 2) == 17.41
    assert round(found.occupancy * 100, 2) == 71.43
    assert need.below is not None
    assert (need.below.agents, round(need.below.service_level * 100, 2)) == (13, 79.56)


@pytest.mark.parametrize(("calls", "aht_s", "agents"), [(40, 240, 8), (6, 300, 3), (1, 300, 1), (0, 300, 0)])
def test_w29_few_calls_need_few_and_none_need_the_least_that_is_set(calls: int, aht_s: int, agents: int) -> None:
    need = need_of(Load(calls, aht_s), Target(0.80, 20))
    assert need.raw == agents
    assert need.thin == (calls == 1)
    assert need_of(Load(calls, aht_s), Target(0.80, 20, min_staff=2)).raw == max(agents, 2)


def test_w29_of_forty_calls_eight_agents_answer_so_many_in_time() -> None:
    assert round(least(Load(40, 240), 20, 0.80).service_level * 100, 2) == 82.32


def test_w31_callers_who_lose_patience() -> None:
    found = level(Load(100, 180, patience_s=120), 12, 20)
    assert round(found.wait_probability * 100, 2) == 27.98
    assert round(found.abandoned * 100, 2) == 6.16
    assert round(found.mean_wait_s, 2) == 7.39
    assert round(found.service_level * 100, 2) == 82.56


@pytest.mark.parametrize(("calls", "a", "c"), [(10, 3, 3), (50, 7, 8), (100, 12, 14), (200, 22, 24), (400, 41, 45)])
def test_w31_who_lose_patience_need_fewer(calls: int, a: int, c: int) -> None:
    assert least(Load(calls, 180, patience_s=120), 20, 0.80).agents == a
    assert least(Load(calls, 180), 20, 0.80).agents == c


def test_an_agent_is_not_kept_busier_than_is_allowed() -> None:
    assert least(Load(100, 180), 20, 0.80, most_busy=0.70).agents == 15
    assert least(Load(400, 180), 20, 0.80, most_busy=None).occupancy > 0.85
    assert least(Load(400, 180), 20, 0.80, most_busy=0.85).occupancy <= 0.85


def test_too_few_agents_for_callers_of_endless_patience_answer_nobody_in_time() -> None:
    found = level(Load(100, 180), 10, 20)
    assert (found.service_level, found.mean_wait_s, found.occupancy) == (0.0, inf, 1.0)


def test_a_very_large_floor_is_worked_out_as_well() -> None:
    """Its fast clock ticks thousands of times within the time that counts."""
    load = Load(18_000, 60, patience_s=30)
    found = least(load, 120, 0.90)
    assert 0.90 <= found.service_level <= 1.0
    assert level(load, found.agents - 1, 120).service_level < 0.90


@given(
    calls=st.floats(0.5, 600),
    aht_s=st.floats(10, 900),
    patience_s=st.one_of(st.none(), st.floats(10, 1200)),
    within_s=st.sampled_from([0.0, 10.0, 20.0, 60.0]),
)
def test_one_agent_more_never_serves_worse_and_shares_are_shares(
    calls: float, aht_s: float, patience_s: float | None, within_s: float
) -> None:
    load = Load(calls, aht_s, patience_s)
    here = int(load.erlangs) + 1
    fewer, more = level(load, here, within_s), level(load, here + 1, within_s)
    assert more.service_level >= fewer.service_level - 1e-9
    assert more.mean_wait_s <= fewer.mean_wait_s + 1e-9
    for found in (fewer, more):
        for share in (found.service_level, found.wait_probability, found.abandoned, found.occupancy):
            assert -1e-9 <= share <= 1 + 1e-9
    # Who is there is busy with who has not given up.
    assert fewer.occupancy * here == pytest.approx(load.erlangs * (1 - fewer.abandoned), rel=1e-6)


def test_the_formula_agrees_with_a_line_that_is_played_through() -> None:
    """Erlang A against two hundred thousand callers of a simulated line, which shares nothing with it."""
    load, agents, within_s = Load(60, 200, patience_s=90), 8, 20.0
    in_time, gave_up, count = _played(load, agents, within_s, 200_000)
    found = level(load, agents, within_s)
    assert in_time / count == pytest.approx(found.service_level, abs=0.006)
    assert gave_up / count == pytest.approx(found.abandoned, abs=0.004)


def _played(load: Load, agents: int, within_s: float, count: int) -> tuple[int, int, int]:
    dice = random.Random(5)
    now, free_at = 0.0, deque([0.0] * agents)
    in_time = gave_up = 0
    for _ in range(count):
        now += dice.expovariate(load.calls / load.slot_s)
        gives_up_s = dice.expovariate(1 / (load.patience_s or 1))
        # First come first served: the agent free first takes the caller, if the caller is still there.
        soonest = min(free_at)
        wait_s = max(soonest - now, 0.0)
        if wait_s > gives_up_s:
            gave_up += 1
            continue
        in_time += wait_s <= within_s
        free_at.remove(soonest)
        free_at.append(now + wait_s + dice.expovariate(1 / load.aht_s))
    return in_time, gave_up, count


def test_patience_is_all_waiting_over_those_who_gave_up() -> None:
    assert patience(50, 6_000.0) == 120.0
    assert patience(49, 6_000.0) is None


def test_w32_a_monday_of_an_outage_is_left_out_and_named() -> None:
    mondays = [date(2026, 3, 2) + timedelta(weeks=week) for week in range(6)]
    past = {day: Slot(calls) for day, calls in zip(mondays, (96, 104, 100, 98, 300, 102), strict=True)}
    past[mondays[4]] = Slot(300, outage=True)
    found = expected(past, 180.0)
    assert found.calls == 100.0
    assert found.omitted == {mondays[4]: (300, Omitted.OUTAGE)}
    # Without a note in the log it is left out for being far from the others.
    past[mondays[4]] = Slot(300)
    assert expected(past, 180.0).omitted == {mondays[4]: (300, Omitted.OUTLIER)}
    assert expected(past, 180.0).calls == 100.0


def test_chance_alone_leaves_no_day_out() -> None:
    days = [date(2026, 3, 2) + timedelta(weeks=week) for week in range(6)]
    past = {day: Slot(calls) for day, calls in zip(days, (9, 9, 9, 9, 9, 14), strict=True)}
    assert expected(past, 180.0).omitted == {}
    assert expected({}, 180.0).calls == 0.0


def test_a_mean_talk_of_few_calls_gives_way_to_the_usual_one() -> None:
    day = date(2026, 3, 2)
    assert expected({day: Slot(29, 29, 29 * 60.0)}, 180.0).aht_s == 180.0
    assert expected({day: Slot(30, 30, 30 * 60.0)}, 180.0).aht_s == 60.0


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (date(2026, 3, 2), DayClass.MONDAY),
        (date(2026, 3, 7), DayClass.REST),
        (date(2026, 2, 17), DayClass.HOLIDAY),
        (date(2026, 2, 24), DayClass.AFTER_HOLIDAY),
        # A Saturday worked for a Monday.
        (date(2026, 2, 28), DayClass.MONDAY),
        (date(2026, 2, 14), DayClass.MONDAY),
        # 3 May is no working day, 5 May the last of the holiday: the first day after it is the sixth.
        (date(2026, 5, 6), DayClass.AFTER_HOLIDAY),
        (date(2031, 10, 1), DayClass.WEDNESDAY),
    ],
)
def test_days_are_alike_by_the_published_holidays(day: date, kind: DayClass) -> None:
    assert class_of(day) is kind


def test_days_that_were_entered_count_as_those_that_we_ship() -> None:
    holiday, made_up = date(2031, 10, 1), date(2031, 10, 11)
    changed = {holiday: DayOff("国庆节"), made_up: MakeUpDay("国庆节", 4)}
    assert class_of(holiday, changed) is DayClass.HOLIDAY
    assert class_of(holiday + timedelta(days=1), changed) is DayClass.AFTER_HOLIDAY
    assert class_of(made_up, changed) is DayClass.FRIDAY
    assert days_like(date(2031, 10, 17), date(2031, 10, 9), changed) == [made_up, date(2031, 10, 10)]


def test_the_last_six_days_of_the_class_count_and_none_before_the_log() -> None:
    days = days_like(date(2026, 4, 20), date(2026, 1, 1))
    # 6 April is Qingming's last day, so the Mondays before it count, a made-up Saturday among them.
    assert days == [date(2026, 4, 13), date(2026, 3, 30), date(2026, 3, 23), date(2026, 3, 16), *days[4:]]
    assert days[4:] == [date(2026, 3, 9), date(2026, 3, 2)]
    assert days_like(date(2026, 4, 20), date(2026, 3, 20)) == days[:3]


def test_a_day_unlike_all_before_it_is_told_from_its_weekday() -> None:
    assert class_of(date(2026, 4, 7)) is DayClass.AFTER_HOLIDAY
    assert days_like(date(2026, 4, 7), date(2026, 3, 20)) == [date(2026, 3, 31), date(2026, 3, 24)]
