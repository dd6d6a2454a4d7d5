"""What goes up at once, and how every kind of promise climbs the ladder of its policy."""

from copy import deepcopy

import pytest

from tests.desk import Desk, local
from ticketing.actions import policies, setup, tickets
from ticketing.actions.policies import PolicyWish
from ticketing.actions.tickets import ComplaintWish, Spoken
from ticketing.db import begin, reading
from ticketing.domain.actors import SYSTEM
from ticketing.domain.clocks import ClockKind
from ticketing.domain.escalations import EscalationState
from ticketing.domain.tickets import Priority, TicketKind
from ticketing.models.customers import Customer
from ticketing.queries import relations


def complaint(desk: Desk, severity: str, by: str | None = "wang") -> str:
    return desk.open(by=by, kind=TicketKind.COMPLAINT, complaint=ComplaintWish(severity=severity))


def levels(desk: Desk, number: str) -> list[tuple[int, str, str]]:
    return [(one.level, one.cause, one.rule) for one in desk.escalations_of(number)]


def test_the_gravest_complaint_stands_on_two_desks_at_once(desk: Desk) -> None:
    desk.at("03-02 09:00")
    number = complaint(desk, "S1")
    assert levels(desk, number) == [(2, "severity", "severity S1"), (3, "severity", "severity S1")]
    assert {one.state for one in desk.escalations_of(number)} == {EscalationState.NOTIFIED}
    desk.pass_to("03-02 09:15")
    assert levels(desk, number)[2:] == [(4, "ack_timeout", "+27000s working")]


def test_a_minor_complaint_stops_at_the_supervisor(desk: Desk) -> None:
    desk.at("03-02 09:00")
    number = complaint(desk, "S4")
    desk.pass_to("03-13 17:00")
    resolution = desk.clock_of(number, ClockKind.RESOLUTION).id
    assert [one.level for one in desk.escalations_of(number) if one.clock_id == resolution] == [1, 2]


def test_every_promise_of_a_complaint_climbs_and_ends_when_it_is_met(desk: Desk) -> None:
    desk.at("03-02 09:00")
    number = complaint(desk, "S2", by=None)
    desk.pass_to("03-02 09:30")
    ack = desk.clock_of(number, ClockKind.ACK)
    climbed = [(one.level, one.rule, one.created_at) for one in desk.escalations_of(number) if one.clock_id == ack.id]
    assert climbed == [(1, "75%", local("03-02 09:22:30")), (2, "100%", local("03-02 09:30"))]
    desk.at("03-02 09:31")
    with begin(desk.actor("wang")) as work:
        tickets.assign(work, number, None, "me")
    assert [one.resolution for one in desk.escalations_of(number) if one.clock_id == ack.id] == ["L2", "met_late"]


def test_an_important_customer_is_told_of_at_once(desk: Desk) -> None:
    desk.at("03-02 09:00")
    with begin(SYSTEM) as work:
        customer = work.add(Customer(name="王总", grade="vip", created_at=work.now)).id
    number = desk.open(customer_id=customer)
    assert levels(desk, number) == [(1, "vip", "customer vip")]


def test_the_third_call_in_seven_days_does_not_wait_for_a_deadline(desk: Desk) -> None:
    desk.at("03-02 09:00")
    number = desk.high()
    for hour in ("03-02 10:00", "03-02 11:00"):
        desk.at(hour)
        with begin(desk.actor("wang")) as work:
            tickets.contact(work, number, Spoken("in", answered=True))
    assert "repeat_calls" not in [cause for _, cause, _ in levels(desk, number)]
    desk.at("03-02 11:30")
    with begin(desk.actor("wang")) as work:
        tickets.contact(work, number, Spoken("in", answered=True))
    assert levels(desk, number) == [(1, "repeat_calls", "3 calls in 7 days")]


@pytest.mark.parametrize("effect", ["raise_priority", "reassign", "add_watcher"])
def test_a_level_may_act_by_itself_and_says_which_rule_did_it(desk: Desk, effect: str) -> None:
    said = deepcopy(setup.STANDARD)
    rung = {"level": 1, "recipients": ["lead"], "named": ["li"], "after_s": -3_600, "effects": [effect]}
    said["ladders"] = {"resolution": [rung]}
    desk.at("03-02 08:59")
    with begin(desk.actor("sun")) as work:
        policies.edit(work, "P-STD", None, PolicyWish("标准", 100, {}, said))
    desk.at("03-02 09:00")
    number = desk.high()
    desk.pass_to("03-03 08:30")
    assert levels(desk, number) == [(1, "trigger", "-3600s working")]
    assert len(desk.notices("li", "escalation")) == 1
    ticket = desk.ticket(number)
    if effect == "raise_priority":
        assert ticket.priority is Priority.URGENT
    elif effect == "add_watcher":
        with reading() as session:
            follow = {one.login for one in relations.watchers(session, ticket.id)}
        assert follow == {"chen", "li"}
    else:
        assert ticket.owner_id == desk.people["chen"]
