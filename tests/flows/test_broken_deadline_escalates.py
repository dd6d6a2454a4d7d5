"""A deadline that nobody keeps climbs desk by desk until somebody answers for it."""

from tests.desk import Desk, local
from ticketing.actions import escalations, tickets
from ticketing.db import begin
from ticketing.domain.actors import SYSTEM
from ticketing.domain.clocks import ClockKind, ClockState
from ticketing.domain.escalations import EscalationState


def test_scenario_31_a_ticket_that_nobody_touches_climbs_four_levels_each_told_once(desk: Desk) -> None:
    desk.at("03-02 09:00")
    number = desk.high(by=None)
    desk.pass_to("03-10 12:00")

    levels = desk.escalations_of(number)
    assert [(one.level, one.created_at, one.cause) for one in levels] == [
        (1, local("03-02 16:30"), "trigger"),
        (2, local("03-03 09:30"), "trigger"),
        (3, local("03-03 09:45"), "ack_timeout"),
        (4, local("03-03 10:00"), "ack_timeout"),
    ]
    assert [one.state for one in levels] == [EscalationState.SUPERSEDED] * 3 + [EscalationState.NOTIFIED]
    assert len(desk.notices("chen", "escalation")) == 1
    assert len(desk.notices("sun", "escalation")) == 2
    assert len(desk.notices("root", "no_recipient")) == 1
    resolution = desk.clock_of(number, ClockKind.RESOLUTION)
    assert resolution.breached_at == local("03-03 09:30")
    assert desk.ticket(number).breached
    assert desk.pending() == 0


def test_scenario_32_an_acknowledged_level_holds_the_next_back_until_the_hold_ends(desk: Desk) -> None:
    number = _escalated_and_acknowledged(desk)
    desk.pass_to("03-03 11:29:59")
    assert [one.level for one in desk.escalations_of(number)] == [1, 2]
    desk.pass_to("03-03 11:40")
    third = desk.escalations_of(number)[2]
    assert (third.level, third.created_at, third.cause) == (3, local("03-03 11:40"), "hold_ended")


def test_scenario_32_resolving_within_the_hold_ends_the_ladder(desk: Desk) -> None:
    number = _escalated_and_acknowledged(desk)
    desk.pass_to("03-03 11:20")
    with begin(SYSTEM) as work:
        tickets.contact(work, number, tickets.Spoken("out", answered=True))
        tickets.assign(work, number, None, "wang", "")
        tickets.resolve(work, number, None, tickets.LastWord("repaired", "换了压缩机"))
    desk.pass_to("03-03 17:00")

    assert [(one.level, one.state, one.resolution) for one in desk.escalations_of(number)] == [
        (1, EscalationState.SUPERSEDED, "L2"),
        (2, EscalationState.RESOLVED, "met_late"),
    ]
    assert desk.clock_of(number, ClockKind.RESOLUTION).state is ClockState.MET_LATE


def test_nobody_on_duty_hands_on_at_once_and_ends_with_whoever_runs_the_system(desk: Desk) -> None:
    desk.send_home("chen", "sun", "wang", "li")
    desk.at("03-02 09:00")
    number = desk.high(by=None)
    desk.pass_to("03-02 16:30")

    levels = desk.escalations_of(number)
    assert [(one.level, one.cause, one.notified_at is None) for one in levels] == [
        (1, "trigger", True),
        (2, "no_recipient", True),
        (3, "no_recipient", True),
        (4, "no_recipient", False),
    ]
    assert [one.params["level"] for one in desk.notices("root", "no_recipient")] == [4]


def test_scenario_36_after_an_outage_breaches_keep_their_own_date_and_acknowledgement_runs_from_the_notice(
    desk: Desk,
) -> None:
    desk.at("03-02 09:00")
    number = desk.high(by=None)
    desk.pass_to("03-03 09:20")
    desk.at("03-03 09:50")
    desk.run_due()

    resolution = desk.clock_of(number, ClockKind.RESOLUTION)
    assert resolution.breached_at == local("03-03 09:30")
    assert resolution.fired_at == local("03-03 09:50")
    second = desk.escalations_of(number)[1]
    assert second.due_at == local("03-03 09:30")
    assert second.ack_due_at == local("03-03 10:05")
    desk.run_due()
    assert desk.events(number).count("ClockBreached") == 2
    assert desk.events(number).count("Escalated") == 2


def test_scenario_36_three_that_fell_due_while_nothing_ran_are_broken_once_each_and_late_by_their_own_time(
    desk: Desk,
) -> None:
    numbers = []
    for began in ("03-02 09:35", "03-02 09:40", "03-02 09:45"):
        desk.pass_to(began)
        numbers.append(desk.high(by=None))
    desk.pass_to("03-02 10:00")
    desk.at("03-02 10:20")
    desk.run_due()
    assert desk.run_due() == []

    clocks = [desk.clock_of(number, ClockKind.FIRST_RESPONSE) for number in numbers]
    assert [one.breached_at for one in clocks] == [local("03-02 10:05"), local("03-02 10:10"), local("03-02 10:15")]
    assert [one.fired_at for one in clocks] == [local("03-02 10:20")] * 3
    assert [(one.fired_at - one.breached_at).total_seconds() for one in clocks] == [900, 600, 300]
    for number in numbers:
        assert desk.events(number).count("ClockBreached") == 1


def _escalated_and_acknowledged(desk: Desk) -> str:
    desk.at("03-02 09:00")
    number = desk.high(by=None)
    desk.pass_to("03-03 09:40")
    with begin(desk.actor("sun")) as work:
        escalations.acknowledge(work, desk.escalations_of(number)[1].id)
    return number
