"""A ticket in other hands: the customer's clocks do not notice, and each second has one accountable team (R7)."""

from copy import deepcopy

import pytest

from tests.desk import Desk, local
from ticketing.actions import policies, setup, tickets
from ticketing.actions.policies import PolicyWish
from ticketing.actions.tickets import Going, LastWord, Spoken
from ticketing.db import begin, reading
from ticketing.domain.clocks import ClockKind, ClockState
from ticketing.domain.tickets import TicketState
from ticketing.errors import IllegalMove, Invalid, NotFound
from ticketing.queries import explanations, verify_tickets

OLA, ACK, RESOLUTION = ClockKind.OLA, ClockKind.ACK, ClockKind.RESOLUTION


@pytest.fixture
def number(desk: Desk) -> str:
    """A high ticket of team one from 09:00; team two is asked to take a transfer on within half an hour."""
    said = deepcopy(setup.STANDARD)
    said["teams"] = {"two": {"accept_s": 1_800, "ola": {"high": 10_800}}}
    said["ladders"] = {"resolution": "default", "ola": "default"}
    desk.at("03-02 08:59")
    with begin(desk.actor("sun")) as work:
        policies.edit(work, "P-STD", None, PolicyWish("标准", 100, {}, said))
    desk.at("03-02 09:00")
    return desk.high()


def test_scenario_27_each_second_has_one_accountable_team(desk: Desk, number: str) -> None:
    desk.pass_to("03-02 11:40")
    before = desk.clock_of(number, RESOLUTION)
    with begin(desk.actor("chen")) as work:
        tickets.transfer(work, number, None, queue="support", team="two", reason="二线")
    assert desk.clock_of(number, RESOLUTION).due_at == before.due_at
    assert (desk.ticket(number).owner_id, desk.clock_of(number, ACK).due_at) == (None, local("03-02 13:40"))
    assert (desk.clock_of(number, OLA).team, desk.clock_of(number, OLA).due_at) == ("two", local("03-02 16:10"))
    desk.pass_to("03-02 13:39")
    with begin(desk.actor("zhao")) as work:
        tickets.assign(work, number, None, "me")
    assert desk.clock_of(number, ACK).state is ClockState.MET
    desk.pass_to("03-02 14:10")
    with begin(desk.actor("zhao")) as work:
        tickets.contact(work, number, Spoken("out", answered=True))
        tickets.resolve(work, number, None, LastWord("repaired", "换了压缩机"))
    assert (desk.clock_of(number, OLA).state, desk.clock_of(number, OLA).elapsed_s) == (ClockState.MET, 60 * 60)
    with reading() as session:
        found = explanations.of_kind(session, desk.ticket(number), "resolution", desk.clock.at)
        assert found is not None
        assert found.teams == {"one": 160 * 60, "two": 60 * 60}
        assert sum(found.teams.values()) == found.row.elapsed_s == 220 * 60
        assert verify_tickets.differences(session) == []


def test_what_a_team_does_not_take_on_in_time_is_broken_and_its_share_climbs(desk: Desk, number: str) -> None:
    desk.pass_to("03-02 11:40")
    with begin(desk.actor("chen")) as work:
        tickets.transfer(work, number, None, team="two")
    desk.pass_to("03-02 16:10")
    assert desk.clock_of(number, ACK).breached_at == local("03-02 13:40")
    climbed = [(one.level, one.rule) for one in desk.escalations_of(number) if one.clock_id]
    assert (1, "75%") in climbed


def test_a_department_that_answers_ends_what_it_owed(desk: Desk, number: str) -> None:
    with begin(desk.actor("wang")) as work:
        tickets.move(work, number, None, Going(TicketState.WAITING_INTERNAL, "仓库"))
        tickets.move(work, number, None, Going(TicketState.OPEN, "answered"))
    assert [one.kind for one in desk.clocks_of(number) if one.kind is OLA] == []
    assert desk.clock_of(number, RESOLUTION).state is ClockState.RUNNING


def test_where_a_ticket_cannot_go(desk: Desk, number: str) -> None:
    for wish, refusal in (
        ({"team": "nine"}, "unknown_team"),
        ({"queue": "nine"}, "unknown_queue"),
        ({"team": "one"}, "nowhere"),
    ):
        with pytest.raises(Invalid, match=refusal), begin(desk.actor("wang")) as work:
            tickets.transfer(work, number, None, **wish)
    with pytest.raises(NotFound), begin(desk.actor("zhao")) as work:
        tickets.transfer(work, number, None, team="two")
    with begin(desk.actor("wang")) as work:
        tickets.resolve(work, number, None, LastWord("repaired", "换了压缩机"))
    with pytest.raises(IllegalMove), begin(desk.actor("wang")) as work:
        tickets.transfer(work, number, None, team="two")
