"""Promises to ring, from the word given to the word kept (tickets.md 4.5, scenarios 40 to 44)."""

import threading
from collections.abc import Callable

import pytest

from tests.desk import Desk, local
from ticketing.actions import callbacks, tickets
from ticketing.actions.callbacks import Outcome, Promise
from ticketing.actions.tickets import MissedCall
from ticketing.db import begin
from ticketing.domain.actors import SYSTEM
from ticketing.domain.callbacks import AttemptResult, CallbackState, Window
from ticketing.domain.clocks import ClockKind, ClockState
from ticketing.domain.tickets import Priority, TicketState
from ticketing.errors import Conflict, Invalid, NotFound
from ticketing.models.callbacks import Callback

R = AttemptResult


def promised(desk: Desk, start: str = "03-02 15:00", end: str = "03-02 16:00") -> int:
    with begin(desk.actor("wang")) as work:
        agreed = Promise("13800138000", Window(local(start), local(end)), "报价", owner_id=work.actor.id)
        return tickets.promise(work, None, agreed).id


def tried(desk: Desk, callback_id: int, result: AttemptResult, by: str = "wang") -> Callback:
    with begin(desk.actor(by)) as work:
        return callbacks.attempt(work, callback_id, Outcome(result))


def missed(desk: Desk, at: str, phone: str = "13800138000") -> Callback:
    desk.at(at)
    with begin(SYSTEM) as work:
        callback = tickets.missed_call(work, MissedCall(phone, "sales", f"call-{at}", local(at)))
        assert callback is not None
        return callback


def now(desk: Desk, callback_id: int) -> Callback:
    return next(one for one in desk.callbacks() if one.id == callback_id)


def test_scenario_40_a_promise_is_ready_early_kept_by_the_first_try_and_retried_until_exhausted(desk: Desk) -> None:
    kept = promised(desk)
    desk.pass_to("03-02 14:49:59")
    assert now(desk, kept).state is CallbackState.SCHEDULED
    assert desk.pass_to("03-02 14:50") == ["callback_ready"]
    assert now(desk, kept).state is CallbackState.READY
    assert len(desk.notices("wang", "callback_due")) == 1

    desk.pass_to("03-02 15:20")
    tried(desk, kept, R.NO_ANSWER)
    assert (now(desk, kept).promise_kept, now(desk, kept).next_attempt_at) == (True, local("03-02 15:50"))
    desk.pass_to("03-02 15:50")
    assert now(desk, kept).state is CallbackState.READY
    tried(desk, kept, R.NO_ANSWER)
    assert now(desk, kept).next_attempt_at == local("03-02 17:50")
    desk.pass_to("03-02 17:50")
    tried(desk, kept, R.NO_ANSWER)
    over = now(desk, kept)
    assert (over.state, over.counted_attempts, over.outcome) == (CallbackState.EXHAUSTED, 3, "not_reached")
    assert [one.params["task"] for one in desk.notices("sun", "callback_exhausted")] == ["supervisor_review"]
    desk.pass_to("03-02 20:00")
    assert desk.escalations_of(desk.ticket("20260302-00001").number) == []


def test_scenario_41_a_promise_without_a_try_is_broken_and_climbs_and_no_late_try_repairs_it(desk: Desk) -> None:
    broken = promised(desk)
    desk.pass_to("03-02 16:15")
    assert (now(desk, broken).promise_kept, now(desk, broken).state) == (False, CallbackState.READY)
    levels = desk.escalations_of("20260302-00001")
    assert [(one.level, one.created_at, one.subject) for one in levels] == [
        (1, local("03-02 16:00"), "callback"),
        (2, local("03-02 16:15"), "callback"),
    ]
    assert (len(desk.notices("chen", "escalation")), len(desk.notices("sun", "escalation"))) == (1, 1)

    desk.pass_to("03-02 16:20")
    tried(desk, broken, R.ANSWERED_RESOLVED)
    after = now(desk, broken)
    assert (after.promise_kept, after.reached, after.state) == (False, True, CallbackState.DONE)
    assert desk.escalations_of("20260302-00001")[1].resolution == "attempted"
    assert desk.events("20260302-00001").count("PromiseBroken") == 1


def test_a_try_begun_in_time_and_written_down_later_keeps_the_promise(desk: Desk) -> None:
    kept = promised(desk)
    desk.pass_to("03-02 15:58")
    with begin(desk.actor("wang")) as work:
        callbacks.claim(work, kept)
    desk.pass_to("03-02 16:03")
    with begin(desk.actor("wang")) as work:
        callbacks.attempt(work, kept, Outcome(R.ANSWERED_RESOLVED, started_at=local("03-02 15:59")))
    assert now(desk, kept).promise_kept is True


def test_nobody_writes_a_try_down_for_a_time_at_which_they_did_not_hold_it(desk: Desk) -> None:
    late = promised(desk)
    desk.pass_to("03-02 16:05")
    with begin(desk.actor("wang")) as work:
        callbacks.claim(work, late)
    with pytest.raises(Invalid, match="started_at_impossible"), begin(desk.actor("wang")) as work:
        callbacks.attempt(work, late, Outcome(R.NO_ANSWER, started_at=local("03-02 15:59")))


@pytest.mark.parametrize(
    ("at", "result", "again", "counted"),
    [
        ("03-02 11:55", R.BUSY, "03-02 13:30", 1),
        ("03-02 20:15", R.NO_ANSWER, "03-03 09:00", 1),
        ("03-02 14:00", R.SWITCHED_OFF, "03-02 18:00", 1),
        ("03-02 14:00", R.SYSTEM_ERROR, "03-02 14:02", 0),
    ],
)
def test_scenario_42_the_next_try_comes_by_its_result_within_calling_hours(
    desk: Desk, at: str, result: AttemptResult, again: str, counted: int
) -> None:
    callback = promised(desk, "03-02 11:50", "03-02 20:30")
    desk.pass_to(at)
    tried(desk, callback, result)
    assert (now(desk, callback).next_attempt_at, now(desk, callback).counted_attempts) == (local(again), counted)


