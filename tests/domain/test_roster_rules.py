from datetime import date, timedelta

import pytest

from tests.domain.rosters import A_DAY, A_LATE, B_DAY, B_LATE, MONDAY, TEMPLATES, cell, plan, row
from ticketing.domain.roster import Member, Rules, Template, Weight, barring, caused_by, judge, longest_run, rules_of
from ticketing.errors import Invalid

QUIET = Rules(law="off", leaders=0)


def said(found):
    return [(one.rule, one.code, one.person, (one.on_day - MONDAY).days) for one in found]


def test_w01_the_seeds_shifts_span_what_they_say_and_overlap_half_an_hour():
    assert [one.span_min / 60 for one in (A_DAY, A_LATE, B_DAY, B_LATE)] == [8.5, 7.5, 9, 8]
    for day, late, union in ((A_DAY, A_LATE, 15.5), (B_DAY, B_LATE, 16.5)):
        assert (late.end_min - day.start_min) / 60 == union
        assert day.span_min + late.span_min - (late.end_min - day.start_min) == 30


def test_w19_the_longest_run_counts_days_without_a_day_of_rest():
    runs = {(0, 8, 16, 24): 7, (0, 7, 14, 21): 6, (6, 12, 18, 24): 6}
    for rests, longest in runs.items():
        worked = [MONDAY + timedelta(days=n) for n in range(28) if n not in rests]
        assert longest_run(worked) == longest
        words = ["休" if n in rests else "A-D" for n in range(28)]
        found = [one for one in judge(plan(row("8001", words)), QUIET) if one.code == "days_running"]
        assert [one.params["days"] for one in found] == ([7] * 3 if longest == 7 else [])
        if found:
            assert found[0].cures == (("rest_on", {"first": "2026-03-03", "last": "2026-03-09"}),)


def test_the_published_past_counts_for_runs_and_for_rest():
    before = row("8001", ["A-E"] * 6, MONDAY - timedelta(days=6))
    found = judge(plan([*before, *row("8001", ["A-D"])], days=7), QUIET)
    assert said(found) == [("H3", "short_rest", "8001", 0), ("H2", "days_running", "8001", 0)]


@pytest.mark.parametrize(("late", "early", "usual", "lower"), [("A-E", "A-D", [8.5], []), ("B-E", "B-D", [7.5], [7.5])])
def test_w21_a_day_shift_after_a_late_one_needs_eleven_hours_or_what_the_site_says(late, early, usual, lower):
    cells = row("8001", [late, early])
    eight = rules_of({"rest_min": 480, "rest_reason": "agreed with the works council", "law": "off", "leaders": 0})
    for rules, hours in ((QUIET, usual), (eight, lower)):
        found = [one for one in judge(plan(cells, 7), rules) if one.code == "short_rest"]
        assert [one.params["hours"] for one in found] == hours
        assert barring(found, rules) == found


def test_rest_below_eleven_hours_wants_a_reason_and_never_goes_below_eight():
    with pytest.raises(Invalid) as refusal:
        rules_of({"rest_min": 480})
    assert set(refusal.value.params["errors"]) == {"rest_reason"}
    with pytest.raises(Invalid) as refusal:
        rules_of({"rest_min": 479, "colour": 1, "law": "maybe", "seats": True, "skills": {"": 0}, "newcomers_alone": 1})
    assert set(refusal.value.params["errors"]) == {"rest_min", "colour", "law", "seats", "skills", "newcomers_alone"}
    rules = rules_of({"month_rests": 2, "seats": None, "skills": {"english": 1}})
    assert (rules.month_rests, rules.document()) == (2, {"month_rests": 2, "skills": {"english": 1}})


def test_shifts_that_overlap_with_the_time_they_may_be_prolonged_are_named():
    templates = TEMPLATES | {"N": Template("N", 1320, 1950)}
    night = cell("8001", MONDAY, "B-E")
    early = cell("8001", MONDAY + timedelta(days=1), "B-D")
    assert said(judge(plan([night, early], 7, templates=templates), Rules(buffer_min=60, law="off", leaders=0))) == [
        ("H3", "short_rest", "8001", 1)
    ]
    long = night.__class__("8001", MONDAY, "B-E", night.start_at, early.start_at - timedelta(minutes=20))
    found = judge(plan([long, early], 7), Rules(buffer_min=30, law="off", leaders=0))
    assert [(one.code, one.params) for one in found] == [("overlap", {"minutes": 10})]


def test_leave_a_week_without_rest_and_too_many_hours_are_each_named():
    away = {"8001": frozenset({MONDAY})}
    assert said(judge(plan(row("8001", ["A-D"]), 7, away=away), QUIET)) == [("H4", "on_leave", "8001", 0)]
    loose = Rules(law="off", leaders=0, days_running=13)
    assert said(judge(plan(row("8001", ["A-D"] * 7), 7), loose)) == [("H8", "week_rest", "8001", 6)]
    few = Rules(law="off", leaders=0, week_min=40 * 60)
    (found,) = judge(plan(row("8001", ["A-D"] * 5), 7), few)
    assert (found.code, found.params["hours"], found.params["most"]) == ("hours_week", 42.5, 40)
    members = {"8001": Member("8001", week_min=20 * 60)}
    (found,) = judge(plan(row("8001", ["A-D"] * 3), 7, members=members), QUIET)
    assert (found.params["hours"], found.params["most"]) == (25.5, 20)
    month = Rules(law="off", leaders=0, month_min=160 * 60, days_running=13)
    (found,) = judge(plan(row("8001", (["A-D"] * 5 + ["休"] * 2) * 4), 28), month)
    assert (found.code, found.params) == ("hours_month", {"hours": 170, "most": 160})


