import time
from datetime import UTC, date, datetime, timedelta

from tests.domain.rosters import A_DAY, A_LATE, MONDAY, SHANGHAI, cell, instance, plan, row
from ticketing.domain.roster import Member, Rules
from ticketing.domain.roster.bounds import shortages
from ticketing.domain.roster.candidates import candidates
from ticketing.domain.roster.entitlement import deadline, entitlement

QUIET = Rules(law="off", leaders=0)


def told(found):
    return [(one.kind, (one.first - MONDAY).days, (one.last - MONDAY).days, one.wanted, one.most) for one in found]


def test_w22_without_a_leader_that_is_not_on_leave_the_day_is_named_at_once():
    began = time.process_time()
    away = {f"p{n:03}": [20] for n in range(8)}
    found = shortages(instance(60, 28, {"A-D": 20, "A-E": 14}, away=away))
    assert told(found) == [("leader", 20, 20, 2, 0)]
    assert found[0].params == {"shifts": 2}
    assert found[0].cures[0] == ("fewer_leader_leaves", {"n": 2})
    assert time.process_time() - began < 1


def test_w23_more_wanted_than_there_are_people_is_short_by_the_difference():
    found = shortages(instance(60, 28, {"A-D": 20, "A-E": 14}, special={12: {"A-D": 40, "A-E": 25}}))
    assert told(found) == [("day", 12, 12, 65, 60)]
    assert found[0].short == 5
    assert found[0].cures == (("lower", {"template": "A-D", "n": 5}), ("more_people", {"n": 5}))
    ill = shortages(instance(60, 7, {"A-D": 40, "A-E": 16}, away={f"p{n:03}": [2] for n in range(10, 20)}))
    assert ill[0].cures[0] == ("fewer_leaves", {"n": 6})


def test_w24_a_week_wants_more_days_of_work_than_six_of_each():
    busy = {n: {"A-D": 34, "A-E": 20} for n in range(7, 14)}
    found = shortages(instance(60, 28, {"A-D": 20, "A-E": 14}, special=busy))
    assert told(found) == [("window", 7, 13, 378, 360)]
    assert found[0].short == 18
    assert found[0].document()["params"]["first"] == "2026-03-09"


def test_late_and_early_together_want_more_than_there_are_people():
    found = shortages(instance(60, 2, {"A-D": 35, "A-E": 0}, special={0: {"A-D": 0, "A-E": 30}}))
    assert told(found) == [("evening", 0, 1, 65, 60)]
    assert found[0].cures[0] == ("allow_rest_for", {"hours": 8.5, "n": 60})


def test_skills_and_seats_are_counted_too():
    rules = Rules(law="off", seats=40, skills={"english": 1})
    found = shortages(instance(60, 1, {"A-D": 30, "A-E": 20}, rules=rules))
    assert told(found) == [("skills", 0, 0, 2, 0), ("seats", 0, 0, 50, 40)]


def test_what_can_be_met_is_not_called_short():
    assert shortages(instance(60, 28, {"A-D": 20, "A-E": 14})) == []
    assert shortages(instance(2, 7, {"A-D": 1, "A-E": 0}, leaders=2)) == []


def test_who_may_step_in_is_who_breaks_no_rule_with_the_fewest_hours():
    cells = [
        *row("ill", ["A-D"] * 3),
        *row("tired", ["A-D", "A-E", "休"]),
        *row("fresh", ["A-D", "休", "休"]),
        *row("rested", ["休", "休", "休"]),
        *row("busy", ["A-D", "A-D", "A-D"]),
    ]
    week = plan(cells, 7)
    gap = cell("ill", MONDAY + timedelta(days=2), "A-D")
    found = candidates(week, QUIET, gap, {"rested": 1})
    assert [(one.person, one.fits) for one in found] == [("rested", True), ("fresh", True), ("tired", False)]
    assert [one.code for one in found[-1].broken] == ["short_rest"]
    even = candidates(plan([*row("ill", ["A-D"]), *row("a", ["休"]), *row("b", ["休"])], 7), QUIET,
                      cell("ill", MONDAY, "A-D"), {"a": 2})  # fmt: skip
    assert [one.person for one in even] == ["b", "a"]
    led = plan(cells, 7, members={one: Member(one, leads=one == "fresh") for one in ("ill", "fresh", "rested")})
    lead = cell("ill", MONDAY + timedelta(days=2), "A-D", leader=True)
    assert [one.person for one in candidates(led, QUIET, lead, {})] == ["fresh"]


def test_w11_rest_is_asked_for_until_the_end_of_the_day_two_days_before():
    late = deadline(date(2026, 11, 10), 2, SHANGHAI)
    assert late == datetime(2026, 11, 8, 16, tzinfo=UTC)


def test_w12_four_days_of_leave_take_the_next_months_rest_and_are_shown():
    march = [date(2026, 3, day) for day in (3, 4, 10)]
    assert entitlement(date(2026, 4, 1), 2, march, 0).days == 2
    four = entitlement(date(2026, 4, 1), 2, [*march, date(2026, 3, 20)], 1)
    assert (four.days, four.left, [day.day for day in four.lost_by]) == (0, 0, [3, 4, 10, 20])
    assert entitlement(date(2027, 1, 15), 2, [date(2026, 12, day) for day in range(1, 5)], 0).days == 0
    assert A_DAY.paid_min == 510
    assert A_LATE.paid_min == 450
