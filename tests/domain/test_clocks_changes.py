"""Clocks when the ticket changes: priority, transfer, reopening; the worked scenarios by number and the readings."""

import pytest

from tests.domain.clock_stories import Told, event, local, policy

CREATED = {
    priority: event("03-02 09:00", "create", priority=priority, answered=True)
    for priority in ("urgent", "high", "normal")
}


def raised(at: str, to: str = "urgent", **details: str) -> dict[str, object]:
    return event(at, "priority", priority=to, **details)


def test_scenario_22_a_raised_priority_keeps_what_was_used() -> None:
    clock = Told(CREATED["normal"], raised("03-02 10:00")).clock("resolution", "03-02 10:00")
    assert (clock["due_at"], clock["flags"], clock["elapsed_s"]) == (local("03-02 14:30"), [], 3600)
    assert clock["warn_at"] == [local("03-02 12:00")]


def test_scenario_22_too_little_left_gives_half_an_hour_of_grace() -> None:
    told = Told(CREATED["normal"], raised("03-02 15:00"))
    clock = told.clock("resolution", "03-02 15:00")
    assert (clock["due_at"], clock["flags"], clock["breached_at"]) == (local("03-02 15:30"), ["retargeted"], None)
    late = told.clock("resolution", "03-02 16:00")
    assert (late["breached_at"], late["overdue_s"]) == (local("03-02 15:30"), 1800)


def test_exactly_the_grace_left_is_not_flagged() -> None:
    clock = Told(CREATED["normal"], raised("03-02 14:00")).clock("resolution", "03-02 14:00")
    assert (clock["due_at"], clock["flags"]) == (local("03-02 14:30"), [])


def test_the_graced_due_instant_is_never_later_than_the_old_one() -> None:
    told = Told(event("03-02 09:00", "create", priority="high"), raised("03-02 09:20"))
    clock = told.clock("first_response", "03-02 09:20")
    assert (clock["due_at"], clock["flags"]) == (local("03-02 09:30"), ["retargeted"])


def test_grace_is_no_longer_than_the_new_target() -> None:
    told = Told(event("03-02 09:00", "create"), raised("03-02 10:00"))
    assert told.clock("first_response", "03-02 10:00")["due_at"] == local("03-02 10:15")


def test_after_grace_warnings_are_by_the_new_target_and_never_before_the_change() -> None:
    told = Told(CREATED["normal"], raised("03-02 14:15"), policy=policy(warn_pct=[50, 75, 95]))
    clock = told.clock("resolution", "03-02 14:15")
    assert clock["due_at"] == local("03-02 14:45")
    assert clock["warn_at"] == [local("03-02 14:18")]


def test_the_same_target_gets_no_grace_and_the_same_priority_is_no_event() -> None:
    told = Told(
        CREATED["normal"],
        event("03-02 10:00", "customer_contact"),
        raised("03-02 11:50"),
        raised("03-02 11:55"),
    )
    clock = told.clock("next_response", "03-02 11:55")
    assert (clock["due_at"], clock["flags"]) == (local("03-02 12:00"), [])
    assert told.refused == []


def test_scenario_24_a_lowered_priority_moves_the_deadline_out() -> None:
    clock = Told(CREATED["urgent"], raised("03-02 11:00", "normal")).clock("resolution", "03-02 11:00")
    assert (clock["due_at"], clock["flags"]) == (local("03-04 09:00"), [])


@pytest.mark.parametrize(("at", "refused"), [("03-02 13:29", True), ("03-02 11:59:59", False), ("03-02 14:00", True)])
def test_scenario_24_from_three_quarters_on_lowering_is_a_supervisors(at: str, *, refused: bool) -> None:
    agent = Told(CREATED["urgent"], raised(at, "normal", by="agent"))
    assert agent.refused == ([(1, "needs_supervisor")] if refused else [])
    assert Told(CREATED["urgent"], raised(at, "normal")).refused == []


def test_scenario_24_lowering_never_clears_a_breach() -> None:
    clock = Told(CREATED["urgent"], raised("03-02 15:00", "normal")).clock("resolution", "03-02 16:00")
    assert (clock["breached_at"], clock["due_at"]) == (local("03-02 14:30"), local("03-02 14:30"))
    assert clock["overdue_s"] == 5400


