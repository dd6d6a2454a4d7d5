"""Whose call-back it is when its owner is not there, is talking, or the customer rings by themselves (4.5)."""

import threading

import pytest

from tests.desk import Desk, local
from ticketing.actions import callbacks, customers, tickets
from ticketing.actions.callbacks import Outcome, Promise
from ticketing.actions.customers import CustomerWish
from ticketing.actions.tickets import MissedCall
from ticketing.db import begin, reading
from ticketing.domain.actors import SYSTEM, Actor, Role, Scope
from ticketing.domain.callbacks import AttemptResult, CallbackKind, CallbackState, OwnerMode, Window
from ticketing.errors import Conflict, Forbidden, Invalid
from ticketing.models.callbacks import Callback
from ticketing.models.people import Person
from ticketing.models.queues import QueueMember
from ticketing.queries import callbacks as looks
from ticketing.queries import customers as files

R = AttemptResult
WINDOW = Window(local("03-02 15:00"), local("03-02 16:00"))


def promised(desk: Desk, by: str = "wang", **more: object) -> int:
    with begin(desk.actor(by)) as work:
        agreed = Promise("13800138000", WINDOW, "报价", **{"owner_id": work.actor.id, **more})  # type: ignore[arg-type]
        return tickets.promise(work, None, agreed).id


def cut_off(desk: Desk, at: str = "03-02 10:00") -> int:
    """A call of 40 seconds with wang that broke."""
    desk.at(at)
    with begin(SYSTEM) as work:
        call = MissedCall("+8613800138000", "sales", "broken", work.now)
        return tickets.dropped_call(work, call, None, desk.people["wang"]).id


def now(desk: Desk, callback_id: int) -> Callback:
    return next(one for one in desk.callbacks() if one.id == callback_id)


def tried(desk: Desk, callback_id: int, result: AttemptResult, by: str = "wang", **more: object) -> Callback:
    with begin(desk.actor(by)) as work:
        return callbacks.attempt(work, callback_id, Outcome(result, **more))  # type: ignore[arg-type]


def test_scenario_45_a_call_that_broke_is_due_in_five_minutes_and_offered_to_the_same_agent(desk: Desk) -> None:
    dropped = cut_off(desk)
    assert now(desk, dropped).window_start == local("03-02 10:05")
    desk.pass_to("03-02 10:05")
    assert (now(desk, dropped).state, now(desk, dropped).owner_id) == (CallbackState.READY, desk.people["wang"])
    assert len(desk.notices("wang", "callback_due")) == 1


