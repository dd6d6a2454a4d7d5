"""Clocks of one ticket: the worked scenarios on starting, meeting, pausing and answering, by number."""

import pytest

from tests.domain.clock_stories import Told, event, local, policy

HIGH = event("03-02 09:00", "create", priority="high")
MIN_10 = event("03-02 09:10", "agent_contact")


def test_scenario_1_a_high_ticket_has_its_deadlines_and_warnings() -> None:
    told = Told(HIGH)
    first, resolution = told.clocks("03-02 09:00")
    assert (first["due_at"], first["warn_at"]) == (local("03-02 09:30"), [local("03-02 09:22:30")])
    assert (resolution["due_at"], resolution["warn_at"]) == (local("03-03 09:30"), [local("03-02 16:30")])
    assert told.clocks("03-02 08:59:59") == []


@pytest.mark.parametrize(
    ("created", "priority", "first", "resolution"),
    [
        ("03-02 12:10", "high", "03-02 14:00", None),  # 2
        ("03-06 17:20", "high", "03-09 08:50", "03-10 08:50"),  # 3
        ("03-07 10:00", "urgent", "03-09 08:45", None),  # 4
        ("02-13 16:30", "urgent", None, "02-14 11:30"),  # 6
        ("02-14 16:30", "urgent", None, "02-24 11:30"),  # 6
    ],
)
def test_a_ticket_born_at_any_hour_falls_due_in_working_time(
    created: str, priority: str, first: str | None, resolution: str | None
) -> None:
    clocks = Told(event(created, "create", priority=priority)).clocks(created)
    for clock, due in zip(clocks, (first, resolution), strict=True):
        assert due is None or clock["due_at"] == local(due)


def test_scenario_12_met_is_inclusive_and_a_second_later_is_late() -> None:
    start = (HIGH, MIN_10)
    met = Told(*start, event("03-03 09:30", "resolve")).clock("resolution", "03-05 00:00")
    assert (met["state"], met["breached_at"], met["overdue_s"]) == ("met", None, 0)
    late = Told(*start, event("03-03 09:30:01", "resolve")).clock("resolution", "03-05 00:00")
    assert (late["state"], late["breached_at"], late["overdue_s"]) == ("met_late", local("03-03 09:30"), 1)


def test_asked_exactly_at_the_due_instant_a_running_clock_is_not_yet_broken() -> None:
    told = Told(HIGH)
    assert told.clock("first_response", "03-02 09:30")["breached_at"] is None
    broken = told.clock("first_response", "03-02 09:30:01")
    assert (broken["state"], broken["due_at"], broken["breached_at"]) == ("running", *[local("03-02 09:30")] * 2)
    assert (broken["elapsed_s"], broken["overdue_s"], broken["warn_at"]) == (1801, 1, [])


def test_due_at_closing_and_met_in_the_evening_is_late_by_nothing() -> None:
    told = Told(event("03-02 17:00", "create", priority="high"), event("03-02 18:00", "agent_contact"))
    clock = told.clock("first_response", "03-03 12:00")
    assert (clock["state"], clock["breached_at"], clock["overdue_s"]) == ("met_late", local("03-02 17:30"), 0)


def test_scenario_13_a_ticket_filed_by_the_answering_agent_has_responded_with_nothing_elapsed() -> None:
    told = Told(
        event("03-02 10:00:05", "create", answered=True),
        policy=policy({"ack": {"normal": 1800}}),
    )
    for kind in ("ack", "first_response"):
        clock = told.clock(kind, "03-02 10:04")
        assert (clock["state"], clock["elapsed_s"], clock["seq"]) == ("met", 0, 1)
    assert told.clock("resolution", "03-02 10:04")["state"] == "running"


def test_scenario_14_a_missed_call_is_answered_by_the_first_call_that_reaches_the_customer() -> None:
    told = Told(event("03-02 10:00:40", "create"), event("03-02 10:35", "agent_contact"))
    assert told.clock("first_response", "03-02 10:34")["due_at"] == local("03-02 13:30:40")
    after = told.clock("first_response", "03-02 10:35")
    assert (after["state"], after["elapsed_s"]) == ("met", 34 * 60 + 20)


