"""Orders with a deadline, more time, and word to everybody."""

import pytest

from tests.desk import Desk, local
from ticketing.actions import supervision
from ticketing.actions.supervision import Word
from ticketing.db import begin, reading
from ticketing.domain.clocks import ClockKind
from ticketing.errors import Conflict, Forbidden, Invalid, NotFound
from ticketing.queries import supervision as looks
from ticketing.queries import verify_tickets


def ordered(desk: Desk, number: str, due: str = "03-02 10:00", by: str = "sun", to: str | None = None) -> int:
    with begin(desk.actor(by)) as work:
        return supervision.order(work, number, "今天内给客户一个答复", local(due), to).id


def test_an_order_stays_on_the_owners_list_until_it_is_answered(desk: Desk) -> None:
    number = desk.high()
    order_id = ordered(desk, number)
    assert [one.params["number"] for one in desk.notices("wang", "order_given")] == [number]
    with reading() as session:
        (waiting,) = looks.open_orders(session, desk.people["wang"])
        assert (waiting.opinion, waiting.due_at) == ("今天内给客户一个答复", local("03-02 10:00"))
    with begin(desk.actor("wang")) as work:
        supervision.answer(work, number, order_id, "已约客户明早上门")
    with pytest.raises(Conflict, match="order_answered"), begin(desk.actor("wang")) as work:
        supervision.answer(work, number, order_id, "again")
    assert len(desk.notices("sun", "order_answered")) == 1
    desk.pass_to("03-02 12:00")
    assert desk.events(number)[-2:] == ["OrderGiven", "OrderAnswered"]
    with reading() as session:
        assert looks.open_orders(session, desk.people["wang"]) == []


def test_an_order_that_nobody_answers_goes_back_to_whoever_gave_it_once(desk: Desk) -> None:
    number = desk.high()
    ordered(desk, number, to="li")
    desk.pass_to("03-02 12:00")
    assert desk.events(number).count("OrderOverdue") == 1
    assert [len(desk.notices(who, "order_overdue")) for who in ("li", "sun", "wang")] == [1, 1, 0]


def test_who_may_order_and_what_is_no_order(desk: Desk) -> None:
    number = desk.high()
    with pytest.raises(Forbidden):
        ordered(desk, number, by="wang")
    with pytest.raises(Invalid, match="due_past"):
        ordered(desk, number, due="03-02 08:00")
    with pytest.raises(Invalid, match="unknown_person"):
        ordered(desk, number, to="nobody")
    with pytest.raises(NotFound):
        ordered(desk, "20260302-99999")
    order_id = ordered(desk, number)
    with pytest.raises(Forbidden), begin(desk.actor("li")) as work:
        supervision.answer(work, number, order_id, "not mine")


def test_more_time_is_asked_for_by_one_and_granted_by_another(desk: Desk) -> None:
    number = desk.high()
    with begin(desk.actor("wang")) as work:
        asked = supervision.ask(work, number, local("03-04 10:00"), "等配件").id
    with pytest.raises(Conflict, match="extension_asked"), begin(desk.actor("wang")) as work:
        supervision.ask(work, number, local("03-05 10:00"), "等配件")
    assert len(desk.notices("sun", "extension_asked")) == 1
    with begin(desk.actor("sun")) as work:
        supervision.decide(work, number, asked, approved=True)
    clock = desk.clock_of(number, ClockKind.RESOLUTION)
    assert (clock.due_at, clock.flags, clock.target_s) == (local("03-04 10:00"), ["extended"], 28_800)
    assert desk.ticket(number).next_due_at == local("03-04 10:00")
    with pytest.raises(Conflict, match="extension_decided"), begin(desk.actor("sun")) as work:
        supervision.decide(work, number, asked, approved=False)
    desk.pass_to("03-03 12:00")
    assert desk.clock_of(number, ClockKind.RESOLUTION).breached_at is None
    with reading() as session:
        assert verify_tickets.differences(session) == []


def test_nobody_grants_time_to_themselves_nor_less_than_there_is_nor_to_what_is_broken(desk: Desk) -> None:
    number = desk.high()
    with begin(desk.actor("sun")) as work:
        own = supervision.ask(work, number, local("03-04 10:00"), "等配件").id
    with pytest.raises(Forbidden, match="own_request"), begin(desk.actor("sun")) as work:
        supervision.decide(work, number, own, approved=True)
    with begin(desk.actor("chen")) as work:
        supervision.decide(work, number, own, approved=False, note="不行")
    assert desk.clock_of(number, ClockKind.RESOLUTION).due_at == local("03-03 09:30")
    with pytest.raises(Invalid, match="until_too_early"), begin(desk.actor("wang")) as work:
        supervision.ask(work, number, local("03-03 09:30"), "x")
    desk.pass_to("03-03 10:00")
    with pytest.raises(Conflict, match="clock_broken"), begin(desk.actor("wang")) as work:
        supervision.ask(work, number, local("03-05 10:00"), "x")


def test_word_goes_to_everybody_of_a_team_or_of_the_centre(desk: Desk) -> None:
    number = desk.high()
    with begin(desk.actor("chen")) as work:
        assert supervision.issue(work, Word("超时", "请注意", number, "one")).told == 2
    with pytest.raises(NotFound), begin(desk.actor("chen")) as work:
        supervision.issue(work, Word("超时", "请注意", None, "two"))
    with begin(desk.actor("sun")) as work:
        supervision.issue(work, Word("通报", "本周超时三起"))
    assert [len(desk.notices(who, "bulletin")) for who in ("wang", "zhao", "chen", "sun")] == [2, 1, 1, 0]
    assert desk.events(number)[-1] == "BulletinIssued"