def test_scenario_45_an_agent_who_talks_to_somebody_else_leaves_it_to_the_team(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    dropped = cut_off(desk)
    monkeypatch.setattr("ticketing.actions.callbacks.fall_due.presence.is_on_a_call", lambda *_: True)
    desk.pass_to("03-02 10:05")
    one = now(desk, dropped)
    assert (one.owner_id, one.moved_from_id) == (None, desk.people["wang"])
    assert "CallbackMoved" in desk.events("20260302-00001")
    with begin(desk.actor("li")) as work:
        assert callbacks.claim(work, dropped).claimed_by == desk.people["li"]


def test_an_owner_whose_shift_ends_before_the_window_opens_hands_it_on_at_ready_time(desk: Desk) -> None:
    callback = promised(desk)
    desk.send_home("wang")
    desk.roster("wang", "03-02 08:00", "03-02 14:55")
    desk.pass_to("03-02 14:50")
    one = now(desk, callback)
    assert (one.owner_id, one.moved_from_id, one.moved_at) == (
        desk.people["li"],
        desk.people["wang"],
        local("03-02 14:50"),
    )
    with reading() as session:
        listed = looks.handed_on(session, desk.actor("chen"), local("03-02 08:00"), 10)
        assert [(row.id, row.moved_from.login if row.moved_from else "") for row in listed] == [(callback, "wang")]
        assert looks.handed_on(session, desk.actor("zhao"), local("03-02 08:00"), 10) == []


def test_of_the_colleagues_on_shift_the_one_with_the_fewest_open_call_backs_gets_it(desk: Desk) -> None:
    with begin(SYSTEM) as work:
        person = Person(login="qian", code="qian", name="Qian", password_hash="", roles=["agent"], created_at=work.now)
        desk.people["qian"] = work.add(person).id
        work.add(QueueMember(queue_id=desk.queues["sales"], person_id=desk.people["qian"]))
    desk.roster("qian", "03-02 08:00", "03-02 18:00")
    for _ in range(2):
        promised(desk, "li")
    callback = promised(desk)
    desk.send_home("wang")
    desk.pass_to("03-02 14:50")
    assert now(desk, callback).owner_id == desk.people["qian"]


def test_with_nobody_there_it_is_everybodys(desk: Desk) -> None:
    callback = promised(desk)
    desk.send_home("wang", "li")
    desk.pass_to("03-02 14:50")
    assert (now(desk, callback).owner_id, now(desk, callback).state) == (None, CallbackState.READY)


def test_a_promise_of_the_team_belongs_to_nobody_until_somebody_takes_it(desk: Desk) -> None:
    callback = promised(desk, owner_id=None, by_team=True)
    assert (now(desk, callback).owner_mode, now(desk, callback).owner_id) == (OwnerMode.TEAM, None)
    desk.pass_to("03-02 15:00")
    with begin(desk.actor("li")) as work:
        callbacks.claim(work, callback)


def test_a_line_that_drops_is_rung_again_by_the_same_agent_a_minute_later(desk: Desk) -> None:
    callback = promised(desk)
    desk.pass_to("03-02 15:10")
    tried(desk, callback, R.DROPPED, by="li")
    assert (now(desk, callback).next_attempt_at, now(desk, callback).owner_id) == (
        local("03-02 15:11"),
        desk.people["li"],
    )


def test_calling_hours_are_those_of_the_customers_own_zone(desk: Desk) -> None:
    callback = promised(desk, tz="America/New_York")
    desk.pass_to("03-02 15:10")
    tried(desk, callback, R.NO_ANSWER)
    assert now(desk, callback).next_attempt_at == local("03-02 22:00")
    with pytest.raises(Invalid, match="unknown_zone"):
        promised(desk, tz="Mars/Olympus")


def test_a_customer_who_names_another_time_on_the_line_is_promised_that_one(desk: Desk) -> None:
    callback = promised(desk)
    desk.pass_to("03-02 15:10")
    later = Window(local("03-02 18:00"), local("03-02 18:30"))
    tried(desk, callback, R.CUSTOMER_RESCHEDULE, again=later)
    moved = now(desk, callback)
    assert (moved.state, moved.window_start, moved.promise_kept) == (CallbackState.SCHEDULED, later.start, None)
    assert (moved.original_start, moved.reschedule_count) == (WINDOW.start, 1)
    desk.pass_to("03-02 18:31")
    assert (now(desk, callback).promise_kept, now(desk, callback).broken_at) == (False, later.end)


def test_only_a_customer_who_asks_for_it_brings_another_window_along(desk: Desk) -> None:
    callback = promised(desk)
    with pytest.raises(Invalid, match="not_a_reschedule"):
        tried(desk, callback, R.NO_ANSWER, again=WINDOW)


def test_an_answered_call_from_another_number_of_the_customer_settles_their_missed_one(desk: Desk) -> None:
    with begin(desk.actor("sun")) as work:
        customers.add(work, CustomerWish("张伟", ("13800138000", "13900139000")))
    desk.at("03-02 10:00")
    with begin(SYSTEM) as work:
        missed = tickets.missed_call(work, MissedCall("13800138000", "sales", "c1", work.now))
        assert looks.owed(work.session, ["+8613900139000", "+8613700137000"]) == {"+8613900139000"}
    desk.at("03-02 10:12")
    with begin(SYSTEM) as work:
        callbacks.answered_inbound(work, "13900139000", work.now, desk.people["wang"])
    assert missed is not None
    assert now(desk, missed.id).outcome == "reached_inbound"


def test_a_number_that_two_people_share_stands_for_itself_alone(desk: Desk) -> None:
    with begin(desk.actor("sun")) as work:
        customers.add(work, CustomerWish("张伟", ("13800138000", "13900139000")))
        customers.add(work, CustomerWish("李娜", ("13900139000",)))
        assert looks.numbers_of(work.session, "+8613900139000") == ["+8613900139000"]
        assert looks.owed(work.session, ["+8613900139000"]) == set()


@pytest.mark.parametrize("notation", ["+86 138 0013 8000", "013800138000", "138-0013-8000"])
def test_scenario_44_every_notation_of_a_number_finds_its_one_customer(desk: Desk, notation: str) -> None:
    with begin(desk.actor("sun")) as work:
        mine = customers.add(work, CustomerWish("张伟", ("13800138000",))).id
        assert [one.id for one in files.by_phone(work.session, notation, "CN")] == [mine]
        callback = tickets.missed_call(work, MissedCall(notation, "sales", "c", work.now))
        assert callback is not None
        assert callback.customer_id == mine


def test_scenario_44_of_two_customers_with_one_number_nobody_is_chosen(desk: Desk) -> None:
    with begin(desk.actor("sun")) as work:
        for name in ("张伟", "李娜"):
            customers.add(work, CustomerWish(name, ("13800138000",)))
        assert len(files.by_phone(work.session, "138-0013-8000", "CN")) == 2
        callback = tickets.missed_call(work, MissedCall("13800138000", "sales", "c", work.now))
        assert callback is not None
        assert callback.customer_id is None


def test_whoever_answers_the_customer_of_an_open_promise_is_asked_whether_it_is_settled(desk: Desk) -> None:
    callback = promised(desk)
    with pytest.raises(Conflict, match="did_not_ring"), begin(desk.actor("wang")) as work:
        callbacks.settle(work, callback, "")
    with begin(SYSTEM) as work:
        callbacks.answered_inbound(work, "13800138000", work.now, desk.people["li"])
    assert (now(desk, callback).state, len(desk.notices("li", "promise_asked"))) == (CallbackState.SCHEDULED, 1)
    with begin(desk.actor("li")) as work:
        callbacks.settle(work, callback, "已说清")
    done = now(desk, callback)
    assert (done.state, done.outcome, done.reached, done.promise_kept) == (
        CallbackState.DONE,
        "reached_inbound",
        True,
        None,
    )
    assert desk.pass_to("03-02 16:30") == []


def test_a_promise_is_called_off_by_whoever_leads_with_the_reason(desk: Desk) -> None:
    callback = promised(desk)
    with pytest.raises(Forbidden), begin(desk.actor("wang")) as work:
        callbacks.call_off(work, callback, "没空")
    with begin(desk.actor("chen")) as work:
        callbacks.call_off(work, callback, "客户要求不再联系")
    one = now(desk, callback)
    assert (one.state, one.cancel_reason, one.promise_kept) == (CallbackState.CANCELLED, "客户要求不再联系", None)
    with pytest.raises(Conflict, match="callback_ended"), begin(desk.actor("chen")) as work:
        callbacks.call_off(work, callback, "again")


def test_a_lead_gives_a_call_back_to_somebody_or_to_the_queue(desk: Desk) -> None:
    callback = promised(desk)
    with begin(desk.actor("chen")) as work:
        callbacks.assign(work, callback, "li")
    assert now(desk, callback).owner_id == desk.people["li"]
    with begin(desk.actor("chen")) as work:
        callbacks.assign(work, callback, None)
    assert (now(desk, callback).owner_id, now(desk, callback).owner_mode) == (None, OwnerMode.TEAM)


def test_scenario_43_fifty_people_claim_at_once_and_exactly_one_has_it(desk: Desk) -> None:
    callback = promised(desk, by_team=True, owner_id=None)
    desk.pass_to("03-02 15:00")
    actors = []
    with begin(SYSTEM) as work:
        for no in range(50):
            person = Person(
                login=f"p{no}", code=f"p{no}", name="", password_hash="", roles=["agent"], created_at=work.now
            )
            scope = Scope(None, frozenset({desk.queues["sales"]}))
            actors.append(Actor(work.add(person).id, frozenset({Role.AGENT}), scope, f"p{no}"))
    barrier, outcomes = threading.Barrier(50), []

    def run(actor: Actor) -> None:
        with desk.app.app_context():
            barrier.wait()
            try:
                with begin(actor) as work:
                    callbacks.claim(work, callback)
                outcomes.append("ok")
            except Conflict as refusal:
                outcomes.append(refusal.code)

    threads = [threading.Thread(target=run, args=(actor,)) for actor in actors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["already_claimed"] * 49 + ["ok"]
    assert desk.events("20260302-00001").count("CallbackClaimed") == 1
    assert now(desk, callback).kind is CallbackKind.PROMISE
