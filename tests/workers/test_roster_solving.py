"""Rosters that HiGHS draws up, checked by rules written a second time here and nowhere else."""

import json
from collections import Counter
from datetime import timedelta

import pytest
from click.testing import CliRunner

from tests.domain.rosters import A_DAY, A_LATE, B_DAY, B_LATE, MONDAY, broken_by_hand, instance, uncovered
from ticketing.domain.roster import Cell, Rules
from ticketing.domain.roster.bounds import shortages
from ticketing.domain.roster.fairness import credits_of
from ticketing.domain.roster.proving import hard_breaches, locked_breaches, unkept
from ticketing.reports.roster_words import cures, sentence
from workers.commands.roster import roster
from workers.rosters.solving import Limits, solve

QUICK = Limits(budget_s=60)


def test_w26_a_small_instance_is_covered_with_no_hard_breach_and_the_same_for_the_same_seed():
    past = [Cell("p003", MONDAY - timedelta(days=n), "A-E") for n in (1, 2, 3, 4, 5, 6)]
    asked = instance(12, 14, {"A-D": 5, "A-E": 3}, leaders=4, away={"p005": range(3)})
    asked = type(asked)(
        **(vars(asked) | {"past": past, "fixed": [Cell("p004", MONDAY, "A-D"), Cell("p006", MONDAY, None)]})
    )
    solved = solve(asked, QUICK)
    assert (solved.state, uncovered(asked, solved.cells), broken_by_hand(asked, solved.cells)) == ("optimal", 0, [])
    assert ("p003", MONDAY) not in solved.cells
    led = Counter((day, solved.cells[person, day]) for person, day in solved.leaders)
    assert set(led.values()) == {1}
    assert len(led) == 28
    assert solved.missed == []
    assert solve(asked, QUICK).digest == solved.digest


def test_w27_what_can_not_be_covered_is_named_and_equals_what_counting_says():
    asked = instance(20, 7, {"A-D": 9, "A-E": 6}, special={3: {"A-D": 14, "A-E": 9}})
    (bound,) = [one for one in shortages(asked) if one.kind == "day"]
    solved = solve(asked, QUICK)
    assert broken_by_hand(asked, solved.cells) == []
    assert uncovered(asked, solved.cells) == bound.short == 3
    short = [one for one in solved.missed if one["code"] == "short_staff"]
    assert {one["on_day"] for one in short} == {"2026-03-05"}
    assert sum(one["params"]["short"] for one in short) == 3


def test_site_b_keeps_two_days_of_rest_a_month_and_eight_hours_when_it_says_so():
    rules = Rules(law="off", month_rests=2, days_running=10, rest_min=480, rest_reason="agreed")
    asked = instance(6, 31, {"B-D": 2, "B-E": 2}, leaders=4, rules=rules, templates=(B_DAY, B_LATE))
    solved = solve(asked, QUICK)
    assert broken_by_hand(asked, solved.cells) == []
    worked = Counter(person for person, _ in solved.cells)
    assert max(worked.values()) <= 29


def test_after_illness_only_what_must_change_is_changed():
    asked = instance(8, 7, {"A-D": 3, "A-E": 2}, leaders=4)
    before = solve(asked, QUICK).cells
    ill = next(person for person, day in before if day == MONDAY + timedelta(days=2))
    away = {ill: frozenset({MONDAY + timedelta(days=2)})}
    again = type(asked)(**(vars(asked) | {"present": dict(before), "away": away}))
    after = solve(again, QUICK).cells
    changed = [place for place in before.keys() | after.keys() if before.get(place) != after.get(place)]
    assert broken_by_hand(again, after) == []
    assert uncovered(again, after) == 0
    assert len(changed) <= 3


def kinds(asked, cells, person):
    return ["." if (person, day) not in cells else cells[person, day][-1] for day in asked.days()]


def test_a_wish_to_rest_is_kept_where_the_shift_can_do_without():
    asked = instance(6, 7, {"A-D": 2, "A-E": 1}, leaders=6)
    wishes = {(f"p{n:03}", MONDAY + timedelta(days=n)): 2 for n in range(6)}
    solved = solve(type(asked)(**(vars(asked) | {"wishes": wishes})), QUICK)
    assert (uncovered(asked, solved.cells), [place for place in wishes if place in solved.cells]) == (0, [])


def test_evenings_are_shared_over_twelve_weeks_and_kinds_change_after_a_rest():
    asked = instance(6, 14, {"A-D": 2, "A-E": 2}, leaders=6)
    credits = credits_of({"p000": (60, 40, 10)} | {f"p{n:03}": (60, 16, 10) for n in range(1, 6)})
    assert (round(credits["p000"].evenings), credits["p001"].weekends) == (20, 0)
    solved = solve(type(asked)(**(vars(asked) | {"credits": credits})), QUICK)
    evenings = Counter(person for (person, _), code in solved.cells.items() if code == "A-E")
    assert uncovered(asked, solved.cells) == 0
    assert evenings["p000"] <= 2
    assert max(evenings.values()) - min(evenings[f"p{n:03}"] for n in range(1, 6)) <= 4
    rows = ["".join(kinds(asked, solved.cells, one.code)) for one in asked.members]
    assert sum(row[:7].count(turn) + row[7:].count(turn) for row in rows for turn in ("DE", "ED")) == 0