def test_two_days_of_rest_a_month_are_owed_unless_leave_took_them():
    site_b = Rules(law="off", leaders=0, month_rests=2, days_running=13)
    words = ["B-D" if n not in (10,) else "休" for n in range(31)]
    cells = row("8001", words, date(2026, 3, 1))
    runs = [one for one in judge(plan(cells, 31, date(2026, 3, 1)), site_b) if one.code == "month_rests"]
    assert [one.params for one in runs] == [{"rests": 1, "owed": 2, "month": "2026-03"}]
    none_left = plan(cells, 31, date(2026, 3, 1), owed_rests={("8001", 2026, 3): 0})
    assert [one for one in judge(none_left, site_b) if one.code == "month_rests"] == []


def test_more_evenings_running_than_the_site_allows_are_named_where_the_first_is_too_many():
    four = Rules(law="off", leaders=0, evenings_running=4)
    assert said(judge(plan(row("8001", ["A-E"] * 5), 14), four)) == [("H10", "evenings_running", "8001", 4)]
    assert judge(plan(row("8001", ["A-E"] * 4 + ["休", "A-E"]), 14), four) == []


def test_a_shift_wants_people_a_leader_a_skill_company_and_a_seat():
    templates = {"A-D": Template("A-D", 510, 1020, min_staff=3, min_staff_rest=1), "A-E": A_LATE}
    members = {"8001": Member("8001", new_until=MONDAY), "8002": Member("8002", skills=frozenset({"english"}))}
    rules = Rules(law="off", seats=1, skills={"english": 1})
    alone = plan(row("8001", ["A-D"]), 1, templates=templates, members=members)
    found = judge(alone, rules)
    assert said(found) == [
        ("cover", "short_staff", None, 0),
        ("H5", "no_leader", None, 0),
        ("H6", "short_skill", None, 0),
        ("H7", "newcomer_alone", "8001", 0),
    ]
    assert found[0].params == {"template": "A-D", "wanted": 3, "planned": 1, "short": 2}
    assert {one.weight for one in found} == {Weight.ELASTIC}
    assert barring(found, rules) == []
    both = plan([*row("8001", ["A-D"]), *row("8002", ["A-D"], leader=True)], 1, templates=templates, members=members)
    assert said(judge(both, rules)) == [("cover", "short_staff", None, 0), ("H11", "seats", None, 0)]
    sunday = plan(row("8002", ["A-D"], MONDAY - timedelta(days=1), leader=True), 1, MONDAY - timedelta(days=1))
    assert judge(sunday, QUIET) == []


@pytest.mark.parametrize(("code", "weekly", "finds"), [("A-E", 45.0, True), ("A-D", 51.0, True), ("B-E", 48.0, True)])
def test_the_seeds_weeks_are_more_than_the_law_asks_and_that_is_said(code, weekly, finds):
    words = ([code] * 6 + ["休"]) * 4
    warn, block = Rules(leaders=0), Rules(leaders=0, law="block")
    found = [one for one in judge(plan(row("8001", words)), warn) if one.code == "law_week_hours"]
    assert [(one.params["hours"], one.params["most"]) for one in found] == ([(weekly, 44)] if finds else [])
    assert barring(found, warn) == []
    assert barring(found, block) == found
    assert judge(plan(row("8001", words)), QUIET) == []


def test_site_bs_month_is_ten_days_running_and_58_hours_over():
    rules = Rules(leaders=0, month_rests=2, days_running=13)
    words = ["休" if n in (10, 20) else "B-E" for n in range(30)]
    found = judge(plan(row("8001", words, date(2026, 4, 1)), 30, date(2026, 4, 1)), rules)
    by_code = {one.code: one.params for one in found}
    assert by_code["law_days_running"]["days"] == 10
    assert by_code["law_overtime"] == {"hours": 58.7, "most": 36.0}


def test_a_swap_answers_for_what_it_makes_worse_and_not_for_what_was_broken_before():
    week = plan([*row("8001", ["A-E", "A-D", "休", "A-D"]), *row("8002", ["A-D", "休", "A-E", "休"])], 7)
    assert "short_rest" in {one.code for one in judge(week, QUIET)}
    fine = [cell("8001", MONDAY + timedelta(days=3), None), cell("8002", MONDAY + timedelta(days=4), "A-D")]
    assert caused_by(week, QUIET, ["8001", "8002"], fine) == []
    worse = [cell("8002", MONDAY + timedelta(days=3), "A-D")]
    (found,) = caused_by(week, QUIET, ["8001", "8002"], worse)
    assert (found.person, found.code, found.params["hours"]) == ("8002", "short_rest", 8.5)
    assert found.document()["cures"][0]["code"] == "other_shift"
