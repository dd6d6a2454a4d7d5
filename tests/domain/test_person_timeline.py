"""One person, one timeline: several names, several phone systems and the console come to one state at a time."""

from datetime import date
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ticketing.domain.days import day_bounds
from ticketing.domain.instants import SECOND_US, micros
from ticketing.domain.presence import (
    REACH_BACK_US,
    Gap,
    Interval,
    IntervalKind,
    Named,
    PresenceState,
    Said,
    Slice,
    person_slices,
    pieces_of,
    slices_between,
    totals_of,
)

HOUR = 3600 * SECOND_US
SPAN = 96 * HOUR
ACW = frozenset({"整理"})


def fact(kind: IntervalKind, start: int, end: int | None, queue: str = "", reason: str = "") -> Interval:
    made = Interval(1, kind, start, queue, reason, ("c", queue, 0, 0) if kind is IntervalKind.TALK else None)
    made.end_us = end
    return made


def member(start: int, end: int | None = None, queue: str = "q") -> Interval:
    return fact(IntervalKind.MEMBER, start, end, queue)


def states(slices: list[Slice]) -> list[tuple[int, str]]:
    return [(piece.start_us, f"{piece.state.value}:{piece.reason}".rstrip(":")) for piece in slices]


def test_two_names_of_one_person_at_the_same_time_are_one_timeline() -> None:
    by_name = Named(1, 0, None, [fact(IntervalKind.TALK, 20, 40, "q"), fact(IntervalKind.PAUSE, 60, 80, "q", "午餐")])
    by_interface = Named(1, 0, None, [member(10)])
    found = person_slices([by_name, by_interface])
    assert states(found) == [(10, "ready"), (20, "talking"), (40, "ready"), (60, "paused:午餐"), (80, "ready")]


def test_who_is_paused_at_one_phone_system_and_not_at_the_other_is_ready() -> None:
    here = Named(1, 0, None, [member(0), fact(IntervalKind.PAUSE, 10, 50, "q", "小休")])
    there = Named(2, 0, None, [member(0), fact(IntervalKind.PAUSE, 30, 60, "q", "会议")])
    assert states(person_slices([here, there])) == [(0, "ready"), (30, "paused:会议"), (50, "ready")]


def test_a_queue_left_under_one_name_ends_the_pause_begun_there_under_another() -> None:
    by_name = Named(1, 0, None, [fact(IntervalKind.PAUSE, 20, None, "q", "午餐")])
    by_interface = Named(1, 0, None, [member(0, 40), member(90, 120)])
    found = states(person_slices([by_name, by_interface]))
    assert found == [(0, "ready"), (20, "paused:午餐"), (40, "offline"), (90, "ready"), (120, "offline")]


def test_a_name_tells_of_a_person_only_while_it_means_them() -> None:
    assert states(person_slices([Named(1, 50, 90, [member(0)])])) == [(50, "ready"), (90, "offline")]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([Said(20, "break", "午餐"), Said(60, "ready")], [(0, "ready"), (20, "paused:午餐"), (60, "ready")]),
        ([Said(20, "busy")], [(0, "ready"), (20, "paused:busy"), (20 + 24 * HOUR, "ready")]),
        ([Said(20, "wrapup"), Said(60, "ready")], [(0, "ready"), (20, "acw"), (60, "ready")]),
        ([Said(20, "offline")], [(0, "ready"), (20, "lost:signed_out"), (20 + 24 * HOUR, "ready")]),
    ],
)
def test_what_is_said_at_the_console_outranks_ready(said: list[Said], expected: list[tuple[int, str]]) -> None:
    assert states(person_slices([Named(1, 0, None, [member(0)])], said)) == expected


def test_a_call_outranks_every_word_and_the_word_holds_after_it() -> None:
    phone = Named(1, 0, None, [member(0), fact(IntervalKind.TALK, 30, 50, "q")])
    said = [Said(20, "break", "小休"), Said(90, "ready")]
    found = states(person_slices([phone], said))
    assert found == [(0, "ready"), (20, "paused:小休"), (30, "talking"), (50, "paused:小休"), (90, "ready")]


