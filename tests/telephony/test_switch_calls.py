"""A FreeSWITCH call is one call with its legs, however many records tell of it and in whatever order."""

import itertools

import pytest

from ticketing.domain.legs import SwitchLeg
from ticketing.domain.whole_calls import CallOutcome, Direction, House, Side, Told, WholeCall, compose, group
from ticketing.domain.whole_calls.switch import told_by_switch

START_US = 1_741_568_400_000_000
SECOND_US = 1_000_000
CALLER = SwitchLeg(
    *("fs1", "a-1", "inbound", "member", START_US, START_US + SECOND_US, START_US + 9 * SECOND_US),
    end_us=START_US + 60 * SECOND_US,
    hold_us=5 * SECOND_US,
    caller="13800138000",
    caller_name="王芳",
    dialled="4008001",
    call_uuid="a-1",
    others=("b-1",),
    q850=16,
    hung_up_by_leg=True,
    recording="/rec/a-1.wav",
    ref=1,
)
AGENT = SwitchLeg(
    *("fs1", "b-1", "outbound", "agent", START_US + 5 * SECOND_US, START_US + 9 * SECOND_US),
    end_us=START_US + 60 * SECOND_US,
    caller="13800138000",
    dialled="1001",
    call_uuid="a-1",
    others=("a-1",),
    q850=16,
    hung_up_by_leg=False,
    ref=2,
)
OTHER = CALLER._replace(uuid="c-1", call_uuid="c-1", others=(), caller="13900139000", answer_us=None, cause="USER_BUSY")


def calls_of(legs: tuple[SwitchLeg, ...]) -> list[WholeCall]:
    told = Told()
    for leg in legs:
        said = told_by_switch(leg)
        assert said is not None
        told.records += said.records
        told.ended += said.ended
        told.links += said.links
    return sorted((compose(part, House()) for part in group(told)), key=lambda call: call.root)


@pytest.mark.parametrize("legs", list(itertools.permutations((CALLER, AGENT, OTHER))))
def test_two_legs_are_one_call_in_any_order(legs: tuple[SwitchLeg, ...]) -> None:
    first, second = calls_of(legs)
    assert (first.root, first.direction, first.number, first.dnis) == (
        "a-1",
        Direction.INBOUND,
        "13800138000",
        "4008001",
    )
    assert (first.outcome, first.hangup_cause, first.hung_up_by) == (CallOutcome.ANSWERED, 16, Side.CALLER)
    assert (first.hold_us, first.recordings, len(first.legs)) == (5 * SECOND_US, ("/rec/a-1.wav",), 2)
    assert (second.root, second.number) == ("c-1", "13900139000")


def test_a_record_that_is_posted_again_is_one_leg() -> None:
    (call,) = calls_of((CALLER, AGENT, AGENT, CALLER))
    assert len(call.legs) == 2


def test_a_leg_that_never_began_tells_nothing() -> None:
    assert told_by_switch(CALLER._replace(start_us=None)) is None
