"""Call-backs: the worked scenarios on retries, calling hours, windows and promises, by number."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticketing.domain.callbacks import (
    RETRY_AFTER,
    AfterAttempt,
    AttemptResult,
    CallbackKind,
    CallbackOutcome,
    CallbackState,
    CallingHours,
    FollowUpTask,
    Tried,
    Window,
    after_attempt,
    first_window,
    judged_window,
    kept,
    lease_until,
    owes_dropped_callback,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(wall: str, day: int = 2) -> datetime:
    return datetime.combine(datetime(2026, 3, day, tzinfo=SHANGHAI), time.fromisoformat(wall), tzinfo=SHANGHAI)


PROMISED = Window(at("15:00"), at("16:00"))


def test_scenario_40_a_promise_is_ready_ten_minutes_early_and_tried_three_times() -> None:
    assert PROMISED.ready_at == at("14:50")
    assert kept(PROMISED, at("15:20"), at("15:20")) is True
    first = after_attempt(AttemptResult.NO_ANSWER, at("15:20"), Tried())
    assert (first.state, first.next_attempt_at) == (CallbackState.SCHEDULED, at("15:50"))
    second = after_attempt(AttemptResult.NO_ANSWER, at("15:50"), Tried(counted=1, same_result=1))
    assert second.next_attempt_at == at("17:50")
    third = after_attempt(AttemptResult.NO_ANSWER, at("17:50"), Tried(counted=2, same_result=2))
    assert third == AfterAttempt(
        CallbackState.EXHAUSTED,
        counted=True,
        counted_attempts=3,
        outcome=CallbackOutcome.NOT_REACHED,
        task=FollowUpTask.SUPERVISOR_REVIEW,
    )


@pytest.mark.parametrize(
    ("first", "now", "verdict"),
    [
        (None, "15:59:59", None),
        (None, "16:00:00", None),
        (None, "16:00:01", False),
        ("16:00:00", "16:00:00", True),
        ("16:20:00", "16:20:00", False),  # 41: too late repairs nothing
        ("15:00:00", "18:00:00", True),
        ("14:59:59", "15:30:00", False),
    ],
)
def test_scenario_41_a_promise_is_kept_by_the_first_counted_attempt_inside_its_window(
    first: str | None, now: str, verdict: bool | None
) -> None:
    assert kept(PROMISED, at(first) if first else None, at(now)) is verdict


@pytest.mark.parametrize(
    ("result", "tried_at", "again"),
    [
        (AttemptResult.BUSY, at("11:55"), at("13:30")),
        (AttemptResult.BUSY, at("10:00"), at("10:10")),
        (AttemptResult.NO_ANSWER, at("20:15"), at("09:00", day=3)),
        (AttemptResult.SWITCHED_OFF, at("14:00"), at("18:00")),
        (AttemptResult.SYSTEM_ERROR, at("14:00"), at("14:02")),
        (AttemptResult.DROPPED, at("14:00"), at("14:01")),
        (AttemptResult.BUSY, at("11:50"), at("13:30")),  # the closing minute is closed
    ],
)
def test_scenario_42_a_retry_waits_by_its_result_and_for_the_calling_hours(
    result: AttemptResult, tried_at: datetime, again: datetime
) -> None:
    assert after_attempt(result, tried_at, Tried()).next_attempt_at == again


def test_scenario_42_our_own_failure_is_not_an_attempt() -> None:
    after = after_attempt(AttemptResult.SYSTEM_ERROR, at("14:00"), Tried(counted=2))
    assert (after.counted, after.counted_attempts, after.state) == (False, 2, CallbackState.SCHEDULED)


@pytest.mark.parametrize(
    ("result", "task"),
    [
        (AttemptResult.INVALID_NUMBER, FollowUpTask.ASK_ANOTHER_NUMBER),
        (AttemptResult.REFUSED, FollowUpTask.SUPERVISOR_REVIEW),
    ],
)
def test_scenario_42_a_wrong_number_and_a_refusal_are_not_tried_again(
    result: AttemptResult, task: FollowUpTask
) -> None:
    after = after_attempt(result, at("14:00"), Tried())
    assert (after.state, after.next_attempt_at, after.task) == (CallbackState.EXHAUSTED, None, task)


@pytest.mark.parametrize("result", [AttemptResult.ANSWERED_RESOLVED, AttemptResult.ANSWERED_PENDING])
def test_a_customer_who_was_reached_is_not_rung_again(result: AttemptResult) -> None:
    after = after_attempt(result, at("14:00"), Tried(counted=2))
    assert (after.state, after.outcome, after.counted_attempts) == (CallbackState.DONE, CallbackOutcome.REACHED, 3)


def test_a_customer_who_asks_for_another_time_is_waited_for() -> None:
    after = after_attempt(AttemptResult.CUSTOMER_RESCHEDULE, at("14:00"), Tried(counted=2))
    assert (after.state, after.next_attempt_at) == (CallbackState.SCHEDULED, None)


def test_a_dropped_line_goes_back_to_the_same_agent() -> None:
    assert after_attempt(AttemptResult.DROPPED, at("14:00"), Tried()).same_agent
    assert not after_attempt(AttemptResult.BUSY, at("14:00"), Tried()).same_agent


def test_scenario_43_a_claim_lapses_after_ten_minutes() -> None:
    assert lease_until(at("14:50")) == at("15:00")


def test_scenario_45_a_dropped_call_is_owed_in_five_minutes() -> None:
    assert owes_dropped_callback(timedelta(seconds=40), abnormal=True)
    assert first_window(CallbackKind.DROPPED_CALL, at("10:00"), CallingHours()).start == at("10:05")


@pytest.mark.parametrize(("talked", "abnormal"), [(4, True), (40, False)])
def test_a_short_or_orderly_end_owes_nothing(talked: int, *, abnormal: bool) -> None:
    assert not owes_dropped_callback(timedelta(seconds=talked), abnormal=abnormal)


def test_a_missed_call_of_the_night_is_rung_back_in_the_morning() -> None:
    assert first_window(CallbackKind.MISSED_CALL, at("23:10"), CallingHours()).start == at("09:00", day=3)
    assert first_window(CallbackKind.MISSED_CALL, at("10:00"), CallingHours()).start == at("10:15")


LATER = Window(at("18:00"), at("19:00"))


@pytest.mark.parametrize(
    ("changed_at", "customer_asked", "judged"),
    [
        ("15:59:00", True, LATER),
        ("16:00:00", True, LATER),
        ("16:00:01", True, None),
        ("15:00:00", False, LATER),
        ("15:00:01", False, None),
    ],
)
def test_a_customer_may_move_a_promise_until_its_end_and_we_until_its_start(
    changed_at: str, customer_asked: bool, judged: Window | None
) -> None:
    assert judged_window(PROMISED, LATER, at(changed_at), customer_asked=customer_asked) == judged


def test_calling_hours_are_the_customers_own() -> None:
    london = CallingHours(tz="Europe/London")
    assert london.next_opening(datetime(2026, 3, 2, 8, tzinfo=UTC)) == datetime(2026, 3, 2, 9, tzinfo=UTC)


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001 - zoned by hypothesis
    st.sampled_from(list(RETRY_AFTER)),
    st.integers(0, 2),
)
def test_no_retry_is_ever_earlier_than_its_wait_nor_outside_the_calling_hours(
    tried_at: datetime, result: AttemptResult, before: int
) -> None:
    again = after_attempt(result, tried_at, Tried(counted=0, same_result=before)).next_attempt_at
    assert again is not None
    assert again >= tried_at + min(RETRY_AFTER[result])
    wall = again.astimezone(SHANGHAI).time()
    assert any(opens <= wall < closes for opens, closes in CallingHours().windows)
