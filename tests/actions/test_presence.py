"""What agents say at the console, and what a lead makes them do."""

import pytest

from tests.desk import Desk
from ticketing.actions import presence
from ticketing.db import begin, reading
from ticketing.domain.console import ConsoleWord
from ticketing.domain.instants import micros
from ticketing.errors import Conflict, Forbidden, Invalid, NotFound
from ticketing.journal import JournalEntry
from ticketing.models.calls import AgentSlice
from ticketing.models.presence import ConsoleStateChange
from ticketing.models.telephony import AgentAlias, Pbx
from ticketing.queries.presence import said


def events(name: str) -> list[dict[str, object]]:
    with reading() as session:
        return [one.payload for one in session.query(JournalEntry).filter_by(name=name).order_by(JournalEntry.id)]


def talk(desk: Desk, login: str) -> None:
    """The phone says that this agent is on a call."""
    now_us = micros(desk.clock.at)
    with begin(desk.actor("sun")) as work:
        pbx = work.add(Pbx(code="main", name="Main"))
        person = desk.people[login]
        work.add(
            AgentAlias(pbx_id=pbx.id, raw_name=login, person_id=person, valid_from=work.now, first_seen_at=work.now)
        )
        work.add(AgentSlice(pbx_id=pbx.id, agent=login, start_us=now_us, state="talking", fold_us=0))


def test_an_agent_says_a_state_once_however_often_it_is_sent(desk: Desk) -> None:
    for _ in range(3):
        with begin(desk.actor("wang")) as work:
            presence.say(work, ConsoleWord.BUSY, "会议")
    assert [one["state"] for one in events("ConsoleStateChanged")] == ["busy"]
    with reading() as session:
        assert session.query(ConsoleStateChange).count() == 1


def test_a_break_needs_its_reason(desk: Desk) -> None:
    with begin(desk.actor("wang")) as work, pytest.raises(Invalid, match="reason_missing"):
        presence.say(work, ConsoleWord.BREAK, " ")


def test_nobody_leaves_a_call_by_saying_so(desk: Desk) -> None:
    talk(desk, "wang")
    with begin(desk.actor("wang")) as work, pytest.raises(Conflict, match="on_a_call"):
        presence.say(work, ConsoleWord.BREAK, "lunch")


def test_what_was_booked_during_a_call_begins_when_it_ends(desk: Desk) -> None:
    talk(desk, "wang")
    with begin(desk.actor("wang")) as work:
        presence.book(work, ConsoleWord.BREAK, "lunch")
    desk.at("03-02 09:05")
    with begin(desk.actor("sun")) as work:
        presence.call_ended(work, desk.people["wang"])
        presence.call_ended(work, desk.people["wang"])
    with reading() as session:
        row = said(session, desk.people["wang"])
        assert row is not None
        assert (row.state, row.reason, row.next_state, row.since) == ("break", "lunch", None, desk.clock.at)
    assert len(events("ConsoleStateChanged")) == 1


def test_a_lead_puts_an_agent_of_the_team_into_a_state_and_the_agent_is_told_why(desk: Desk) -> None:
    with begin(desk.actor("chen")) as work:
        row = presence.force(work, "wang", ConsoleWord.BUSY, "系统升级")
        assert (row.forced_by, row.forced_reason) == (desk.people["chen"], "系统升级")
    notices = desk.notices("wang", "forced_state")
    assert [notice.params["why"] for notice in notices] == ["系统升级"]
    with begin(desk.actor("wang")) as work:
        assert presence.say(work, ConsoleWord.READY).forced_by is None


def test_a_forced_state_needs_its_reason(desk: Desk) -> None:
    with begin(desk.actor("chen")) as work, pytest.raises(Invalid, match="reason_missing"):
        presence.force(work, "wang", ConsoleWord.BUSY, "")


def test_nobody_moves_agents_whom_they_do_not_lead(desk: Desk) -> None:
    with begin(desk.actor("wang")) as work, pytest.raises(Forbidden):
        presence.force(work, "li", ConsoleWord.OFFLINE, "why not")
    with begin(desk.actor("chen")) as work, pytest.raises(NotFound):
        presence.force(work, "zhao", ConsoleWord.OFFLINE, "not my team")
