"""Clocks when the rules change under a running ticket: policy edits (R4, R5) and calendar edits (R6)."""

from typing import Any

import pytest

from tests.domain.clock_stories import CAL_24, CAL_DAY, SPLIT, TARGETS, Told, event, local, policy

HIGH = event("03-02 09:00", "create", priority="high", answered=True)
SHORTER = policy({"resolution": {"high": 14400}})


def edited(at: str, new: dict[str, Any], apply: str | None = None) -> dict[str, Any]:
    return event(at, "policy", policy=new) | ({"apply": apply} if apply else {})


def without(kind: str) -> dict[str, Any]:
    return policy() | {"targets": {name: by for name, by in TARGETS.items() if name != kind}}


def test_an_edited_policy_binds_new_tickets_only_and_for_life() -> None:
    told = Told(
        HIGH,
        edited("03-02 10:00", SHORTER),
        event("03-02 15:00", "resolve"),
        event("03-03 10:00", "reopen"),
    )
    assert told.clock("resolution", "03-02 10:00")["due_at"] == local("03-03 09:30")
    assert told.clock("resolution", "03-03 10:00", seq=2)["due_at"] == local("03-03 15:30")
    later = Told(edited("03-02 08:00", SHORTER), HIGH)
    assert later.clock("resolution", "03-02 09:00")["due_at"] == local("03-02 14:30")


def test_open_from_now_keeps_what_was_used_and_gives_grace() -> None:
    told = Told(HIGH, edited("03-02 10:00", SHORTER, "open_from_now"))
    assert told.clock("resolution", "03-02 10:00")["due_at"] == local("03-02 14:30")
    graced = Told(HIGH, edited("03-02 15:00", SHORTER, "open_from_now")).clock("resolution", "03-02 15:00")
    assert (graced["due_at"], graced["flags"], graced["breached_at"]) == (local("03-02 15:30"), ["retargeted"], None)


def test_open_retroactive_finds_the_breach_where_it_would_have_been() -> None:
    clock = Told(HIGH, edited("03-02 15:00", SHORTER, "open_retroactive")).clock("resolution", "03-02 15:00")
    assert (clock["due_at"], clock["breached_at"]) == (local("03-02 14:30"), local("03-02 14:30"))
    assert (clock["overdue_s"], clock["flags"], clock["state"]) == (1800, [], "running")


def test_open_retroactive_counts_over_the_recorded_pauses() -> None:
    told = Told(
        HIGH,
        event("03-02 10:00", "wait_customer"),
        event("03-02 15:00", "resume"),
        edited("03-02 16:00", SHORTER, "open_retroactive"),
    )
    clock = told.clock("resolution", "03-02 16:00")
    assert (clock["elapsed_s"], clock["due_at"], clock["breached_at"]) == (7200, local("03-03 09:00"), None)


def test_open_retroactive_reaches_a_waiting_clock_too() -> None:
    told = Told(HIGH, event("03-02 15:00", "wait_customer"), edited("03-02 16:00", SHORTER, "open_retroactive"))
    clock = told.clock("resolution", "03-02 17:00")
    assert (clock["state"], clock["due_at"], clock["breached_at"]) == ("paused", None, local("03-02 14:30"))
    assert clock["overdue_s"] == 1800


@pytest.mark.parametrize("apply", ["open_from_now", "open_retroactive"])
def test_finished_clocks_never_change_and_a_breach_stands(apply: str) -> None:
    longer = policy({"first_response": {"high": 7200}, "resolution": {"high": 90000}})
    told = Told(
        event("03-02 09:00", "create", priority="high"),
        event("03-02 10:00", "agent_contact"),
        edited("03-03 11:00", longer, apply),
    )
    assert told.clock("first_response", "03-03 12:00")["state"] == "met_late"
    broken = told.clock("resolution", "03-03 12:00")
    assert (broken["breached_at"], broken["due_at"]) == (local("03-03 09:30"), local("03-03 09:30"))
    assert broken["overdue_s"] == int(2.5 * 3600)


