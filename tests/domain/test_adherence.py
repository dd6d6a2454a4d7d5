"""Adherence, conformance and coverage by the worked examples, and against a count of single seconds."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from ticketing.domain.adherence import Does, Kept, Piece, Slot, done_of, planned, tally, understaffed, wrong
from ticketing.domain.breaks import Activity, Kind
from ticketing.domain.presence import PresenceState, Slice
from ticketing.domain.spans import Span

Q, MEAL, BREAK, OFF = Does.ON_QUEUE, Does.MEAL, Does.BREAK, Does.OFF


def us(text: str) -> int:
    hours, minutes = text.split(":")
    return (int(hours) * 3600 + int(minutes) * 60) * 1_000_000


def pieces(*parts: tuple[str, str, Does]) -> list[Piece]:
    return [Piece(us(start), us(end), does) for start, end, does in parts]


PLAN = pieces(("8:30", "12:00", Q), ("12:00", "13:00", MEAL), ("13:00", "17:30", Q))
DONE = pieces(
    ("8:42", "12:05", Q), ("12:05", "13:10", MEAL), ("13:10", "15:00", Q), ("15:00", "15:20", BREAK),
    ("15:20", "17:30", Q),
)  # fmt: skip


def test_w41_late_with_a_long_lunch_and_an_unplanned_break() -> None:
    kept = tally(PLAN, DONE)
    assert (kept.adherent_us, kept.scheduled_us) == (29_580_000_000, 32_400_000_000)
    assert (kept.adherence_pct, kept.conformance_pct) == (91.30, 92.29)
    assert tally(PLAN, DONE, [Span(us("8:30"), us("8:42"))]).adherence_pct == 93.37


def test_w43_without_a_schedule_there_is_no_share_and_never_nought_or_a_hundred() -> None:
    assert (Kept().adherence_pct, Kept().conformance_pct, Kept().is_unplanned) == (None, None, False)
    worked = tally([], DONE)
    assert (worked.adherence_pct, worked.conformance_pct, worked.is_unplanned) == (None, None, True)


def test_a_minute_at_a_planned_border_is_kept_and_a_minute_and_a_second_is_not() -> None:
    plan = pieces(("9:00", "10:00", Q), ("10:00", "10:15", BREAK))
    for late_s, expected in ((60, 4_500), (61, 4_439)):
        done = [Piece(us("9:00") + late_s * 1_000_000, us("10:00"), Q), Piece(us("10:00"), us("10:15"), BREAK)]
        assert tally(plan, done).adherent_us == expected * 1_000_000
    inside = pieces(("9:00", "9:30", Q), ("9:31", "10:00", Q), ("10:00", "10:15", BREAK))
    assert tally(plan, inside).adherent_us == 4_440 * 1_000_000
    assert wrong(plan, inside, ()) == [Span(us("9:30"), us("9:31"))]


def test_time_on_queue_outside_the_shift_counts_in_conformance_and_in_adherence_only_by_setting() -> None:
    plan, done = pieces(("9:00", "10:00", Q)), pieces(("9:00", "10:30", Q))
    kept = tally(plan, done)
    assert (kept.scheduled_us, kept.conformance_pct) == (us("1:00"), 150.0)
    outside = tally(plan, done, count_outside=True)
    assert (outside.scheduled_us, outside.adherent_us) == (us("1:30"), us("1:30"))


def test_what_a_pause_is_follows_its_reason_and_an_unknown_reason_keeps_to_no_plan() -> None:
    kinds = {"午餐": Kind("meal", "用餐", "Meal", Activity.MEAL)}
    slices = [
        Slice(0, 10, PresenceState.TALKING, "", None, "", True),
        Slice(10, 20, PresenceState.PAUSED, "午餐", None, "", True),
        Slice(20, 30, PresenceState.PAUSED, "?", None, "", True),
        Slice(30, None, PresenceState.LOST, "", None, "", True),
    ]
    assert [(piece.start_us, piece.end_us, piece.does) for piece in done_of(slices, kinds, 5, 40)] == [
        (5, 10, Q), (10, 20, MEAL), (20, 30, Does.BUSY), (30, 40, OFF),
    ]  # fmt: skip


def test_one_thin_half_hour_is_none_and_two_running_are_understaffed() -> None:
    slots = [Slot(n, 5, planned, 4) for n, planned in enumerate((4, 5, 4, 3, 6))]
    assert [slot.start_us for slot in understaffed(slots)] == [2, 3]
    assert (slots[0].coverage, slots[0].actual_coverage, Slot(0, 5, 5).actual_coverage) == (-1, -1, None)


_doings = st.sampled_from([Q, MEAL, BREAK, OFF])
_line = st.lists(st.tuples(st.integers(0, 20), _doings), max_size=12)


def _laid(parts: list[tuple[int, Does]]) -> list[Piece]:
    found, at = [], 0
    for length, does in parts:
        found.append(Piece(at * 1_000_000, (at + length) * 1_000_000, does))
        at += length
    return [piece for piece in found if piece.end_us > piece.start_us]


@given(_line, _line, st.lists(st.tuples(st.integers(0, 100), st.integers(0, 20)), max_size=3))
def test_tallies_equal_a_count_of_single_seconds(
    plan: list[tuple[int, Does]], done: list[tuple[int, Does]], excused: list[tuple[int, int]]
) -> None:
    planned = [piece for piece in _laid(plan) if piece.does is not OFF]
    did = _laid(done)
    away = [Span(start * 1_000_000, (start + length) * 1_000_000) for start, length in excused]
    kept = tally(planned, did, away, tolerance_s=0)

    def at(line: list[Piece], second: int) -> Does:
        return next((one.does for one in line if one.start_us <= second * 1_000_000 < one.end_us), OFF)

    counted = [
        second
        for second in range(300)
        if at(planned, second) is not OFF and not any(one.start_us <= second * 1_000_000 < one.end_us for one in away)
    ]
    assert kept.scheduled_us == len(counted) * 1_000_000
    assert kept.adherent_us == sum(at(planned, n) is at(did, n) for n in counted) * 1_000_000
    assert kept.worked_queue_us == sum(at(did, n) is Q for n in range(300)) * 1_000_000
    assert kept.adherent_us <= kept.scheduled_us


def test_a_shift_is_planned_with_the_breaks_and_meetings_of_its_template() -> None:
    monday = date(2026, 3, 2)
    breaks = [{"from": 720, "len": 60, "kind": "meal", "paid": False}]
    others = [{"from": 830, "len": 30, "kind": "meeting", "dow": [0]}, {"from": 1040, "len": 30, "kind": "handover"}]
    shift = Span(us("8:30"), us("17:30"))
    line = [(one.start_us, one.does) for one in planned(monday, shift, 510, breaks, others)]
    assert line == [
        (us("8:30"), Q),
        (us("12:00"), MEAL),
        (us("13:00"), Q),
        (us("13:50"), Does.MEETING),
        (us("14:20"), Q),
        (us("17:20"), Does.HANDOVER),
    ]
    tuesday = planned(date(2026, 3, 3), shift, 510, breaks, others)
    assert Does.MEETING not in {one.does for one in tuesday}
    assert sum(one.end_us - one.start_us for one in tuesday) == shift.end_us - shift.start_us
