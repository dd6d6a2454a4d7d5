"""One inbound call from the phone to the promise kept, through the doors that the phone and people use."""

import pytest

from tests.desk import Desk, local
from ticketing.actions import callbacks, tickets
from ticketing.actions.callbacks import Outcome
from ticketing.actions.tickets import LastWord
from ticketing.db import begin
from ticketing.domain.actors import SYSTEM
from ticketing.domain.callbacks import AttemptResult, CallbackState
from ticketing.domain.clocks import ClockKind, ClockState
from ticketing.domain.tickets import Source, TicketState
from ticketing.models.telephony import AgentAlias, Pbx, PbxSource, SourceKind
from ticketing.telephony import ingest


@pytest.fixture
def source(desk: Desk) -> int:
    """A feed of one phone system that knows agent Wang by his station."""
    with begin(SYSTEM) as work:
        pbx = work.add(Pbx(code="pbx1", name="pbx1"))
        known = {"raw_name": "SIP/8001", "person_id": desk.people["wang"], "valid_from": local("01-01 00:00")}
        work.add(AgentAlias(pbx_id=pbx.id, first_seen_at=work.now, **known))
        return work.add(PbxSource(pbx_id=pbx.id, name="log", kind=SourceKind.QUEUE_LOG, settings={})).id


def hears(desk: Desk, source: int, at: str, callid: str, event: str) -> None:
    """One line of the log, arriving as it is written."""
    desk.clock.at = max(desk.clock.at, local(at))
    agent = "SIP/8001" if event.startswith(("CONNECT", "COMPLETE")) else "NONE"
    line = f"{int(local(at).timestamp())}|{callid}|sales|{agent}|{event}"
    ingest.take(source, ingest.hear_texts([line], None))


def abandons(desk: Desk, source: int, callid: str, entered: str, left: str) -> None:
    hears(desk, source, entered, callid, "ENTERQUEUE||13800138000|1")
    hears(desk, source, left, callid, "ABANDON|1|1|40")


def test_an_abandoned_call_is_rung_back_within_its_promise_and_settled(desk: Desk, source: int) -> None:
    abandons(desk, source, "100.1", "03-02 10:00:00", "03-02 10:00:40")
    (callback,) = desk.callbacks()
    number = "20260302-00001"
    ticket = desk.ticket(number)
    assert (ticket.source, ticket.state, ticket.owner_id) == (Source.MISSED_CALL, TicketState.NEW, None)
    assert desk.clock_of(number, ClockKind.FIRST_RESPONSE).due_at == local("03-02 13:30:40")
    assert "13800138000" not in ticket.subject

    desk.pass_to("03-02 10:15:40")
    assert desk.callbacks()[0].state is CallbackState.READY
    with begin(desk.actor("wang")) as work:
        tickets.assign(work, number, None, "me")
        callbacks.claim(work, callback.id)
    desk.pass_to("03-02 10:18")
    with begin(desk.actor("wang")) as work:
        callbacks.attempt(work, callback.id, Outcome(AttemptResult.ANSWERED_RESOLVED, "要报价"))
        tickets.resolve(work, number, None, LastWord("quoted", "已发报价单"))

    done = desk.callbacks()[0]
    assert (done.state, done.promise_kept, done.reached) == (CallbackState.DONE, True, True)
    assert desk.clock_of(number, ClockKind.FIRST_RESPONSE).state is ClockState.MET
    assert desk.events(number) == [
        *("TicketOpened", "CallbackPromised", "CallbackReady", "TicketMoved", "TicketAssigned"),
        # Nobody's team had it, now the agent's does: what a team owes begins.
        *(
            "TicketTransferred",
            "CallbackClaimed",
            "CallbackAttempted",
            "ContactMade",
            "CallbackFinished",
            "TicketMoved",
        ),
    ]


def test_a_caller_who_tries_again_and_gets_through_is_not_rung_back(desk: Desk, source: int) -> None:
    abandons(desk, source, "100.1", "03-02 10:00:00", "03-02 10:00:40")
    abandons(desk, source, "100.2", "03-02 10:03:00", "03-02 10:03:20")
    assert desk.callbacks()[0].call_count == 2
    hears(desk, source, "03-02 10:12:00", "100.3", "ENTERQUEUE||013800138000|1")
    hears(desk, source, "03-02 10:12:05", "100.3", "CONNECT|5|100.4|3")

    (callback,) = desk.callbacks()
    assert (callback.state, callback.outcome, callback.done_at) == (
        CallbackState.DONE,
        "reached_inbound",
        local("03-02 10:12:05"),
    )
    ticket = desk.ticket("20260302-00001")
    assert (ticket.state, ticket.owner_id) == (TicketState.OPEN, desk.people["wang"])
    assert ticket.first_response_at == local("03-02 10:12:05")


def test_the_ticket_of_an_answered_call_takes_its_number_from_the_call(desk: Desk, source: int) -> None:
    hears(desk, source, "03-02 10:00:00", "100.1", "ENTERQUEUE||13800138000|1")
    hears(desk, source, "03-02 10:00:05", "100.1", "CONNECT|5|100.2|3")
    desk.at("03-02 10:04")
    number = desk.open(visit_callid="100.1", contact_phone="138****8000")
    ticket = desk.ticket(number)
    assert ticket.contact_phone == "+8613800138000"
    assert ticket.first_response_at == local("03-02 10:00:05")
    assert desk.clock_of(number, ClockKind.FIRST_RESPONSE).elapsed_s == 0


def test_the_same_log_again_promises_nothing_twice(desk: Desk, source: int) -> None:
    for _ in range(2):
        abandons(desk, source, "100.1", "03-02 10:00:00", "03-02 10:00:40")
    assert [one.call_count for one in desk.callbacks()] == [1]