def test_scenario_15_neither_a_transfer_nor_a_priority_nor_the_customer_stops_the_first_response() -> None:
    told = Told(
        event("03-02 09:00", "create"),
        event("03-02 09:05", "transfer", team="second"),
        event("03-02 09:06", "priority", priority="high"),
        event("03-02 09:07", "customer_contact"),
    )
    assert told.clock("first_response", "03-02 09:08")["state"] == "running"
    assert told.kinds("03-02 09:08") == [("first_response", 1), ("resolution", 1)]


PAUSED = (HIGH, MIN_10, event("03-02 11:00", "wait_customer"))


def test_scenario_16_a_waiting_clock_has_nothing_due_and_runs_on_when_the_customer_calls() -> None:
    told = Told(*PAUSED, event("03-04 10:00", "customer_contact"))
    waiting = told.clock("resolution", "03-03 10:00")
    assert (waiting["state"], waiting["due_at"], waiting["elapsed_s"], waiting["warn_at"]) == ("paused", None, 7200, [])
    running = told.clock("resolution", "03-04 10:00")
    assert (running["state"], running["due_at"]) == ("running", local("03-04 17:30"))
    assert told.clock("next_response", "03-04 10:00")["due_at"] == local("03-04 12:00")


def test_scenario_18_a_pause_needs_a_contact_since_the_customers_last_word() -> None:
    told = Told(HIGH, MIN_10, event("03-02 10:00", "customer_contact"), event("03-02 10:30", "wait_customer"))
    assert told.refused == [(3, "no_outbound_contact")]
    assert told.clock("resolution", "03-02 11:00")["state"] == "running"


def test_a_ticket_that_nobody_accepted_cannot_wait() -> None:
    assert Told(HIGH, event("03-02 09:30", "wait_customer")).refused == [(1, "invalid_transition")]


def pauses(count: int, by: str) -> list[dict[str, object]]:
    told = []
    for hour in range(9, 9 + count):
        told.append(event(f"03-03 {hour:02d}:00", "wait_customer", by=by))
        told.append(event(f"03-03 {hour:02d}:30", "resume"))
    return told


def test_scenario_18_the_third_pause_is_a_supervisors() -> None:
    assert Told(HIGH, MIN_10, *pauses(3, "agent")).refused == [(6, "needs_supervisor"), (7, "invalid_transition")]
    assert Told(HIGH, MIN_10, *pauses(3, "supervisor")).refused == []


def test_pauses_count_anew_after_a_reopening() -> None:
    again = (
        event("03-04 09:00", "resolve"),
        event("03-04 09:10", "reopen"),
        event("03-04 09:20", "agent_contact"),
        event("03-04 09:30", "wait_customer", by="agent"),
    )
    assert Told(HIGH, MIN_10, *pauses(2, "agent"), *again).refused == []


def test_scenario_20_a_wait_ends_by_itself_after_fifteen_working_hours() -> None:
    told = Told(*PAUSED)
    assert told.clock("resolution", "03-04 10:59:59")["state"] == "paused"
    woken = told.clock("resolution", "03-04 11:00")
    assert (woken["state"], woken["due_at"]) == ("running", local("03-05 09:30"))
    assert ("next_response", 1) not in told.kinds("03-04 11:00")


def test_a_wait_ends_at_its_own_wake_up_time_and_may_not_be_longer_than_the_longest() -> None:
    early = Told(HIGH, MIN_10, event("03-02 11:00", "wait_customer", wake_at=local("03-02 15:00")))
    assert early.clock("resolution", "03-02 15:00")["state"] == "running"
    limit = Told(HIGH, MIN_10, event("03-02 11:00", "wait_customer", wake_at=local("03-04 11:00")))
    assert limit.refused == []
    long = Told(HIGH, MIN_10, event("03-02 11:00", "wait_customer", wake_at=local("03-04 11:00:01")))
    assert long.refused == [(2, "wake_at_too_late")]
    past = Told(HIGH, MIN_10, event("03-02 11:00", "wait_customer", wake_at=local("03-02 11:00")))
    assert past.refused == [(2, "wake_at_invalid")]


