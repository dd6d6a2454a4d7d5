"""Rosters sketched without a solver, judged by hand and by the rules of any draft: W26 and W27 at their full size."""

from collections import Counter
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.rosters import MONDAY, broken_by_hand, instance, uncovered
from ticketing.domain.roster import Cell, Rules
from ticketing.domain.roster.bounds import shortages
from ticketing.domain.roster.exchange import evened
from ticketing.domain.roster.fairness import add_bands
from ticketing.domain.roster.limits import add_limits
from ticketing.domain.roster.program import completed, cost, program_of
from ticketing.domain.roster.proving import hard_breaches, unkept
from ticketing.domain.roster.sketch import sketch

SEED = 7


def test_w26_sixty_people_over_four_weeks_are_covered_with_no_hard_breach_and_the_same_for_the_same_seed():
    asked = instance(60, 28, {"A-D": 30, "A-E": 19})
    cells = sketch(asked, SEED)
    assert cells == sketch(asked, SEED)
    shared = evened(asked, cells)
    for found in (cells, shared):
        assert (uncovered(asked, found), broken_by_hand(asked, found), hard_breaches(asked, found)) == (0, [], [])
    evenings = Counter(person for (person, _), code in shared.items() if code == "A-E")
    mean = 19 * 28 / 60
    assert all(abs(evenings[one.code] - mean) < 3 for one in asked.members)


def test_w27_two_hundred_people_miss_the_twelve_that_nobody_could_bring_and_no_more():
    asked = instance(200, 28, {"A-D": 100, "A-E": 64}, leaders=26, special={12: {"A-D": 148, "A-E": 64}})
    (bound,) = [one for one in shortages(asked) if one.kind == "day"]
    cells = sketch(asked, SEED)
    assert (bound.short, uncovered(asked, cells)) == (12, 12)
    assert (broken_by_hand(asked, cells), hard_breaches(asked, cells)) == ([], [])
    here = Counter(day for _, day in cells)
    assert here[MONDAY + timedelta(days=12)] == 200


days_off = st.dictionaries(st.integers(0, 7).map("p{:03}".format), st.sets(st.integers(0, 13), max_size=5), max_size=4)
rules = st.builds(
    Rules,
    days_running=st.integers(3, 8),
    evenings_running=st.integers(2, 6),
    month_rests=st.none() | st.integers(0, 9),
    week_min=st.none() | st.integers(20 * 60, 50 * 60),
    month_min=st.none() | st.integers(60 * 60, 170 * 60),
    seats=st.none() | st.integers(2, 8),
    leaders=st.integers(0, 2),
)
cells_of = st.dictionaries(
    st.tuples(st.integers(0, 7).map("p{:03}".format), st.integers(0, 13)),
    st.sampled_from(["A-D", "A-E", None]),
    max_size=2,
)


@settings(max_examples=25, deadline=None)
@given(rules, days_off, cells_of, st.integers(0, 6))
def test_whatever_the_rules_a_sketch_breaks_none_that_the_locked_cells_do_not_break(asked_rules, away, locked, worked):
    past = [Cell("p001", MONDAY - timedelta(days=n + 1), "A-E") for n in range(min(worked, asked_rules.days_running))]
    fixed = [Cell(person, MONDAY + timedelta(days=n), code) for (person, n), code in locked.items()]
    asked = instance(8, 14, {"A-D": 3, "A-E": 2}, leaders=3, away=away, rules=asked_rules)
    asked = type(asked)(**(vars(asked) | {"past": past, "fixed": fixed}))
    alone = {(one.person, one.on_day): one.template for one in fixed if one.template}
    if hard_breaches(asked, alone):
        return
    found = evened(asked, sketch(asked, SEED))
    assert (hard_breaches(asked, found), unkept(asked, found)) == ([], [])
    program = add_bands(add_limits(program_of(asked), asked), asked)
    values = completed(program, found)
    for least, most, terms in program.rows:
        assert least - 1e-6 <= sum(values[column] * factor for column, factor in terms) <= most + 1e-6
    assert cost(program, values) >= 1_000 * uncovered(asked, found)
