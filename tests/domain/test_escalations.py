"""The ladder: scenarios 31, 32, 36 and 41, and the rules of acknowledgement, hold and empty roles."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tests.domain.clock_stories import CAL_DAY, local
from ticketing.domain.calendars import WorkingTime
from ticketing.domain.calendars.documents import calendar_from
from ticketing.domain.clocks import ClockKind, ClockRecord, Terms, machine
from ticketing.domain.documents import Node
from ticketing.domain.escalations import (
    DEFAULT_LADDER,
    PROMISE_LADDER,
    Cause,
    EscalationState,
    Instance,
    Step,
    after_firing,
    belongs_in_group,
    needs_fallback,
    next_step,
    reopen_level,
)
from ticketing.domain.triggers import trigger_at, triggers

TIME = WorkingTime.of(calendar_from(Node(CAL_DAY)))
TERMS = Terms(target_s=28_800, grace_s=1_800, warn_pct=(75,))
NOTIFIED, ACKNOWLEDGED = EscalationState.NOTIFIED, EscalationState.ACKNOWLEDGED


def at(text: str) -> datetime:
    return datetime.fromisoformat(local(text))


CLOCK = machine.start(ClockKind.RESOLUTION, 1, at("03-02 09:00"), TERMS, TIME)


def following(*instances: Instance, clock: ClockRecord = CLOCK) -> Step | None:
    return next_step(DEFAULT_LADDER, triggers(DEFAULT_LADDER, clock, TIME), instances)


def fired(level: int, when: str, state: EscalationState = NOTIFIED, acknowledged: str | None = None) -> Instance:
    return Instance(level, state, at(when), at(acknowledged) if acknowledged else None)


def test_scenario_31_nobody_acts_and_every_level_fires_once() -> None:
    seen: list[Instance] = []
    steps = []
    while step := following(*seen):
        steps.append((step.level, step.at, step.cause))
        seen = [*(replace(one, state=EscalationState.SUPERSEDED) for one in seen), fired(step.level, "03-02 09:00")]
        seen[-1] = replace(seen[-1], fired_at=step.at)
    assert steps == [
        (1, at("03-02 16:30"), Cause.TRIGGER),
        (2, at("03-03 09:30"), Cause.TRIGGER),
        (3, at("03-03 09:45"), Cause.ACK_TIMEOUT),
        (4, at("03-03 10:00"), Cause.ACK_TIMEOUT),
    ]


def test_scenario_32_an_acknowledgement_holds_the_next_level_back_until_it_ends() -> None:
    acknowledged = fired(2, "03-03 09:30", ACKNOWLEDGED, "03-03 09:40")
    assert trigger_at(DEFAULT_LADDER[2], CLOCK, TIME) == at("03-03 11:30")
    assert following(acknowledged) == Step(3, at("03-03 11:40"), Cause.HOLD_ENDED)


def test_scenario_32_a_clock_that_ended_climbs_no_further() -> None:
    ended = machine.stop(CLOCK, at("03-03 11:20"), TIME)
    assert following(fired(2, "03-03 09:30", ACKNOWLEDGED, "03-03 09:40"), clock=ended) is None


def test_a_level_whose_trigger_lies_behind_the_hold_keeps_its_own_instant() -> None:
    late = fired(3, "03-03 11:30", ACKNOWLEDGED, "03-03 11:35")
    assert following(late) == Step(4, at("03-04 09:30"), Cause.TRIGGER)


def test_scenario_36_acknowledgement_windows_run_from_the_actual_notice() -> None:
    assert following(fired(2, "03-03 10:20")) == Step(3, at("03-03 10:35"), Cause.ACK_TIMEOUT)


def test_nobody_on_duty_hands_on_at_once_and_after_the_last_level_to_the_fallback() -> None:
    empty = replace(fired(2, "03-03 09:30"), no_recipient=True)
    assert following(empty) == Step(3, at("03-03 09:30"), Cause.NO_RECIPIENT)
    assert needs_fallback(DEFAULT_LADDER, 4, reached_anyone=False)
    assert not needs_fallback(DEFAULT_LADDER, 4, reached_anyone=True)
    assert not needs_fallback(DEFAULT_LADDER, 3, reached_anyone=False)


def test_a_paused_clock_arms_no_level_and_a_resumed_one_arms_it_anew() -> None:
    paused = machine.pause(CLOCK, at("03-02 11:00"), TIME)
    assert following(clock=paused) is None
    resumed = machine.resume(paused, at("03-04 10:00"), TERMS, TIME)
    assert following(clock=resumed) == Step(1, at("03-04 15:30"), Cause.TRIGGER)


def test_a_pause_after_the_breach_moves_the_later_levels_by_its_length() -> None:
    broken = machine.pause(CLOCK, at("03-03 10:30"), TIME)
    resumed = machine.resume(broken, at("03-03 15:00"), TERMS, TIME)
    assert trigger_at(DEFAULT_LADDER[2], resumed, TIME) == at("03-03 16:00")


def test_a_pause_does_not_excuse_an_acknowledgement_that_is_owed() -> None:
    paused = machine.pause(CLOCK, at("03-03 09:35"), TIME)
    assert following(fired(2, "03-03 09:30"), clock=paused) == Step(3, at("03-03 09:45"), Cause.ACK_TIMEOUT)


def test_a_fired_level_supersedes_the_open_ones_below_it_and_no_other() -> None:
    below = fired(1, "03-02 16:30"), fired(2, "03-03 09:30", EscalationState.RESOLVED), fired(3, "03-03 09:45")
    changed = after_firing(below, 3)
    assert [(one.level, one.state) for one in changed] == [(1, EscalationState.SUPERSEDED)]


def test_scenario_41_a_broken_promise_calls_the_lead_and_then_the_supervisor() -> None:
    promise = Terms(target_s=3_600, grace_s=0, warn_pct=())
    wall = WorkingTime.of(calendar_from(Node({"tz": "Asia/Shanghai", "weekly": {"all": [["00:00", "24:00"]]}})))
    clock = machine.start(ClockKind.PROMISE, 1, at("03-02 15:00"), promise, wall)
    due = triggers(PROMISE_LADDER, clock, wall)
    assert due == {1: at("03-02 16:00"), 2: at("03-02 16:15")}
    assert next_step(PROMISE_LADDER, due, [fired(1, "03-02 16:00")]) == Step(2, at("03-02 16:15"), Cause.TRIGGER)


@pytest.mark.parametrize(("count", "level"), [(0, None), (1, None), (2, 2), (3, 2)])
def test_scenario_29_the_second_reopening_calls_level_two_at_once(count: int, level: int | None) -> None:
    assert reopen_level(count) == level


def test_scenario_38_from_the_twenty_first_notice_in_five_minutes_they_are_grouped() -> None:
    now = at("03-02 10:00")
    assert not belongs_in_group([now] * 19, now)
    assert belongs_in_group([now] * 20, now)
    assert not belongs_in_group([now - timedelta(minutes=5)] * 20, now)