def test_a_change_exactly_at_the_due_instant_is_in_time() -> None:
    clock = Told(CREATED["urgent"], raised("03-02 14:30", "high")).clock("resolution", "03-02 15:00")
    assert (clock["breached_at"], clock["due_at"]) == (None, local("03-03 09:30"))


def waiting(*changes: dict[str, object]) -> Told:
    return Told(
        CREATED["normal"],
        event("03-02 15:00", "wait_customer"),
        *changes,
        event("03-03 09:00", "resume"),
    )


def test_a_waiting_clock_carries_its_pause_and_is_judged_when_it_runs_again() -> None:
    told = waiting(raised("03-02 16:00"))
    paused = told.clock("resolution", "03-02 16:00")
    assert (paused["state"], paused["due_at"], paused["flags"]) == ("paused", None, [])
    clock = told.clock("resolution", "03-03 09:00")
    assert (clock["due_at"], clock["flags"]) == (local("03-03 09:30"), ["retargeted"])


def test_a_priority_that_went_and_came_back_during_a_wait_changes_nothing() -> None:
    clock = waiting(raised("03-02 16:00"), raised("03-02 16:10", "normal")).clock("resolution", "03-03 09:00")
    assert (clock["due_at"], clock["flags"]) == (local("03-04 12:00"), [])


def test_scenario_27_a_transfer_leaves_the_customers_clock_alone_and_splits_the_teams_time() -> None:
    told = Told(
        CREATED["high"],
        event("03-02 11:40", "transfer", team="second"),
        event("03-02 14:10", "resolve"),
        policy=policy({"ola": {"high": 1800}}),
    )
    assert told.clock("resolution", "03-02 15:00")["elapsed_s"] == 220 * 60
    second = told.clock("ola", "03-02 15:00")
    assert (second["elapsed_s"], told.clock("ola", "03-02 11:40")["due_at"]) == (60 * 60, local("03-02 13:40"))


RESOLVED = (CREATED["high"], event("03-02 15:00", "resolve"))


def test_scenario_29_a_reopened_ticket_gets_half_the_time_and_its_first_result_stands() -> None:
    told = Told(*RESOLVED, event("03-04 16:00", "reopen"))
    first, second = told.clock("resolution", "03-04 16:00"), told.clock("resolution", "03-04 16:00", seq=2)
    assert (first["state"], second["state"], second["due_at"]) == ("met", "running", local("03-05 11:00"))


def test_half_of_a_short_target_is_at_least_the_minimum() -> None:
    told = Told(CREATED["urgent"], event("03-02 10:00", "resolve"), event("03-02 14:00", "reopen"))
    assert told.clock("resolution", "03-02 14:00", seq=2)["due_at"] == local("03-02 16:00")


def test_a_priority_change_on_a_reopened_clock_recomputes_the_half() -> None:
    told = Told(*RESOLVED, event("03-04 09:00", "reopen"), raised("03-04 10:00", "normal"))
    assert told.clock("resolution", "03-04 10:00", seq=2)["due_at"] == local("03-05 09:00")


@pytest.mark.parametrize(("mode", "due"), [("resume", "03-04 14:30"), ("restart", "03-05 10:00")])
def test_a_policy_may_let_a_reopened_clock_run_on_or_start_all_over(mode: str, due: str) -> None:
    told = Told(
        event("03-02 09:00", "create", priority="high", answered=True),
        event("03-02 15:00", "resolve"),
        event("03-04 09:30", "reopen"),
        policy=policy(reopen={"mode": mode}),
    )
    assert told.clock("resolution", "03-04 09:30", seq=2)["due_at"] == local(due)


def test_a_customer_contact_reopens_a_resolved_ticket_and_starts_no_next_response() -> None:
    told = Told(*RESOLVED, event("03-03 10:00", "customer_contact"), event("03-03 10:30", "wait_customer"))
    assert told.kinds("03-03 11:00") == [("first_response", 1), ("resolution", 1), ("resolution", 2)]
    assert told.refused == [(3, "no_outbound_contact")]


def test_a_thank_you_reopens_nothing() -> None:
    told = Told(*RESOLVED, event("03-03 10:00", "customer_contact", no_action=True))
    assert ("resolution", 2) not in told.kinds("03-03 11:00")