def test_of_a_pause_at_the_phone_and_one_at_the_console_the_later_gives_the_reason() -> None:
    phone = Named(1, 0, None, [member(0), fact(IntervalKind.PAUSE, 30, 50, "q", "会议")])
    found = states(person_slices([phone], [Said(20, "break", "小休"), Said(40, "break", "午餐"), Said(60, "ready")]))
    assert found == [(0, "ready"), (20, "paused:小休"), (30, "paused:会议"), (40, "paused:午餐"), (60, "ready")]


def test_wrap_up_ends_when_its_agent_says_ready_and_goes_on_when_they_say_so() -> None:
    phone = Named(1, 0, None, [member(0), fact(IntervalKind.TALK, 10, 20, "q"), fact(IntervalKind.ACW, 20, 50, "q")])
    assert states(person_slices([phone], [Said(30, "ready")]))[2:] == [(20, "acw"), (30, "ready")]
    more = person_slices([phone], [Said(40, "wrapup"), Said(80, "ready")])
    assert [piece.state for piece in more][1:] == ["talking", "acw", "ready"]
    assert more[-1].start_us == 80


def test_a_break_forgotten_at_the_console_lapses_when_the_phone_has_long_gone() -> None:
    phone = Named(1, 0, None, [member(0, HOUR), member(30 * HOUR)])
    found = person_slices([phone], [Said(HOUR // 2, "break", "小休")])
    assert states(found) == [(0, "ready"), (HOUR // 2, "paused:小休"), (13 * HOUR, "offline"), (30 * HOUR, "ready")]


def test_who_is_on_line_by_the_phone_while_the_console_is_silent_is_lost_but_not_on_a_call_or_a_break() -> None:
    phone = Named(
        1, 0, None,
        [member(0, 100), fact(IntervalKind.TALK, 30, 40, "q"), fact(IntervalKind.PAUSE, 50, 60, "q", "午餐")],
    )  # fmt: skip
    found = states(person_slices([phone], gaps=[Gap(20, 80)]))
    lost = "lost:console_gone"
    assert found == [
        (0, "ready"), (20, lost), (30, "talking"), (40, lost), (50, "paused:午餐"), (60, lost), (80, "ready"),
        (100, "offline"),
    ]  # fmt: skip


def test_a_sign_out_of_yesterday_says_nothing_of_who_came_on_line_today() -> None:
    phone = Named(1, 0, None, [member(0, 50), member(100)])
    found = states(person_slices([phone], [Said(60, "offline")]))
    assert found == [(0, "ready"), (50, "offline"), (100, "ready")]


def test_without_any_phone_the_console_alone_decides() -> None:
    found = states(person_slices([], [Said(10, "ready"), Said(20, "break", "小休"), Said(30, "offline")]))
    assert found == [(10, "ready"), (20, "paused:小休"), (30, "offline")]


TIMES = st.integers(0, SPAN)
KINDS = st.sampled_from([kind for kind in IntervalKind if kind is not IntervalKind.HOLD])


@st.composite
def facts(draw: st.DrawFn) -> list[Interval]:
    """Facts as a fold leaves them: ends not before starts, calls no longer than twelve hours, some still open."""
    found = []
    for serial in range(draw(st.integers(0, 12))):
        kind, start = draw(KINDS), draw(TIMES)
        longest = 12 * HOUR if kind not in (IntervalKind.MEMBER, IntervalKind.PAUSE, IntervalKind.SESSION) else SPAN
        end = draw(st.one_of(st.none(), st.integers(start, start + longest)))
        reason = draw(st.sampled_from(["午餐", "整理", ""])) if kind is IntervalKind.PAUSE else ""
        one = Interval(serial + 1, kind, start, draw(st.sampled_from("pq")), reason)
        one.end_us = end if end is not None or kind is not IntervalKind.ACW else start + HOUR
        found.append(one)
    return found


@st.composite
def people(draw: st.DrawFn) -> tuple[list[Named], list[Said], list[Gap]]:
    named = []
    for _ in range(draw(st.integers(0, 3))):
        since = draw(st.sampled_from([0, 24 * HOUR]))
        named.append(Named(draw(st.integers(1, 2)), since, draw(st.sampled_from([None, 60 * HOUR])), draw(facts())))
    words = st.sampled_from(["ready", "busy", "break", "wrapup", "offline"])
    said = [Said(at, draw(words), "小休") for at in sorted(draw(st.sets(TIMES, max_size=8)))]
    borders = sorted(draw(st.sets(TIMES, max_size=4)))
    return named, said, [Gap(start, end) for start, end in zip(borders[::2], borders[1::2], strict=False)]


@settings(max_examples=400)
@given(people(), TIMES, TIMES)
def test_slices_never_overlap_leave_no_gap_and_add_up_to_the_span(
    known: tuple[list[Named], list[Said], list[Gap]], one: int, other: int
) -> None:
    slices = person_slices(*known, 0, ACW)
    assert all(before.end_us == after.start_us for before, after in pairwise(slices))
    assert all(before[2:] != after[2:] for before, after in pairwise(slices))
    assert [piece.end_us for piece in slices[-1:]] == [None] * bool(slices)
    low, high = sorted((one, other))
    pieces = pieces_of(slices, low, high)
    assert sum(totals_of(pieces).values()) == high - low
    assert all(before.end_us == after.start_us for before, after in pairwise(pieces))
    middle = (low + high) // 2
    halves = [totals_of(pieces_of(slices, low, middle)), totals_of(pieces_of(slices, middle, high))]
    assert {state: halves[0][state] + halves[1][state] for state in PresenceState} == totals_of(pieces)


@settings(max_examples=400)
@given(people(), TIMES)
def test_what_is_made_again_from_an_instant_on_is_what_was_there(
    known: tuple[list[Named], list[Said], list[Gap]], from_us: int
) -> None:
    named, said, gaps = known
    begin_us, until_us = from_us - REACH_BACK_US, SPAN + 48 * HOUR
    lately = [word for word in said if word.at_us >= begin_us]
    kept = [
        Named(*one[:3], [fact for fact in one.facts if fact.end_us is None or fact.end_us > begin_us]) for one in named
    ]
    again = person_slices(kept, lately, gaps, begin_us, ACW)
    whole = person_slices(named, said, gaps, -SPAN, ACW)
    assert pieces_of(again, from_us, until_us) == pieces_of(whole, from_us, until_us)


@settings(max_examples=200)
@given(facts())
def test_one_name_and_a_silent_console_are_the_phones_own_timeline(told: list[Interval]) -> None:
    found = person_slices([Named(1, -SPAN, None, told)], from_us=-SPAN, acw_reasons=ACW)
    numbered = [fact.copy(number) for number, fact in enumerate(told, 1)]
    assert found == slices_between(numbered, -SPAN, ACW)


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [("Asia/Shanghai", date(2026, 3, 2), 24), ("America/New_York", date(2026, 3, 8), 23),
     ("America/New_York", date(2026, 11, 1), 25)],
)  # fmt: skip
def test_a_day_adds_up_to_its_own_length_across_midnight_and_clock_changes(zone: str, day: date, hours: int) -> None:
    low, high = (micros(at) for at in day_bounds(day, ZoneInfo(zone), 0))
    phone = Named(1, 0, None, [member(low - 5 * HOUR, high + HOUR), fact(IntervalKind.TALK, high - 60, high + 60, "q")])
    totals = totals_of(pieces_of(person_slices([phone]), low, high))
    assert sum(totals.values()) == hours * HOUR
    assert totals[PresenceState.TALKING] == 60


def test_a_day_that_has_not_begun_has_no_pieces() -> None:
    assert pieces_of([], 100, 100) == []
    assert pieces_of([], 100, 50) == []
