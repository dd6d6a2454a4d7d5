"""A ticket's moves: the table as the paper lists it, the guards, and the order in which they speak."""

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from ticketing.domain.tickets import (
    TERMINAL,
    TRANSITIONS,
    Facts,
    Guard,
    Move,
    Priority,
    TicketKind,
    TicketState,
    allowed,
    first_state,
    move_to,
    unmet,
)
from ticketing.errors import Forbidden, IllegalMove, Invalid

WILLING = Facts(
    state=TicketState.OPEN,
    supervisor=True,
    on_shift_in_queue=True,
    has_reason=True,
    contacted_ever=True,
    contacted_since_customer=True,
    has_resolution=True,
    has_reply=True,
    has_root_cause=True,
    follow_up_satisfied=True,
)
TABLE = {
    ("new", "accept"): ("T4", "open"),
    ("open", "wait_customer"): ("T5", "waiting_customer"),
    ("waiting_customer", "wake"): ("T6", "open"),
    ("open", "refer"): ("T7", "waiting_internal"),
    ("waiting_internal", "return"): ("T7", "open"),
    ("open", "resolve"): ("T8", "resolved"),
    ("waiting_customer", "resolve"): ("T8", "resolved"),
    ("waiting_internal", "resolve"): ("T8", "resolved"),
    ("resolved", "close"): ("T9", "closed"),
    ("resolved", "reopen"): ("T10", "open"),
    ("closed", "reopen"): ("T11", "open"),
    ("new", "merge"): ("T12", "merged"),
    ("open", "merge"): ("T12", "merged"),
    ("waiting_customer", "merge"): ("T12", "merged"),
    ("waiting_internal", "merge"): ("T12", "merged"),
    ("resolved", "merge"): ("T12", "merged"),
    ("new", "cancel"): ("T13", "cancelled"),
    ("open", "cancel"): ("T13", "cancelled"),
}


@pytest.mark.parametrize(("state", "move"), list(product(TicketState, Move)))
def test_the_table_leads_where_the_paper_says_and_every_other_pair_is_refused(state: TicketState, move: Move) -> None:
    facts = replace(WILLING, state=state)
    expected = TABLE.get((state, move))
    if expected is None:
        with pytest.raises(IllegalMove) as refusal:
            move_to(facts, move)
        assert refusal.value.params["allowed"] == [one for from_, one in TABLE if from_ == state]
    else:
        assert (TRANSITIONS[state, move].number, move_to(facts, move)) == expected


def test_a_ticket_is_born_new_open_or_resolved() -> None:
    assert first_state(answered=False) is TicketState.NEW
    assert first_state(answered=True) is TicketState.OPEN
    assert first_state(answered=True, resolved=True) is TicketState.RESOLVED


def test_only_a_closed_ticket_leads_out_of_a_terminal_state() -> None:
    assert {move for state, move in TRANSITIONS if state in TERMINAL} == {Move.REOPEN}


@pytest.mark.parametrize(
    ("move", "change", "guard"),
    [
        (Move.WAIT_CUSTOMER, {"contacted_since_customer": False}, Guard.NO_OUTBOUND_CONTACT),
        (Move.WAIT_CUSTOMER, {"has_reason": False}, Guard.REASON_MISSING),
        (Move.WAIT_CUSTOMER, {"planned_pause_s": 54_001}, Guard.WAKE_AT_TOO_LATE),
        (Move.WAIT_CUSTOMER, {"planned_pause_s": -1}, Guard.WAKE_AT_INVALID),
        (Move.WAIT_CUSTOMER, {"supervisor": False, "pauses": 2}, Guard.NEEDS_SUPERVISOR),
        (
            Move.WAIT_CUSTOMER,
            {"supervisor": False, "pauses": 1, "paused_s": 100_000, "planned_pause_s": 8_001},
            Guard.NEEDS_SUPERVISOR,
        ),
        (Move.RESOLVE, {"has_resolution": False}, Guard.RESOLUTION_MISSING),
        (Move.RESOLVE, {"open_promises": 1}, Guard.OPEN_PROMISE),
        (Move.RESOLVE, {"open_children": 1}, Guard.OPEN_CHILDREN),
        (Move.RESOLVE, {"contacted_ever": False}, Guard.NO_OUTBOUND_CONTACT),
        (Move.MERGE, {"supervisor": False, "same_customer": False}, Guard.NEEDS_SUPERVISOR),
        (Move.MERGE, {"target_active": False}, Guard.TARGET_INACTIVE),
        (Move.CANCEL, {"supervisor": False, "kind": TicketKind.COMPLAINT}, Guard.NEEDS_SUPERVISOR),
        (Move.CANCEL, {"has_reason": False}, Guard.REASON_MISSING),
    ],
)
def test_a_guard_stands_in_the_way_alone_and_by_its_name(move: Move, change: dict[str, object], guard: Guard) -> None:
    facts = replace(WILLING, **change)  # type: ignore[arg-type]
    assert unmet(facts, move) == (guard,)
    with pytest.raises(Forbidden if guard is Guard.NEEDS_SUPERVISOR else Invalid) as refusal:
        move_to(facts, move)
    assert refusal.value.code == guard


