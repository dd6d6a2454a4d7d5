"""The end of a shift at the phone (W04), and who is told when a roster changes at once (W40)."""

import pytest
import sqlalchemy as sa

from tests.desk import Desk, local
from ticketing.actions import escalations, presence
from ticketing.db import begin, reading
from ticketing.domain.actors import SYSTEM
from ticketing.domain.centre import Centre
from ticketing.domain.console import ConsoleWord
from ticketing.domain.instants import micros
from ticketing.models.calls import AgentSlice
from ticketing.models.people import Person
from ticketing.models.presence import ConsoleState
from ticketing.models.shifts import Shift, ShiftTemplate
from ticketing.models.telephony import AgentAlias, Pbx
from ticketing.queries.board.change import Look, stamp
from ticketing.queries.board.people import own_shifts
from workers import attendance


@pytest.fixture
def evening(desk: Desk) -> Desk:
    """Wang's evening shift ends at one in the night; she is ready."""
    desk.send_home("wang", "li", "zhao", "chen", "sun")
    desk.roster("wang", "03-02 17:00", "03-03 01:00")
    desk.roster("chen", "03-02 17:00", "03-03 06:00")
    desk.at("03-03 00:57")
    with begin(desk.actor("wang")) as work:
        presence.say(work, ConsoleWord.READY)
    with begin(SYSTEM) as work:
        assert presence.plan_ends(work) == 1
        assert presence.plan_ends(work) == 0
    return desk


def state(desk: Desk) -> tuple[str, str]:
    with reading() as session:
        row = session.scalars(sa.select(ConsoleState).filter_by(person_id=desk.people["wang"])).one()
        return row.state, row.reason


def test_w04_an_idle_agent_is_paused_when_the_shift_ends_and_not_a_second_before(evening: Desk) -> None:
    evening.pass_to("03-03 00:59:59")
    assert state(evening) == ("ready", "")
    evening.pass_to("03-03 01:00:00")
    assert state(evening) == ("busy", "shift_end")
    with begin(SYSTEM) as work:
        assert presence.plan_ends(work) == 0
    with begin(evening.actor("wang")) as work:
        presence.say(work, ConsoleWord.READY)
    evening.pass_to("03-03 01:10")
    assert state(evening) == ("ready", "")


@pytest.fixture
def phone(evening: Desk) -> int:
    """The phone system that knows Wang as SIP/wang, who has been ready on it."""
    with begin(SYSTEM) as work:
        pbx_id = work.add(Pbx(code="main", name="Main")).id
        seen, person = work.now, evening.people["wang"]
        alias = {"pbx_id": pbx_id, "raw_name": "SIP/wang", "person_id": person}
        work.add(AgentAlias(**alias, valid_from=seen, first_seen_at=seen))
    heard(pbx_id, "ready", "03-03 00:57")
    return pbx_id


def heard(pbx_id: int, state: str, at: str) -> None:
    """From that instant on the agent's time line says so."""
    start_us = micros(local(at))
    with begin(SYSTEM) as work:
        for one in work.session.scalars(sa.select(AgentSlice).filter_by(agent="SIP/wang", end_us=None)):
            one.end_us = start_us
        work.add(AgentSlice(pbx_id=pbx_id, agent="SIP/wang", start_us=start_us, state=state, fold_us=0))


def test_w04_who_rings_or_talks_at_the_end_goes_on_and_is_paused_a_second_after(evening: Desk, phone: int) -> None:
    for serving, at in (("ringing", "00:59:58"), ("talking", "01:00:03"), ("acw", "01:00:04")):
        heard(phone, serving, f"03-03 {at}")
        evening.pass_to(f"03-03 {at}")
        assert state(evening) == ("ready", "")
    heard(phone, "ready", "03-03 01:00:06")
    evening.pass_to("03-03 01:00:06")
    assert state(evening) == ("busy", "shift_end")


def test_a_shift_that_was_moved_on_does_not_end_at_its_old_hour(evening: Desk) -> None:
    evening.send_home("wang")
    evening.roster("wang", "03-02 17:00", "03-03 02:00")
    evening.pass_to("03-03 01:30")
    assert state(evening) == ("ready", "")


def test_w40_a_sick_call_hands_what_somebody_was_told_to_whoever_is_here_at_once(desk: Desk) -> None:
    desk.send_home("sun")
    desk.roster("sun", "03-03 08:30", "03-03 17:30")
    desk.at("03-02 16:30")
    number = desk.high(by=None)
    desk.pass_to("03-03 17:10")
    with begin(desk.actor("sun")) as work:
        escalations.acknowledge(work, next(one.id for one in desk.escalations_of(number) if one.is_open))
        late = Person(login="late", code="late", name="Late", password_hash="", created_at=work.now)
        late.roles = ["supervisor"]
        desk.people["late"] = work.add(late).id
    desk.roster("late", "03-03 17:00", "03-04 01:00")
    desk.send_home("sun")
    attendance.recompute(1, 2, ["2026-03-03"], [desk.people["sun"]])
    assert len(desk.notices("late", "escalation_handed_over")) == 1


def test_ones_own_strip_shows_the_planned_breaks_of_the_shift(desk: Desk) -> None:
    desk.send_home("wang")
    desk.roster("wang", "03-02 08:30", "03-02 17:30")
    with begin(SYSTEM) as work:
        template = ShiftTemplate(code="白", name="白班", start_min=510, end_min=1050)
        template.breaks = [{"from": 720, "len": 60, "kind": "meal", "paid": False}]
        template_id = work.add(template).id
        shift = work.session.scalars(sa.select(Shift).filter_by(person_id=desk.people["wang"])).one()
        shift.published_template_id = template_id
    desk.at("03-02 09:00")
    with reading() as session:
        (row,) = own_shifts(Look(session, desk.clock.at, Centre(), 1), [desk.people["wang"]])
    assert (row.row or {})["breaks"] == [[stamp(local("03-02 12:00")), stamp(local("03-02 13:00"))]]
