"""Stretches on line, with the first and the last call of each."""

from ticketing.domain.metrics import AgentTally
from ticketing.domain.presence import PresenceState, Session, Slice, sessions_of

READY, TALKING, HOLD, OFFLINE = PresenceState.READY, PresenceState.TALKING, PresenceState.HOLD, PresenceState.OFFLINE


def line(*pieces: tuple[int, PresenceState], online: bool = True) -> list[Slice]:
    """Slices that follow one another from (start, state) pairs; the last is open."""
    ends = [start for start, _ in pieces[1:]]
    return [
        Slice(start, end, state, "", None, "", online and state is not OFFLINE)
        for (start, state), end in zip(pieces, [*ends, None], strict=True)
    ]


def test_a_session_knows_its_first_and_its_last_call() -> None:
    day = line((0, READY), (10, TALKING), (15, HOLD), (20, READY), (30, TALKING), (40, READY), (60, OFFLINE))
    assert sessions_of(day) == [Session(0, 60, 10, 40)]


def test_each_log_in_is_a_session_and_one_without_a_call_has_none() -> None:
    day = line((0, READY), (10, OFFLINE), (20, READY), (30, TALKING))
    assert sessions_of(day) == [Session(0, 10), Session(20, None, 30, None)]


def test_a_call_without_log_in_is_no_session() -> None:
    assert sessions_of(line((0, TALKING), (10, READY), online=False)) == []


def test_what_stood_open_goes_on_and_ends_where_nothing_follows() -> None:
    open_before = Session(-50, 0, -40, -10)
    assert sessions_of(line((0, READY), (5, TALKING), (9, OFFLINE)), open_before) == [Session(-50, 9, -40, 9)]
    assert sessions_of(line((0, OFFLINE)), open_before) == [open_before]
    assert sessions_of([], open_before) == [open_before]


def test_paid_time_is_shared_in_three_ways_and_rests_are_taken_off_one() -> None:
    tally = AgentTally()
    paused = Slice(60, 80, PresenceState.PAUSED, "Lunch ", None, "", True)
    tally.add_slices([*line((0, TALKING), (40, READY), (60, OFFLINE)), paused], 0, 80)
    assert tally.of_paid(100, frozenset({"lunch"})) == {
        "copc_utilisation_pct": 60.0, "staff_utilisation_pct": 60.0, "effective_utilisation_pct": 40.0,
    }  # fmt: skip
    assert tally.of_paid(100, frozenset())["staff_utilisation_pct"] == 80.0
    assert set(tally.of_paid(0, frozenset()).values()) == {None}
