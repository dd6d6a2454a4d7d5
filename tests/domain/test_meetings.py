"""Meetings split into sittings so that no queue goes short, and duties that go round fairly."""

from collections import Counter
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ticketing.domain.adherence import Does, planned
from ticketing.domain.duties import Turn, share_out
from ticketing.domain.instants import SECOND_US
from ticketing.domain.meetings import MOST_SITTINGS, Attendant, Meeting, days_of, missing, split
from ticketing.domain.recurrences import read_rule
from ticketing.domain.roster import days_between
from ticketing.domain.spans import Span

MONDAY = date(2026, 3, 2)


def people(*queues):
    return [Attendant(number, frozenset(words.split())) for number, words in enumerate(queues, 1)]


def test_a_meeting_that_every_queue_bears_is_one_sitting():
    found = split(people("a", "a", "b", ""), [{"a": 2, "b": 1}] * MOST_SITTINGS)
    assert (found.sittings, found.fits) == ([[1, 2, 3, 4]], True)


def test_one_that_takes_too_many_is_held_in_as_few_sittings_as_do():
    going = people("a", "a", "a", "a b", "b")
    assert missing(going, {"a": 2, "b": 1}) == {"a": 2, "b": 1}
    found = split(going, [{"a": 2, "b": 1}] * MOST_SITTINGS)
    assert len(found.sittings) == 2
    assert sorted(one for group in found.sittings for one in group) == [1, 2, 3, 4, 5]


def test_where_no_number_of_sittings_helps_it_says_which_queue_is_short_by_how_many():
    found = split(people("a", "a", "b"), [{"a": 0, "b": 3}] * MOST_SITTINGS)
    assert (found.fits, found.short) == (False, {"a": 2})
    later = split(people("a", "a"), [{"a": 0}, {"a": 2}])
    assert later.sittings == [[], [1, 2]]


@given(
    st.lists(st.frozensets(st.sampled_from("abc"), max_size=3), max_size=14),
    st.lists(st.fixed_dictionaries({queue: st.integers(0, 5) for queue in "abc"}), min_size=1, max_size=6),
)
def test_no_split_leaves_a_queue_short_and_nobody_out(queues, spares):
    going = [Attendant(number, words) for number, words in enumerate(queues)]
    found = split(going, spares)
    assert sorted(one for group in found.sittings for one in group) == list(range(len(going)))
    if found.fits:
        for group, spare in zip(found.sittings, spares, strict=False):
            assert missing([going[one] for one in group], spare) == {}
    else:
        assert missing(going, spares[0])


def test_a_sitting_is_a_planned_meeting_in_the_shift_of_whoever_sits_in_it():
    held = Meeting(read_rule("FREQ=WEEKLY;BYDAY=MO", MONDAY), 830, 30, 5, [{1}, {2}])
    assert days_of(held.rule, MONDAY, MONDAY + timedelta(days=14)) == {MONDAY + timedelta(days=n) for n in (0, 7, 14)}
    assert (held.concerns(5), held.concerns(6), held.activity(3)["from"]) == (True, False, 830)
    minute = 60 * SECOND_US
    shift = Span(510 * minute, 1020 * minute)
    pieces = planned(MONDAY, shift, 510, (), [held.activity(2)])
    assert [(one.start_us // minute, one.end_us // minute) for one in pieces if one.does is Does.MEETING] == [
        (860, 890)
    ]
    early = planned(MONDAY, Span(1020 * minute, 1440 * minute), 1020, (), [held.activity(1)])
    assert [one.does for one in early] == [Does.ON_QUEUE]


def test_duties_go_round_so_that_everybody_has_had_as_many_and_nobody_two_days_running():
    days = days_between(MONDAY, MONDAY + timedelta(days=13))
    turns = share_out(days, dict.fromkeys(days, {1, 2, 3, 4}), [Turn(MONDAY - timedelta(days=1), 1)], 1)
    assert turns[0].person_id == 2
    assert set(Counter(one.person_id for one in turns).values()) == {3, 4}
    assert all(one.person_id != after.person_id for one, after in zip(turns, turns[1:], strict=False))


def test_only_who_is_there_gets_a_turn_and_a_thin_day_gets_fewer():
    days = days_between(MONDAY, MONDAY + timedelta(days=2))
    turns = share_out(days, {days[0]: {7}, days[2]: {7, 8, 9}}, [], 2)
    assert [(one.on_day.day, one.person_id) for one in turns] == [(2, 7), (4, 8), (4, 9)]