def test_a_broken_clock_that_waits_shows_nothing_due_and_its_frozen_instant_when_it_runs_again() -> None:
    told = Told(
        HIGH,
        MIN_10,
        event("03-03 10:30", "wait_customer"),
        event("03-03 14:00", "resume"),
        event("03-03 15:00", "resolve"),
    )
    waiting = told.clock("resolution", "03-03 11:00")
    assert (waiting["due_at"], waiting["breached_at"], waiting["overdue_s"]) == (None, local("03-03 09:30"), 3600)
    assert told.clock("resolution", "03-03 14:30")["due_at"] == local("03-03 09:30")
    assert told.clock("resolution", "03-03 16:00")["overdue_s"] == 7200


def test_a_pause_exactly_at_the_due_instant_is_in_time() -> None:
    told = Told(HIGH, MIN_10, event("03-03 09:30", "wait_customer"), event("03-03 10:00", "resume"))
    assert told.clock("resolution", "03-03 09:40")["breached_at"] is None
    running = told.clock("resolution", "03-03 10:00")
    assert (running["due_at"], running["breached_at"]) == (local("03-03 10:00"), None)
    assert told.clock("resolution", "03-03 10:01")["breached_at"] == local("03-03 10:00")


def test_next_response_counts_from_the_oldest_unanswered_contact_and_ends_with_the_answer() -> None:
    told = Told(
        HIGH,
        MIN_10,
        event("03-02 10:00", "customer_contact"),
        event("03-02 11:00", "customer_contact"),
        event("03-02 11:30", "agent_contact"),
        event("03-02 14:00", "customer_contact"),
        event("03-02 15:00", "resolve"),
    )
    assert told.clock("next_response", "03-02 11:00")["elapsed_s"] == 3600
    assert told.clock("next_response", "03-02 12:00")["state"] == "met"
    ended = told.clock("next_response", "03-03 12:00", seq=2)
    assert (ended["state"], ended["elapsed_s"]) == ("met", 3600)


def test_a_ticket_resolved_without_any_outbound_contact_is_refused_unless_it_was_answered() -> None:
    assert Told(HIGH, event("03-02 09:20", "resolve")).refused == [(1, "no_outbound_contact")]
    answered = event("03-02 09:00", "create", answered=True)
    assert Told(answered, event("03-02 09:01", "resolve")).refused == []


def test_a_ticket_resolved_while_it_waits_is_met_by_what_it_had_used() -> None:
    clock = Told(*PAUSED, event("03-04 09:00", "resolve")).clock("resolution", "03-04 12:00")
    assert (clock["state"], clock["elapsed_s"], clock["due_at"]) == ("met", 7200, None)


def test_asks_need_not_be_in_order_and_events_of_one_instant_act_as_listed() -> None:
    told = Told(MIN_10, HIGH, event("03-02 09:10", "wait_customer"))
    assert told.refused == []
    assert told.clock("resolution", "03-02 09:10")["state"] == "paused"


def test_before_creation_everything_is_refused_and_a_ticket_is_created_once() -> None:
    told = Told(event("03-02 08:00", "agent_contact"), HIGH, event("03-02 10:00", "create"))
    assert told.refused == [(0, "invalid_transition"), (2, "invalid_transition")]


def test_scenario_50_a_major_complaint_has_its_own_targets() -> None:
    targets = {"ack": {"urgent": 1800}, "first_response": {"urgent": 14400}, "resolution": {"urgent": 54000}}
    told = Told(event("03-03 15:00", "create", priority="urgent", kind="complaint"), policy=policy(targets))
    due = {one["kind"]: one["due_at"] for one in told.clocks("03-03 15:00")}
    assert due == {
        "ack": local("03-03 15:30"),
        "first_response": local("03-04 10:00"),
        "resolution": local("03-05 15:00"),
    }


def test_scenario_53_the_follow_up_is_due_a_working_day_after_the_reply() -> None:
    told = Told(
        event("03-05 13:45", "create", priority="urgent", answered=True),
        event("03-05 14:00", "resolve"),
        event("03-06 11:00", "close"),
        policy=policy({"follow_up": {"urgent": 27000}}),
    )
    assert told.clock("follow_up", "03-05 14:00")["due_at"] == local("03-06 14:00")
    assert told.clock("follow_up", "03-06 12:00")["state"] == "met"
