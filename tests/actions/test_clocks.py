"""The scenarios of the deadlines that reach into the database (tickets.md 5)."""

from datetime import timedelta

import pytest

from tests.desk import Desk, local
from ticketing.actions import tickets
from ticketing.actions.tickets import Going, LastWord, MissedCall, Spoken
from ticketing.db import begin, reading
from ticketing.domain.actors import SYSTEM
from ticketing.domain.clocks import ClockFlag, ClockKind, ClockState
from ticketing.domain.tickets import Priority, TicketState
from ticketing.errors import Forbidden, Invalid
from ticketing.queries import verify_tickets

FIRST, NEXT, RESOLUTION = ClockKind.FIRST_RESPONSE, ClockKind.NEXT_RESPONSE, ClockKind.RESOLUTION


def spoken(desk: Desk, number: str, direction: str = "out", answered: bool = True, by: str = "wang") -> None:
    with begin(desk.actor(by)) as work:
        tickets.contact(work, number, Spoken(direction, answered))


def waiting(desk: Desk, number: str, by: str = "wang") -> None:
    with begin(desk.actor(by)) as work:
        tickets.move(work, number, None, Going(TicketState.WAITING_CUSTOMER, "photos"))


def agrees() -> None:
    with reading() as session:
        assert verify_tickets.differences(session) == []


def test_scenario_1_an_unowned_ticket_starts_both_clocks_and_arms_the_warnings(desk: Desk) -> None:
    desk.at("03-02 09:00")
    number = desk.high(by=None)
    first, resolution = desk.clock_of(number, FIRST), desk.clock_of(number, RESOLUTION)
    assert (first.due_at, first.warn_at) == (local("03-02 09:30"), [local("03-02 09:22:30").isoformat()])
    assert (resolution.due_at, resolution.warn_at) == (local("03-03 09:30"), [local("03-02 16:30").isoformat()])
    assert desk.ticket(number).next_due_at == local("03-02 09:30")
    assert desk.pass_to("03-02 09:22:30") == ["clock"]
    assert desk.events(number) == ["TicketOpened", "ClockWarned"]
    agrees()


def test_scenario_13_the_answering_agent_has_responded_with_nothing_elapsed(desk: Desk) -> None:
    number = desk.high()
    first = desk.clock_of(number, FIRST)
    assert (first.state, first.elapsed_s, first.stopped_at) == (ClockState.MET, 0, local("03-02 09:00"))
    assert desk.ticket(number).first_response_at == local("03-02 09:00")


def test_scenario_14_a_missed_call_starts_at_the_hang_up_and_only_an_answered_call_meets_it(desk: Desk) -> None:
    desk.at("03-02 10:00:45")
    with begin(SYSTEM) as work:
        callback = tickets.missed_call(work, MissedCall("13800138000", "sales", "call-1", local("03-02 10:00:40")))
        assert callback is not None
        number = callback.ticket.number
    assert desk.clock_of(number, FIRST).due_at == local("03-02 13:30:40")
    desk.at("03-02 10:20")
    spoken(desk, number, answered=False)
    assert desk.clock_of(number, FIRST).state is ClockState.RUNNING
    desk.at("03-02 10:35")
    spoken(desk, number)
    assert desk.clock_of(number, FIRST).state is ClockState.MET
    agrees()


def test_scenario_15_no_note_no_assignment_and_no_change_of_state_is_a_response(desk: Desk) -> None:
    number = desk.open(by=None)
    desk.at("03-02 09:05")
    with begin(desk.actor("wang")) as work:
        tickets.write_note(work, number, "called the workshop")
        tickets.assign(work, number, None, "me")
        tickets.move(work, number, None, Going(TicketState.WAITING_INTERNAL))
    assert desk.clock_of(number, FIRST).state is ClockState.RUNNING


def test_scenario_16_waiting_for_the_customer_stops_the_clock_and_their_call_starts_it_again(desk: Desk) -> None:
    desk.at("03-02 09:00")
    number = desk.high()
    desk.at("03-02 11:00")
    spoken(desk, number)
    waiting(desk, number)
    clock = desk.clock_of(number, RESOLUTION)
    assert (clock.state, clock.due_at, clock.elapsed_s) == (ClockState.PAUSED, None, 7_200)
    assert desk.ticket(number).next_due_at is None
    assert desk.pass_to("03-04 09:59") == []
    desk.at("03-04 10:00")
    spoken(desk, number, "in")
    assert desk.ticket(number).state is TicketState.OPEN
    assert desk.clock_of(number, RESOLUTION).due_at == local("03-04 17:30")
    agrees()


def test_scenario_18_a_pause_needs_contact_since_the_customer_and_the_third_needs_a_supervisor(desk: Desk) -> None:
    number = desk.high(by=None)
    with begin(desk.actor("wang")) as work:
        tickets.assign(work, number, None, "me")
    with pytest.raises(Invalid, match="no_outbound_contact"):
        waiting(desk, number)
    for hour in (10, 11):
        desk.at(f"03-02 {hour}:00")
        spoken(desk, number)
        waiting(desk, number)
        desk.at(f"03-02 {hour}:10")
        spoken(desk, number, "in")
    with pytest.raises(Forbidden, match="needs_supervisor"):
        waiting(desk, number)
    waiting(desk, number, by="sun")
    assert desk.ticket(number).state is TicketState.WAITING_CUSTOMER


def test_scenario_20_a_wait_ends_at_its_instant_with_one_notice(desk: Desk) -> None:
    number = desk.high()
    desk.at("03-02 11:00")
    waiting(desk, number)
    assert desk.ticket(number).wake_at == local("03-04 11:00")
    assert desk.pass_to("03-04 10:59:59") == []
    desk.pass_to("03-04 11:00")
    assert desk.ticket(number).state is TicketState.OPEN
    assert len(desk.notices("wang", "ticket_woke")) == 1
    assert desk.clock_of(number, RESOLUTION).resumed_at == local("03-04 11:00")
    agrees()