def test_a_kind_that_only_the_old_policy_has_is_cancelled() -> None:
    told = Told(HIGH, edited("03-02 10:00", without("resolution"), "open_from_now"))
    clock = told.clock("resolution", "03-02 12:00")
    assert (clock["state"], clock["elapsed_s"], clock["warn_at"]) == ("cancelled", 3600, [])


@pytest.mark.parametrize(("apply", "due"), [("open_from_now", "03-03 10:30"), ("open_retroactive", "03-03 09:30")])
def test_a_kind_that_only_the_new_policy_has_starts_now_or_where_it_would_have(apply: str, due: str) -> None:
    told = Told(HIGH, edited("03-02 10:00", policy(), apply), policy=without("resolution"))
    clock = told.clock("resolution", "03-02 10:00")
    assert (clock["seq"], clock["due_at"]) == (1, local(due))


def test_a_new_kind_counts_back_over_the_waits_it_never_saw() -> None:
    told = Told(
        HIGH,
        event("03-02 10:00", "wait_customer"),
        event("03-02 15:00", "resume"),
        edited("03-02 16:00", policy(), "open_retroactive"),
        policy=without("resolution"),
    )
    assert told.clock("resolution", "03-02 16:00")["elapsed_s"] == 7200


def test_a_first_response_that_was_given_does_not_start_again() -> None:
    told = Told(HIGH, edited("03-02 10:00", policy(), "open_from_now"), policy=without("first_response"))
    assert told.kinds("03-02 10:00") == [("resolution", 1)]
    back = Told(
        event("03-02 09:00", "create", priority="high"),
        event("03-02 09:45", "agent_contact"),
        edited("03-02 10:00", policy(), "open_retroactive"),
        policy=without("first_response"),
    )
    assert back.clock("first_response", "03-02 10:00")["breached_at"] == local("03-02 09:30")


def test_an_unanswered_contact_is_owed_a_response_once_the_policy_promises_one() -> None:
    told = Told(
        HIGH,
        event("03-02 09:30", "customer_contact"),
        edited("03-02 10:00", policy(), "open_retroactive"),
        policy=without("next_response"),
    )
    assert told.clock("next_response", "03-02 10:00")["due_at"] == local("03-02 11:30")


def test_a_policy_on_another_calendar_counts_by_it_from_the_change_on() -> None:
    told = Told(HIGH, edited("03-02 12:30", policy(calendar="24"), "open_from_now"))
    clock = told.clock("resolution", "03-02 12:30")
    assert (clock["elapsed_s"], clock["due_at"]) == (3 * 3600, local("03-02 17:30"))
    back = Told(HIGH, edited("03-02 12:30", policy(calendar="24"), "open_retroactive"))
    assert back.clock("resolution", "03-02 12:30")["due_at"] == local("03-02 17:00")


def test_a_policy_that_no_longer_pauses_lets_the_waiting_clock_run() -> None:
    told = Told(
        HIGH,
        event("03-02 10:00", "wait_customer"),
        edited("03-02 11:00", policy(pause_waiting_customer=[]), "open_from_now"),
    )
    assert told.clock("resolution", "03-02 11:00")["due_at"] == local("03-03 10:30")


def recalled(at: str, **changes: Any) -> dict[str, Any]:
    return event(at, "calendar", name="day", calendar=CAL_DAY | changes)


def test_a_calendar_edit_moves_the_deadline_by_the_hours_that_lie_ahead_even_today() -> None:
    longer = [["08:30", "12:00"], ["13:30", "19:30"]]
    told = Told(HIGH, recalled("03-02 16:00", weekly={"mon-fri": longer}))
    assert told.clock("resolution", "03-02 15:59")["due_at"] == local("03-03 09:30")
    clock = told.clock("resolution", "03-02 16:00")
    assert (clock["due_at"], clock["warn_at"]) == (local("03-02 18:30"), [local("03-02 16:30")])