@pytest.mark.parametrize("do", ["transfer", "wait_customer", "resume", "resolve"])
def test_a_resolved_ticket_refuses_what_belongs_to_an_open_one(do: str) -> None:
    assert Told(*RESOLVED, event("03-03 10:00", do, by="agent")).refused == [(2, "invalid_transition")]


def test_on_a_resolved_ticket_the_state_speaks_before_the_supervisor() -> None:
    assert Told(*RESOLVED, raised("03-03 10:00", "normal", by="agent")).refused == [(2, "invalid_transition")]


def test_an_agents_contact_on_a_resolved_ticket_changes_no_clock() -> None:
    told = Told(*RESOLVED, event("03-03 10:00", "agent_contact"))
    assert told.refused == []
    assert told.clocks("03-03 10:00") == Told(*RESOLVED).clocks("03-03 10:00")


@pytest.mark.parametrize(
    ("kind", "at", "refused"),
    [
        ("inquiry", "03-10 10:00", False),
        ("inquiry", "03-10 10:00:01", True),
        ("complaint", "04-02 10:00", False),
        ("complaint", "04-02 10:00:01", True),
    ],
)
@pytest.mark.parametrize("do", ["reopen", "customer_contact"])
def test_scenario_29_a_closed_ticket_reopens_within_its_window_only(
    do: str, kind: str, at: str, *, refused: bool
) -> None:
    told = Told(
        event("03-02 09:00", "create", answered=True, kind=kind),
        event("03-02 15:00", "resolve"),
        event("03-03 10:00", "close"),
        event(at, do),
    )
    assert told.refused == ([(3, "invalid_transition")] if refused else [])


def test_a_priority_without_targets_ends_the_clocks_and_one_with_targets_starts_them() -> None:
    new = event("03-02 09:00", "create", priority="high")
    told = Told(new, raised("03-02 09:10", "low"), raised("03-02 10:00", "high"))
    assert told.clock("resolution", "03-02 09:10")["state"] == "cancelled"
    assert told.clock("first_response", "03-02 10:00", seq=2)["due_at"] == local("03-02 10:30")
    assert told.clock("resolution", "03-02 10:00", seq=2)["due_at"] == local("03-03 10:30")


def test_a_ticket_reopened_at_a_priority_without_targets_gets_half_once_it_is_raised() -> None:
    told = Told(
        event("03-02 09:00", "create", priority="high", answered=True),
        event("03-02 09:30", "resolve"),
        event("03-02 10:00", "reopen"),
        raised("03-02 10:00", "low"),
        raised("03-02 10:10", "high"),
    )
    assert told.kinds("03-02 10:10") == [("first_response", 1), ("resolution", 1), ("resolution", 2), ("resolution", 3)]
    assert told.clock("resolution", "03-02 10:10", seq=3)["due_at"] == local("03-02 15:40")


def test_a_lowered_priority_whose_target_is_shorter_than_the_grace_is_due_no_later_than_before() -> None:
    told = Told(event("03-02 09:00", "create", priority="urgent"), raised("03-02 09:05", "high"))
    clock = told.clock("first_response", "03-02 09:05")
    assert (clock["due_at"], clock["flags"], clock["warn_at"]) == (local("03-02 09:15"), ["retargeted"], [])


def test_what_is_left_of_the_grace_is_carried_through_a_wait() -> None:
    told = Told(
        CREATED["normal"],
        raised("03-02 15:00"),
        event("03-02 15:10", "wait_customer"),
        event("03-03 09:00", "resume"),
    )
    assert told.clock("resolution", "03-03 09:00")["due_at"] == local("03-03 09:20")
    assert told.clock("resolution", "03-03 09:21")["overdue_s"] == 60


def test_a_minimum_of_nothing_leaves_a_reopened_ticket_the_plain_per_cent() -> None:
    told = Told(
        CREATED["urgent"],
        event("03-02 10:00", "resolve"),
        event("03-02 10:00", "reopen"),
        policy=policy(reopen={"pct": 25, "min_s": 0}),
    )
    assert told.clock("resolution", "03-02 10:00", seq=2)["due_at"] == local("03-02 11:00")