@pytest.mark.parametrize(
    ("raised_at", "due", "flags"),
    [("03-02 10:00", "03-02 14:30", []), ("03-02 15:00", "03-02 15:30", [ClockFlag.RETARGETED.value])],
)
def test_scenario_22_a_raised_priority_dates_anew_and_never_breaks_on_the_spot(
    desk: Desk, raised_at: str, due: str, flags: list[str]
) -> None:
    desk.at("03-02 09:00")
    number = desk.open()
    desk.at(raised_at)
    with begin(desk.actor("wang")) as work:
        tickets.prioritise(work, number, None, Priority.URGENT)
    clock = desk.clock_of(number, RESOLUTION)
    assert (clock.due_at, clock.flags, clock.breached_at) == (local(due), flags, None)
    agrees()


def test_scenario_24_easing_a_nearly_used_deadline_needs_a_supervisor_with_a_reason(desk: Desk) -> None:
    desk.at("03-02 09:00")
    number = desk.open(priority=Priority.URGENT)
    desk.at("03-02 14:00")
    with pytest.raises(Forbidden, match="needs_supervisor"), begin(desk.actor("wang")) as work:
        tickets.prioritise(work, number, None, Priority.NORMAL)
    with pytest.raises(Invalid, match="reason_missing"), begin(desk.actor("sun")) as work:
        tickets.prioritise(work, number, None, Priority.NORMAL)
    with begin(desk.actor("sun")) as work:
        tickets.prioritise(work, number, None, Priority.NORMAL, "customer agreed")
    assert desk.ticket(number).priority is Priority.NORMAL


def test_scenario_24_easing_does_not_take_a_breach_back(desk: Desk) -> None:
    number = desk.open(priority=Priority.URGENT)
    desk.pass_to("03-02 17:00")
    with begin(desk.actor("sun")) as work:
        tickets.prioritise(work, number, None, Priority.NORMAL, "asked for")
    assert desk.ticket(number).breached
    assert desk.clock_of(number, RESOLUTION).breached_at == local("03-02 14:30")
    agrees()


def test_scenario_12_met_is_inclusive_to_the_second(desk: Desk) -> None:
    numbers = [desk.high(by=None), desk.high(by=None)]
    for number, second in zip(numbers, ("00", "01"), strict=True):
        desk.pass_to(f"03-02 09:30:{second}")
        spoken(desk, number)
    in_time, late = (desk.clock_of(number, FIRST) for number in numbers)
    assert (in_time.state, in_time.breached_at) == (ClockState.MET, None)
    assert (late.state, late.breached_at) == (ClockState.MET_LATE, local("03-02 09:30"))
    assert late.fired_at == local("03-02 09:30") + timedelta(microseconds=1)
    agrees()


def test_scenario_29_a_reopened_ticket_gets_half_the_time_and_keeps_its_first_result(desk: Desk) -> None:
    number = desk.high()
    with begin(desk.actor("wang")) as work:
        tickets.resolve(work, number, None, LastWord("solved", "done"))
    desk.pass_to("03-04 16:00")
    with begin(desk.actor("wang")) as work:
        tickets.unresolve(work, number, None, "又坏了")
    assert desk.clock_of(number, RESOLUTION, 1).state is ClockState.MET
    assert desk.clock_of(number, RESOLUTION, 2).due_at == local("03-05 11:00")
    assert desk.ticket(number).reopen_count == 1
    assert desk.escalations_of(number) == []
    agrees()


def test_scenario_29_coming_back_a_second_time_goes_upstairs_at_once(desk: Desk) -> None:
    number = desk.high()
    for _ in range(2):
        desk.clock.advance(minutes=10)
        with begin(desk.actor("wang")) as work:
            tickets.contact(work, number, Spoken("out", answered=True))
            tickets.resolve(work, number, None, LastWord("solved", "done"))
        with begin(desk.actor("wang")) as work:
            tickets.unresolve(work, number, None, "又坏了")
    assert [(one.level, one.cause) for one in desk.escalations_of(number)] == [(2, "reopened")]
    assert len(desk.notices("sun", "escalation")) == 1


def test_scenario_29_a_customer_who_comes_back_too_late_gets_a_ticket_that_follows_the_closed_one(desk: Desk) -> None:
    number = desk.high()
    with begin(desk.actor("wang")) as work:
        tickets.resolve(work, number, None, LastWord("solved", "done"))
    desk.pass_to("03-06 12:00")
    closed = desk.ticket(number)
    assert closed.state is TicketState.CLOSED
    desk.clock.at = (closed.closed_at or desk.clock.at) + timedelta(days=8)
    with begin(desk.actor("li")) as work:
        after = tickets.contact(work, number, Spoken("in", answered=True)).number
    assert after != number
    assert desk.ticket(after).follow_up_of_id == closed.id
    assert desk.ticket(number).version == closed.version


def test_an_unanswered_word_of_the_customer_owes_a_next_response_until_it_is_resolved(desk: Desk) -> None:
    number = desk.high()
    desk.at("03-02 10:00")
    spoken(desk, number, "in", answered=False)
    assert desk.clock_of(number, NEXT).due_at == local("03-02 12:00")
    desk.at("03-02 10:30")
    with begin(desk.actor("wang")) as work:
        tickets.resolve(work, number, None, LastWord("solved", "done"))
    assert desk.clock_of(number, NEXT).state is ClockState.MET
