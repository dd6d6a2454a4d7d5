"""Filing, handing over and settling: what the guards let through, and what they name."""

import threading

import pytest

from tests.desk import Desk, local
from ticketing.actions import callbacks, tickets
from ticketing.actions.callbacks import Outcome
from ticketing.actions.tickets import ComplaintWish, Going, LastWord, Spoken
from ticketing.db import begin
from ticketing.domain.actors import SYSTEM
from ticketing.domain.callbacks import AttemptResult, CallbackKind
from ticketing.domain.clocks import ClockKind, ClockState
from ticketing.domain.tickets import TicketKind, TicketState
from ticketing.errors import Conflict, Forbidden, IllegalMove, Invalid

WORD = LastWord("refund", "退款", "错发", "已道歉并退款")


def complaint(desk: Desk, severity: str = "S2", by: str | None = "wang") -> str:
    return desk.open(by, kind=TicketKind.COMPLAINT, complaint=ComplaintWish(severity))


def test_a_complaint_is_promised_by_its_severity(desk: Desk) -> None:
    desk.at("03-03 15:00")
    number = complaint(desk, by=None)
    assert {one.kind: one.due_at for one in desk.clocks_of(number)} == {
        ClockKind.ACK: local("03-03 15:30"),
        ClockKind.FIRST_RESPONSE: local("03-04 10:00"),
        ClockKind.RESOLUTION: local("03-05 15:00"),
    }


def test_a_complaint_is_not_settled_without_reply_and_cause(desk: Desk) -> None:
    number = complaint(desk)
    with pytest.raises(Invalid) as refusal, begin(desk.actor("wang")) as work:
        tickets.resolve(work, number, None, LastWord("refund", "退款"))
    assert refusal.value.params["guards"] == ["reply_missing", "root_cause_missing"]
    assert desk.ticket(number).state is TicketState.OPEN


def test_a_content_customer_closes_the_complaint_and_an_unhappy_one_opens_it_again(desk: Desk) -> None:
    desk.at("03-05 14:00")
    happy, unhappy = complaint(desk), complaint(desk)
    for number in (happy, unhappy):
        with begin(desk.actor("wang")) as work:
            tickets.resolve(work, number, None, WORD)
    first, second = desk.callbacks()
    assert (first.kind, first.window_end) == (CallbackKind.FOLLOW_UP, local("03-06 14:00"))

    for callback, result in ((first, AttemptResult.ANSWERED_RESOLVED), (second, AttemptResult.ANSWERED_PENDING)):
        with begin(desk.actor("wang")) as work:
            callbacks.attempt(work, callback.id, Outcome(result))
    assert desk.ticket(happy).state is TicketState.CLOSED
    again = desk.ticket(unhappy)
    assert (again.state, again.reopen_count) == (TicketState.OPEN, 1)
    assert desk.clock_of(unhappy, ClockKind.RESOLUTION, 2).state is ClockState.RUNNING
    assert desk.clock_of(happy, ClockKind.FOLLOW_UP).state is ClockState.MET


def test_three_failed_follow_ups_leave_the_last_word_to_a_supervisor(desk: Desk) -> None:
    desk.at("03-05 10:00")
    number = complaint(desk)
    with begin(desk.actor("wang")) as work:
        tickets.resolve(work, number, None, WORD)
    (follow_up,) = desk.callbacks()
    for _ in range(3):
        with begin(desk.actor("wang")) as work:
            callbacks.attempt(work, follow_up.id, Outcome(AttemptResult.NO_ANSWER))
        desk.clock.advance(hours=3)
    with pytest.raises(Forbidden, match="needs_supervisor"), begin(desk.actor("wang")) as work:
        tickets.move(work, number, None, Going(TicketState.CLOSED, "not reached"))
    with begin(desk.actor("sun")) as work:
        tickets.move(work, number, None, Going(TicketState.CLOSED, "not reached"))
    assert desk.ticket(number).state is TicketState.CLOSED


def test_a_settled_question_closes_by_itself_when_nobody_comes_back(desk: Desk) -> None:
    number = desk.open(resolved=LastWord("answered", "已解答"))
    assert desk.ticket(number).state is TicketState.RESOLVED
    assert all(one.state is ClockState.MET for one in desk.clocks_of(number))
    desk.pass_to("03-04 17:29:59")
    assert desk.ticket(number).state is TicketState.RESOLVED
    desk.pass_to("03-05 09:00")
    assert desk.ticket(number).state is TicketState.CLOSED
    assert desk.pending() == 0