def test_a_calendar_edit_does_not_rewrite_the_past() -> None:
    told = Told(HIGH, recalled("03-02 11:00", weekly={"mon-fri": [["10:00", "12:00"], ["13:30", "17:30"]]}))
    assert told.clock("resolution", "03-02 11:00")["elapsed_s"] == 7200
    assert told.clock("resolution", "03-02 11:00")["due_at"] == local("03-03 11:00")


def test_a_broken_clock_keeps_its_instant_and_runs_over_by_the_newest_hours() -> None:
    told = Told(HIGH, recalled("03-03 11:00", weekly={"all": [["00:00", "24:00"]]}))
    clock = told.clock("resolution", "03-03 20:00")
    assert (clock["due_at"], clock["overdue_s"]) == (local("03-03 09:30"), int(1.5 * 3600) + 9 * 3600)


def test_a_waiting_clock_resumes_on_the_newest_calendar() -> None:
    told = Told(
        HIGH,
        event("03-02 11:00", "wait_customer"),
        recalled("03-02 12:30", weekly={"mon-fri": [["08:30", "20:30"]]}),
        event("03-02 14:00", "resume"),
    )
    assert told.clock("resolution", "03-02 14:00")["due_at"] == local("03-02 20:00")


def test_a_special_day_ahead_moves_only_what_falls_due_after_it() -> None:
    special = {"date": "2026-03-03", "type": "special", "windows": [["13:30", "17:30"]]}
    told = Told(event("03-02 09:00", "create", priority="high"), recalled("03-02 09:05", exceptions=[special]))
    assert told.clock("first_response", "03-02 09:05")["due_at"] == local("03-02 09:30")
    assert told.clock("resolution", "03-02 09:05")["due_at"] == local("03-03 14:30")


def test_another_calendar_may_change_without_touching_the_ticket() -> None:
    told = Told(HIGH, event("03-02 10:00", "calendar", name="cc", calendar=CAL_24))
    assert told.clock("resolution", "03-02 10:00")["due_at"] == local("03-03 09:30")


def test_a_graced_deadline_moves_with_the_calendar_by_the_time_it_has_left() -> None:
    told = Told(
        event("03-02 09:00", "create", answered=True),
        event("03-02 15:00", "priority", priority="urgent"),
        recalled("03-02 15:10", weekly={"mon-fri": [SPLIT[0], ["13:30", "15:20"]]}),
    )
    assert told.clock("resolution", "03-02 15:10")["due_at"] == local("03-03 08:40")


def test_a_new_promise_of_updates_counts_from_now_or_from_the_last_contact() -> None:
    with_updates = policy({"update": {"high": 7200}})
    story = (HIGH, event("03-02 09:30", "agent_contact"))
    told = Told(*story, edited("03-02 10:00", with_updates, "open_from_now"))
    assert told.clock("update", "03-02 10:00")["due_at"] == local("03-02 12:00")
    back = Told(*story, edited("03-02 10:00", with_updates, "open_retroactive"))
    assert back.clock("update", "03-02 10:00")["due_at"] == local("03-02 11:30")


def test_a_new_promise_to_acknowledge_binds_only_a_ticket_that_nobody_accepted() -> None:
    with_ack = policy({"ack": {"high": 600}})
    new = event("03-02 09:00", "create", priority="high")
    told = Told(new, edited("03-02 09:05", with_ack, "open_from_now"))
    assert told.clock("ack", "03-02 09:05")["due_at"] == local("03-02 09:15")
    assert ("ack", 1) not in Told(HIGH, edited("03-02 09:05", with_ack, "open_from_now")).kinds("03-02 09:05")


def test_a_kind_that_the_new_policy_starts_and_pauses_waits_with_the_ticket() -> None:
    told = Told(
        HIGH,
        event("03-02 10:00", "wait_customer"),
        edited("03-02 11:00", policy(), "open_from_now"),
        event("03-02 14:00", "resume"),
        policy=without("resolution"),
    )
    assert told.clock("resolution", "03-02 11:30")["state"] == "paused"
    assert told.clock("resolution", "03-02 14:00")["due_at"] == local("03-03 14:30")