def test_scenario_42_a_number_that_does_not_exist_is_not_rung_again_but_asked_for(desk: Desk) -> None:
    callback = promised(desk)
    desk.pass_to("03-02 15:00")
    tried(desk, callback, R.INVALID_NUMBER)
    assert now(desk, callback).state is CallbackState.EXHAUSTED
    assert [one.params["task"] for one in desk.notices("sun", "callback_exhausted")] == ["ask_another_number"]


def test_scenario_43_of_two_who_claim_at_once_one_has_it_and_the_other_is_told(desk: Desk) -> None:
    callback = promised(desk)
    desk.pass_to("03-02 15:00")
    outcomes = at_once(desk, ["wang", "li"], lambda work: callbacks.claim(work, callback))
    assert sorted(outcomes) == ["already_claimed", "ok"]


def test_scenario_43_a_claim_lapses_after_ten_minutes_and_it_is_ready_again(desk: Desk) -> None:
    callback = promised(desk)
    desk.pass_to("03-02 15:00")
    with begin(desk.actor("wang")) as work:
        callbacks.claim(work, callback)
    assert desk.pass_to("03-02 15:10") == ["callback_lease"]
    assert (now(desk, callback).state, now(desk, callback).claimed_by) == (CallbackState.READY, None)
    with begin(desk.actor("li")) as work:
        callbacks.claim(work, callback)


def test_scenario_44_three_missed_calls_of_one_number_are_one_call_back_with_more_weight(desk: Desk) -> None:
    for at, phone in (
        ("03-02 10:00", "+86 13800138000"),
        ("03-02 10:03", "013800138000"),
        ("03-02 10:09", "138-0013-8000"),
    ):
        missed(desk, at, phone)
    (callback,) = desk.callbacks()
    assert (callback.call_count, callback.priority) == (3, Priority.URGENT)
    assert (callback.window_start, callback.window_end) == (local("03-02 10:15"), local("03-02 10:45"))


def test_scenario_44_an_answered_call_of_the_customer_settles_what_was_owed_for_the_missed_ones(desk: Desk) -> None:
    callback = missed(desk, "03-02 10:00")
    desk.at("03-02 10:12")
    with begin(SYSTEM) as work:
        callbacks.answered_inbound(work, "13800138000", work.now, desk.people["wang"])
    done = now(desk, callback.id)
    assert (done.state, done.outcome, done.done_at) == (CallbackState.DONE, "reached_inbound", local("03-02 10:12"))
    ticket = desk.ticket("20260302-00001")
    assert (ticket.state, ticket.owner_id) == (TicketState.OPEN, desk.people["wang"])
    assert desk.clock_of(ticket.number, ClockKind.FIRST_RESPONSE).state is ClockState.MET
    assert desk.pass_to("03-02 11:00") == []


def test_a_customers_call_never_cancels_a_promise(desk: Desk) -> None:
    callback = promised(desk)
    with begin(SYSTEM) as work:
        callbacks.answered_inbound(work, "13800138000", work.now, desk.people["wang"])
    assert now(desk, callback).state is CallbackState.SCHEDULED


def test_a_caller_without_a_number_cannot_be_rung_back(desk: Desk) -> None:
    with begin(SYSTEM) as work:
        assert tickets.missed_call(work, MissedCall("anonymous", "sales", "c", work.now)) is None
    assert desk.callbacks() == []


@pytest.mark.parametrize(
    ("at", "by_customer", "kept"),
    [("03-02 15:30", True, None), ("03-02 14:59", False, None), ("03-02 15:01", False, False)],
)
def test_a_moved_promise_stands_when_the_customer_asked_or_we_asked_in_time(
    desk: Desk, at: str, by_customer: bool, kept: bool | None
) -> None:
    callback = promised(desk)
    desk.pass_to(at)
    with begin(desk.actor("wang")) as work:
        window = Window(local("03-02 17:00"), local("03-02 18:00"))
        callbacks.reschedule(work, callback, window, customer_asked=by_customer)
    assert now(desk, callback).promise_kept is kept
    desk.pass_to("03-02 17:10")
    tried(desk, callback, R.NO_ANSWER)
    assert now(desk, callback).promise_kept is (kept is None)


def test_an_owner_who_went_home_is_replaced_by_the_colleague_with_the_least_to_do(desk: Desk) -> None:
    callback = promised(desk)
    desk.send_home("wang")
    desk.pass_to("03-02 14:50")
    assert now(desk, callback).owner_id == desk.people["li"]


def test_an_agent_of_another_queue_finds_nothing_to_claim(desk: Desk) -> None:
    callback = missed(desk, "03-02 10:00")
    with pytest.raises(NotFound), begin(desk.actor("zhao")) as work:
        callbacks.claim(work, callback.id)


def at_once(desk: Desk, logins: list[str], deed: Callable[..., object]) -> list[str]:
    """Several people do the same at the same time; `ok` or the code of the refusal for each."""
    barrier, outcomes = threading.Barrier(len(logins)), []
    actors = [desk.actor(login) for login in logins]

    def run(index: int) -> None:
        with desk.app.app_context():
            barrier.wait()
            try:
                with begin(actors[index]) as work:
                    deed(work)
                outcomes.append("ok")
            except Conflict as refusal:
                outcomes.append(refusal.code)

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(logins))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