def test_numbers_count_without_gaps_on_the_business_day_even_when_many_file_at_once(desk: Desk) -> None:
    desk.at("03-03 03:59")
    assert desk.open() == "20260302-00001"
    desk.at("03-03 04:00")
    actor, threads = desk.actor("wang"), []

    def file() -> None:
        with desk.app.app_context(), begin(actor) as work:
            tickets.open_ticket(work, tickets.TicketWish(kind=TicketKind.OTHER, subject="x", queue="sales"))

    threads = [threading.Thread(target=file) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert desk.open() == "20260303-00009"


def test_of_fifty_writes_that_saw_the_same_version_one_goes_through(desk: Desk) -> None:
    number = desk.open()
    version, outcomes = desk.ticket(number).version, []
    actor, barrier = desk.actor("wang"), threading.Barrier(50)

    def write(index: int) -> None:
        with desk.app.app_context():
            barrier.wait()
            try:
                with begin(actor) as work:
                    tickets.edit(work, number, version, {"subject": f"version {index}"})
                outcomes.append("written")
            except Conflict as refusal:
                outcomes.append(refusal.code)

    threads = [threading.Thread(target=write, args=(index,)) for index in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["stale_version"] * 49 + ["written"]
    assert desk.ticket(number).version == version + 1


def test_a_new_ticket_is_accepted_on_shift_in_its_queue_or_by_a_lead_with_a_reason(desk: Desk) -> None:
    number = desk.open(by=None)
    desk.send_home("li")
    with pytest.raises(Invalid, match="not_on_shift"), begin(desk.actor("li")) as work:
        tickets.assign(work, number, None, "me")
    with pytest.raises(Invalid, match="not_on_shift"), begin(desk.actor("chen")) as work:
        tickets.assign(work, number, None, "li")
    with begin(desk.actor("chen")) as work:
        tickets.assign(work, number, None, "li", "she knows the customer")
    ticket = desk.ticket(number)
    assert (ticket.state, ticket.owner_id) == (TicketState.OPEN, desk.people["li"])
    assert len(desk.notices("li", "ticket_assigned")) == 1


def test_what_a_colleague_has_in_hand_is_not_taken_away_by_an_agent(desk: Desk) -> None:
    number = desk.open()
    with pytest.raises(Forbidden), begin(desk.actor("li")) as work:
        tickets.assign(work, number, None, "me")
    with begin(desk.actor("wang")) as work:
        tickets.assign(work, number, None, None, "going home")
    with begin(desk.actor("li")) as work:
        tickets.assign(work, number, None, "me")
    assert desk.ticket(number).owner_id == desk.people["li"]


def test_a_step_that_the_table_does_not_know_names_those_it_does(desk: Desk) -> None:
    number = desk.open(resolved=LastWord("answered", "已解答"))
    with pytest.raises(IllegalMove) as refusal, begin(desk.actor("wang")) as work:
        tickets.move(work, number, None, Going(TicketState.WAITING_CUSTOMER, "x"))
    assert set(refusal.value.params["allowed"]) == {"close", "reopen", "merge"}  # type: ignore[call-overload]


def test_a_word_of_thanks_neither_reopens_nor_owes_anything(desk: Desk) -> None:
    number = desk.open(resolved=LastWord("answered", "已解答"))
    with begin(desk.actor("wang")) as work:
        tickets.contact(work, number, Spoken("in", answered=False, needs_action=False))
    assert desk.ticket(number).state is TicketState.RESOLVED
    with begin(desk.actor("wang")) as work:
        tickets.contact(work, number, Spoken("in", answered=False))
    assert desk.ticket(number).state is TicketState.OPEN


def test_spam_is_cancelled_by_a_lead_and_owes_nothing_more(desk: Desk) -> None:
    number = desk.open(by=None)
    with begin(SYSTEM) as work:
        tickets.move(work, number, None, Going(TicketState.CANCELLED, "spam"))
    assert all(one.state is ClockState.CANCELLED for one in desk.clocks_of(number))
    assert desk.pending() == 0
