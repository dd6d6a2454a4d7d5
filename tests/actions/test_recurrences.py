"""Follow-ups that come round: one occurrence at a time, none made up (tickets.md 4.5, scenario 48)."""

from datetime import date

import pytest

from tests.desk import Desk, local
from ticketing.actions import callbacks, tickets
from ticketing.actions.callbacks import Outcome, Round
from ticketing.db import begin, reading
from ticketing.domain.callbacks import AttemptResult, CallbackKind, CallbackState
from ticketing.domain.recurrences import Roll
from ticketing.errors import Conflict, Invalid
from ticketing.models.recurrences import Recurrence

R = AttemptResult


def comes_round(desk: Desk, **wanted: object) -> int:
    number = desk.open("wang")
    asked = {
        "phone": "13800138000",
        "rrule": "FREQ=MONTHLY;BYMONTHDAY=31",
        "start_on": date(2026, 1, 31),
        "from_min": 600,
        "length_min": 60,
        "roll": Roll.NEXT_WORKING_DAY,
    }
    with begin(desk.actor("wang")) as work:
        return tickets.come_round(work, number, Round(**{**asked, **wanted})).id  # type: ignore[arg-type]


def owed(desk: Desk) -> list[tuple[str, str]]:
    """The window of every open occurrence on the centre's wall."""
    found = [one for one in desk.callbacks() if one.is_open and one.kind is CallbackKind.RECURRING]
    return [(f"{one.window_start:%m-%d}", one.state.value) for one in found]


def ring(desk: Desk, result: AttemptResult = R.ANSWERED_PENDING) -> None:
    (one,) = [one for one in desk.callbacks() if one.is_open]
    with begin(desk.actor("wang")) as work:
        callbacks.attempt(work, one.id, Outcome(result))


def row(recurrence_id: int) -> Recurrence:
    with reading() as session:
        return session.get_one(Recurrence, recurrence_id)


def test_scenario_48_the_31st_rolls_to_a_working_day_and_clamps_to_the_last_of_a_short_month(desk: Desk) -> None:
    desk.at("01-20 09:00")
    comes_round(desk)
    assert owed(desk) == [("02-02", "scheduled")]
    desk.pass_to("02-02 10:30")
    ring(desk)
    # 2026-02-28 is a Saturday on which people work for the Spring Festival.
    assert owed(desk) == [("02-28", "scheduled")]
    desk.pass_to("02-28 10:30")
    ring(desk)
    assert owed(desk) == [("03-31", "scheduled")]


def test_scenario_48_a_service_that_was_down_for_two_periods_owes_one_occurrence(desk: Desk) -> None:
    desk.at("01-20 09:00")
    comes_round(desk, rrule="FREQ=WEEKLY", start_on=date(2026, 1, 26), roll=Roll.SAME)
    desk.at("02-18 09:00")
    desk.run_due()
    assert owed(desk) == [("01-26", "ready")]
    ring(desk)
    assert owed(desk) == [("02-23", "scheduled")]


def test_an_occurrence_that_was_given_up_or_called_off_is_followed_by_the_next(desk: Desk) -> None:
    comes_round(desk, rrule="FREQ=DAILY;INTERVAL=2", start_on=date(2026, 3, 3), roll=Roll.SAME)
    desk.pass_to("03-03 10:10")
    ring(desk, R.INVALID_NUMBER)
    assert owed(desk) == [("03-05", "scheduled")]
    (one,) = [one for one in desk.callbacks() if one.is_open]
    with begin(desk.actor("chen")) as work:
        callbacks.call_off(work, one.id, "客户出差")
    assert owed(desk) == [("03-07", "scheduled")]


@pytest.mark.parametrize(
    ("rule", "rounds", "reason"), [("FREQ=DAILY;COUNT=2", 2, "count"), ("FREQ=DAILY;UNTIL=20260305", 3, "until")]
)
def test_it_ends_when_its_rule_says_so(desk: Desk, rule: str, rounds: int, reason: str) -> None:
    one = comes_round(desk, rrule=rule, start_on=date(2026, 3, 3), roll=Roll.SAME)
    for day in range(3, 3 + rounds):
        desk.pass_to(f"03-0{day} 10:10")
        assert len(owed(desk)) == 1
        ring(desk)
    assert (owed(desk), row(one).end_reason) == ([], reason)


def test_it_ends_with_the_customers_satisfaction_where_that_was_asked_for(desk: Desk) -> None:
    one = comes_round(desk, rrule="FREQ=DAILY", start_on=date(2026, 3, 3), roll=Roll.SAME, until_satisfied=True)
    desk.pass_to("03-03 10:10")
    ring(desk, R.ANSWERED_PENDING)
    assert owed(desk) == [("03-04", "scheduled")]
    desk.pass_to("03-04 10:10")
    ring(desk, R.ANSWERED_RESOLVED)
    assert (owed(desk), row(one).end_reason) == ([], "satisfied")


def test_who_stops_it_leaves_what_is_owed_now(desk: Desk) -> None:
    one = comes_round(desk, rrule="FREQ=DAILY", start_on=date(2026, 3, 3), roll=Roll.SAME)
    with begin(desk.actor("wang")) as work:
        callbacks.stop(work, one)
    assert owed(desk) == [("03-03", "scheduled")]
    desk.pass_to("03-03 10:10")
    ring(desk)
    assert owed(desk) == []
    with pytest.raises(Conflict, match="recurrence_ended"), begin(desk.actor("wang")) as work:
        callbacks.stop(work, one)


def test_a_wall_time_in_a_gap_of_the_clocks_is_refused_at_first_and_moves_later(desk: Desk) -> None:
    new_york = {"tz": "America/New_York", "from_min": 150, "roll": Roll.SAME, "rrule": "FREQ=DAILY"}
    with pytest.raises(Invalid, match="no_such_time") as refusal:
        comes_round(desk, start_on=date(2026, 3, 8), **new_york)
    assert refusal.value.params["next"] == "2026-03-08T03:00:00-04:00"
    comes_round(desk, start_on=date(2026, 3, 7), **new_york)
    desk.pass_to("03-07 15:35")
    ring(desk)
    (one,) = [one for one in desk.callbacks() if one.is_open]
    assert (one.state, one.window_start) == (CallbackState.SCHEDULED, local("03-08 15:00"))