def test_the_week_after_is_left_able_to_begin():
    asked = instance(3, 7, {"A-D": 1, "A-E": 1}, leaders=3)
    monday = MONDAY + timedelta(days=7)
    after = [Cell("p000", monday + timedelta(days=n), "A-D") for n in range(6)]
    solved = solve(type(asked)(**(vars(asked) | {"after": after})), QUICK)
    assert ("p000", monday - timedelta(days=1)) not in solved.cells
    assert uncovered(asked, solved.cells) == 0


def test_locked_cells_that_no_roster_can_keep_are_named_with_what_would_cure_it():
    asked = instance(3, 7, {"A-D": 1, "A-E": 1}, leaders=3)
    locked = [Cell("p000", MONDAY, "A-E"), Cell("p000", MONDAY + timedelta(days=1), "A-D")]
    asked = type(asked)(**(vars(asked) | {"fixed": locked}))
    assert solve(asked, QUICK).state == "infeasible"
    (found,) = locked_breaches(asked)
    said = sentence(found.document(), {}, str)
    assert said == "p000, 2026-03-03: 8.5 hours of rest after A-E, and 11.0 are the least."
    assert "unlock the cell" in cures(found.document(), str)


def test_what_goes_into_a_draft_is_judged_by_the_rules_and_not_by_the_solver():
    asked = instance(3, 7, {"A-D": 1, "A-E": 1}, leaders=3, away={"p001": [2]})
    asked = type(asked)(**(vars(asked) | {"fixed": [Cell("p002", MONDAY, "A-D")]}))
    wrong = {("p000", MONDAY): "A-E", ("p000", MONDAY + timedelta(days=1)): "A-D"}
    wrong |= {("p001", MONDAY + timedelta(days=2)): "A-D"}
    assert [one.code for one in hard_breaches(asked, wrong)] == ["short_rest", "on_leave"]
    assert [one.person for one in unkept(asked, wrong)] == ["p002"]
    found = solve(asked, QUICK)
    assert (hard_breaches(asked, found.cells), unkept(asked, found.cells)) == ([], [])


def test_w50_two_people_are_a_centre_and_whoever_is_there_leads():
    asked = instance(2, 7, {"A-D": 1, "A-E": 0}, leaders=1, templates=(A_DAY,))
    solved = solve(asked, QUICK)
    assert uncovered(asked, solved.cells) == 0
    assert {(day, code) for (_, day), code in solved.cells.items()} >= {(day, "A-D") for day in asked.days()}
    assert len(solved.leaders) == 7
    assert [one["code"] for one in solved.missed] == []


def test_a_budget_that_is_over_at_once_still_brings_a_roster_with_its_gap():
    asked = instance(20, 14, {"A-D": 9, "A-E": 6}, special={3: {"A-D": 14, "A-E": 9}})
    solved = solve(asked, Limits(budget_s=0))
    assert (uncovered(asked, solved.cells), broken_by_hand(asked, solved.cells)) == (3, [])
    assert solved.bound >= 3_000
    assert solved.gap < 0.2


def test_a_watch_that_says_no_ends_the_search_with_what_there_is():
    asked = instance(30, 21, {"A-D": 14, "A-E": 9})
    assert solve(asked, QUICK, lambda *_: False).state in {"cancelled", "optimal"}
    assert A_LATE.code == "A-E"


def test_the_command_prints_a_roster_and_names_what_is_wrong_with_a_file(tmp_path):
    document = {
        "first": "2026-03-02",
        "last": "2026-03-04",
        "templates": [{"code": "D", "start_min": 510, "end_min": 1020, "min_staff": 1}],
        "people": [{"code": "ann", "leads": True, "away": ["2026-03-03"]}, {"code": "bob"}],
        "demand": [{"on": "2026-03-03", "template": "D", "wanted": 2}],
        "wishes": [{"person": "bob", "on": "2026-03-02"}],
    }
    file = tmp_path / "instance.json"
    file.write_text(json.dumps(document))
    done = CliRunner().invoke(roster, ["solve", str(file)])
    answer = json.loads(done.stdout)
    assert (done.exit_code, answer["state"], answer["people"]["bob"][1]) == (0, "optimal", "D")
    assert [one["params"]["short"] for one in answer["shortages"]] == [1, 1]
    assert "2026-03-03: 2 wanted, 1 not on leave, short 1." in done.stderr
    file.write_text(json.dumps(document | {"rules": {"rest_min": 5}}))
    refused = CliRunner().invoke(roster, ["solve", str(file)])
    assert refused.exit_code == 2
    assert "rest_min: a whole number from 480 to 1440" in refused.stderr


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"last": "2027-03-02"}, "last must lie at most 92 days"),
        ({"templates": [{"code": "D", "start_min": 600, "end_min": 500}]}, "end_min must lie after"),
        ({"people": [{"code": "a"}, {"code": "a"}]}, "each once"),
        ({"demand": [{"on": "2026-03-02", "template": "X", "wanted": 1}]}, "names no template"),
        ({"people": [{"code": "a", "only": "X"}]}, "names no template"),
    ],
)
def test_a_bad_instance_is_one_sentence_with_its_place(tmp_path, change, said):
    document = {
        "first": "2026-03-02",
        "last": "2026-03-04",
        "templates": [{"code": "D", "start_min": 510, "end_min": 1020}],
        "people": [{"code": "ann"}],
    }
    file = tmp_path / "instance.json"
    file.write_text(json.dumps(document | change))
    done = CliRunner().invoke(roster, ["solve", str(file)])
    assert done.exit_code == 2
    assert said in done.stderr
