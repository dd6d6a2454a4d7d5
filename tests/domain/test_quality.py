"""What a score sheet comes to, and a draw that anybody can repeat and nobody can steer (R16)."""

import hashlib
import hmac
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticketing.domain.quality import (
    Answer,
    Candidate,
    Edition,
    Grade,
    Item,
    Rule,
    SamplePlan,
    check_edition,
    differences,
    pick,
    rank_of,
    seed_of,
    tally,
)
from ticketing.domain.quality.defaults import DEFAULT
from ticketing.errors import Invalid

SEED = seed_of(b"secret", date(2026, 3, 2), date(2026, 3, 8))
PLAN = SamplePlan(per_agent=5, rules=(Rule.COMPLAINT, Rule.LONG), per_rule=1)


def call(number: int, person: int = 1, queue: str = "sales", rules: tuple[Rule, ...] = ()) -> Candidate:
    return Candidate(number, person, f"1|{number}|{person}", (queue, "inquiry"), rules)


def test_the_default_sheet_is_that_of_the_binders_and_adds_up_to_a_hundred() -> None:
    check_edition(DEFAULT)
    by_group = Counter[str]()
    for item in DEFAULT.items:
        by_group[item.group] += item.worth
    assert list(by_group.values()) == [20, 10, 10, 15, 15, 15, 10, 5]
    assert Edition.of(DEFAULT.document()) == DEFAULT


def test_points_off_are_added_up_and_a_fatal_error_makes_it_nothing() -> None:
    said = {"accurate": Answer(2, "费率说错", 80), "manner": Answer(5, "打断客户"), "clear": Answer()}
    assert vars(tally(DEFAULT, said, ())) == {"points": 93, "total": 93, "grade": Grade.GOOD, "is_fatal": False}
    broken = tally(DEFAULT, said, ("leaks",))
    assert (broken.points, broken.total, broken.grade) == (93, 0, Grade.FAIL)
    assert [DEFAULT.grade(points) for points in (100, 95, 94, 85, 84, 70, 69)] == [
        *(Grade.EXCELLENT, Grade.EXCELLENT, Grade.GOOD, Grade.GOOD),
        *(Grade.PASS, Grade.PASS, Grade.FAIL),
    ]


@pytest.mark.parametrize(
    ("said", "fatals", "code"),
    [
        ({"nothing": Answer()}, (), "unknown_item"),
        ({"clear": Answer(3, "x")}, (), "too_many_points_off"),
        ({"clear": Answer(-1, "x")}, (), "too_many_points_off"),
        ({"clear": Answer(1, " ")}, (), "remark_missing"),
        ({}, ("nothing",), "unknown_fatal"),
    ],
)
def test_a_score_that_the_sheet_does_not_know_is_refused_with_the_item(
    said: dict[str, Answer], fatals: tuple[str, ...], code: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        tally(DEFAULT, said, fatals)
    assert refusal.value.code == code
    assert refusal.value.params["items"] == [*said, *fatals]


@pytest.mark.parametrize(
    ("edition", "code"),
    [
        (replace(DEFAULT, items=DEFAULT.items[1:]), "worth_not_100"),
        (replace(DEFAULT, items=(*DEFAULT.items[:-1], replace(DEFAULT.items[-1], key="clear"))), "key_twice"),
        (replace(DEFAULT, good=96), "grades_crossed"),
        (Edition(tuple(Item(f"k{n}", "g", "n", 1) for n in range(100))), "too_many_items"),
    ],
)
def test_a_sheet_that_does_not_come_to_a_hundred_is_none(edition: Edition, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        check_edition(edition)
    assert refusal.value.code == code


def test_two_who_score_alike_differ_nowhere() -> None:
    mine, theirs = {"accurate": Answer(2, "x"), "manner": Answer(5, "x")}, {"accurate": Answer(2, "y")}
    assert differences(DEFAULT, [mine, theirs]) == {"manner": 5}
    assert differences(DEFAULT, [mine, mine]) == {}


def test_the_seed_and_ranks_can_be_worked_out_with_any_tool() -> None:
    assert hmac.new(b"secret", b"2026-03-02|2026-03-08", hashlib.sha256).hexdigest() == SEED
    assert rank_of(SEED, "1|x|7") == hmac.new(bytes.fromhex(SEED), b"1|x|7", hashlib.sha256).hexdigest()
    assert seed_of(b"secret", date(2026, 3, 9), date(2026, 3, 15)) != SEED


def test_every_stratum_is_heard_before_any_is_heard_twice_and_rules_pick_besides() -> None:
    frame = [*(call(n) for n in range(200)), *(call(n, queue="repair") for n in range(200, 203))]
    frame += [call(300, rules=(Rule.COMPLAINT,)), call(301, rules=(Rule.LONG, Rule.HELD)), call(400, person=2)]
    size, found = pick(PLAN, SEED, frame)
    assert size == 206
    drawn = [one for one in found if one.rule is None]
    queues = Counter(one.candidate.stratum[0] for one in drawn if one.candidate.person_id == 1)
    assert queues == {"sales": 3, "repair": 2} or queues == {"sales": 2, "repair": 3}
    assert [one.candidate.call_id for one in drawn if one.candidate.person_id == 2] == [400]
    picked = {(one.candidate.call_id, one.rule) for one in found if one.rule}
    assert picked == {(300, Rule.COMPLAINT), (301, Rule.LONG)} - {
        (one.candidate.call_id, one.rule) for one in drawn if one.candidate.call_id in (300, 301)
    }
    assert len({one.candidate.key for one in found}) == len(found)


@given(
    calls=st.dictionaries(st.integers(1, 10**6), st.sampled_from("abcd"), max_size=60),
    late=st.integers(10**6 + 1, 2 * 10**6),
    queue=st.sampled_from("abcde"),
    most=st.integers(0, 6),
    order=st.randoms(use_true_random=False),
)
def test_r16_the_same_calls_come_out_again_and_a_late_one_takes_the_place_of_one_at_most(
    calls: dict[int, str], late: int, queue: str, most: int, order: object
) -> None:
    plan = SamplePlan(per_agent=most, rules=())
    frame = [call(number, queue=name) for number, name in calls.items()]
    before = {one.candidate.key for one in pick(plan, SEED, frame)[1]}
    order.shuffle(frame)  # type: ignore[attr-defined]
    assert {one.candidate.key for one in pick(plan, SEED, frame)[1]} == before
    assert len(before) == min(most, len(frame))
    after = {one.candidate.key for one in pick(plan, SEED, [*frame, call(late, queue=queue)])[1]}
    assert after - before <= {f"1|{late}|1"}
    assert len(before - after) <= 1
