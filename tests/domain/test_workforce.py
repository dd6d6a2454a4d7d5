"""Rosters against what was done, and promises against when they were kept."""

from ticketing.domain.metrics.promises import Promised, tally_promises
from ticketing.domain.metrics.workforce import Planned, tally_work
from ticketing.domain.presence import PresenceState, Slice

READY, PAUSED, TALKING = PresenceState.READY, PresenceState.PAUSED, PresenceState.TALKING


def piece(start: int, end: int | None, state: PresenceState) -> Slice:
    return Slice(start * 1_000_000, end * 1_000_000 if end is not None else None, state, "", None, "", True)


def plan(start: int, end: int, productive: bool) -> Planned:
    return Planned(start * 1_000_000, end * 1_000_000, productive)


def test_adherence_is_the_planned_kind_of_activity_at_the_planned_time() -> None:
    day = [piece(0, 600, READY), piece(600, 1200, PAUSED), piece(1200, 1300, TALKING), piece(1300, 3300, READY)]
    roster = [plan(0, 900, True), plan(900, 1500, False), plan(1500, 3600, True)]
    figures = tally_work(day, roster, 0, 3_600_000_000).figures()
    assert figures == {
        "scheduled_s": 3600, "adherent_s": 600 + 300 + 1800, "adherence_pct": 75.0,
        "productive_scheduled_s": 3000, "productive_worked_s": 2700, "conformance_pct": 90.0,
    }  # fmt: skip


def test_conformance_counts_work_outside_the_roster_and_may_exceed_a_hundred() -> None:
    figures = tally_work([piece(0, None, READY)], [plan(100, 200, True)], 0, 300_000_000).figures()
    assert (figures["adherence_pct"], figures["conformance_pct"]) == (100.0, 300.0)


def test_nobody_planned_is_null_and_not_zero() -> None:
    figures = tally_work([piece(0, 10, READY)], [], 0, 10_000_000).figures()
    assert (figures["adherence_pct"], figures["conformance_pct"]) == (None, None)


def test_a_promise_is_tried_in_time_and_kept_in_time_and_the_due_instant_is_in_time() -> None:
    promises = [
        Promised(100, 100, 100),
        Promised(100, 90, 200),
        Promised(100, 101),
        Promised(100, is_cancelled=True),
        Promised(9000),
    ]
    assert tally_promises(promises, 1000).figures() == {
        "promised": 3, "attempted_on_time": 2, "attempted_on_time_pct": 66.67, "completed_on_time": 1,
        "completed_on_time_pct": 33.33, "completed": 2, "overdue_open": 1, "cancelled": 1,
    }  # fmt: skip


def test_a_promise_kept_before_it_is_due_counts_and_one_due_this_instant_is_not_overdue() -> None:
    tally = tally_promises([Promised(500, 50, 60), Promised(100)], 100)
    assert (tally.promised, tally.completed_on_time, tally.overdue_open) == (2, 1, 0)