def test_accepting_needs_the_shift_and_the_queue_or_an_override_with_its_reason() -> None:
    outsider = replace(WILLING, state=TicketState.NEW, on_shift_in_queue=False)
    assert unmet(outsider, Move.ACCEPT) == (Guard.NOT_ON_SHIFT,)
    assert unmet(replace(outsider, override=True, has_reason=False), Move.ACCEPT) == (Guard.NOT_ON_SHIFT,)
    assert unmet(replace(outsider, override=True), Move.ACCEPT) == ()


def test_a_forced_resolution_leaves_its_children_open() -> None:
    assert unmet(replace(WILLING, open_children=2, force=True), Move.RESOLVE) == ()


def test_scenario_52_a_complaint_without_root_cause_and_reply_hears_of_both() -> None:
    bare = replace(WILLING, kind=TicketKind.COMPLAINT, has_reply=False, has_root_cause=False)
    with pytest.raises(Invalid) as refusal:
        move_to(bare, Move.RESOLVE)
    assert refusal.value.params["guards"] == ["reply_missing", "root_cause_missing"]
    assert unmet(replace(bare, kind=TicketKind.INQUIRY), Move.RESOLVE) == ()


def test_the_supervisor_speaks_before_the_other_guards_and_those_in_the_order_of_the_table() -> None:
    facts = replace(
        WILLING, supervisor=False, pauses=2, has_reason=False, planned_pause_s=60_000, contacted_since_customer=False
    )
    assert unmet(facts, Move.WAIT_CUSTOMER) == (
        Guard.NEEDS_SUPERVISOR,
        Guard.REASON_MISSING,
        Guard.WAKE_AT_TOO_LATE,
        Guard.NO_OUTBOUND_CONTACT,
    )


RESOLVED = replace(WILLING, state=TicketState.RESOLVED, supervisor=False, follow_up_satisfied=False)


def test_scenario_53_a_complaint_closes_when_satisfied_or_after_three_failures_by_a_supervisor() -> None:
    complaint = replace(RESOLVED, kind=TicketKind.COMPLAINT, resolved_for_s=10**6)
    assert unmet(complaint, Move.CLOSE) == (Guard.FOLLOW_UP_MISSING,)
    assert unmet(replace(complaint, failed_follow_ups=3), Move.CLOSE) == (Guard.NEEDS_SUPERVISOR,)
    assert unmet(replace(complaint, failed_follow_ups=3, supervisor=True), Move.CLOSE) == ()
    assert unmet(replace(complaint, follow_up_satisfied=True), Move.CLOSE) == ()


def test_anything_else_closes_by_itself_after_three_working_days() -> None:
    assert unmet(replace(RESOLVED, resolved_for_s=80_999), Move.CLOSE) == (Guard.FOLLOW_UP_MISSING,)
    assert unmet(replace(RESOLVED, resolved_for_s=81_000), Move.CLOSE) == ()


@pytest.mark.parametrize(("kind", "days"), [(TicketKind.INQUIRY, 7), (TicketKind.COMPLAINT, 30)])
def test_a_closed_ticket_comes_back_within_its_window_and_not_after(kind: TicketKind, days: int) -> None:
    closed = replace(WILLING, state=TicketState.CLOSED, kind=kind, closed_for=timedelta(days=days))
    assert allowed(closed) == {Move.REOPEN: ()}
    late = replace(closed, closed_for=timedelta(days=days, seconds=1))
    assert allowed(late) == {}
    with pytest.raises(IllegalMove):
        move_to(late, Move.REOPEN)


def test_the_console_learns_every_move_with_what_is_still_missing() -> None:
    facts = replace(WILLING, has_resolution=False)
    assert allowed(facts) == {
        Move.WAIT_CUSTOMER: (),
        Move.REFER: (),
        Move.RESOLVE: (Guard.RESOLUTION_MISSING,),
        Move.MERGE: (),
        Move.CANCEL: (),
    }


def test_priorities_rank_by_their_weight_and_not_by_the_alphabet() -> None:
    assert sorted(Priority, key=lambda one: one.rank) == ["low", "normal", "high", "urgent"]
