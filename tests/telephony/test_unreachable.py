"""A member whose phone is gone is on line by the queue's own list, and lost to every caller (telephony.md 5.4)."""

import pytest

from tests.telephony.test_ami import BASE, event, hear, heard, listed, member, states
from ticketing.clock import FrozenClock
from ticketing.domain.console import AgentState, ConsoleSide, PhoneSide, shown
from ticketing.domain.presence import IntervalKind, PresenceState
from ticketing.domain.presence.person import Named, Said, person_slices
from ticketing.domain.signals import Signal, SignalKind

READY = event("QueueMemberAdded", 0, **member(Status="1"))


@pytest.mark.parametrize("status", ["4", "5"])
def test_a_phone_that_is_gone_makes_its_member_lost_until_it_is_back(status: str) -> None:
    gone = event("QueueMemberStatus", 10, **member(Status=status))
    fold = heard(READY, gone, event("QueueMemberStatus", 70, **member(Status="1")))
    assert states(fold, "Li Na") == [(0, "ready"), (10, "unreachable"), (70, "ready")]
    assert [piece.state for piece in fold.state.agents["Li Na"].slices][1] is PresenceState.LOST


@pytest.mark.parametrize("status", ["0", "1", "2", "3", "6", "7", "8", ""])
def test_every_other_state_of_a_phone_is_within_reach(status: str) -> None:
    fold = heard(READY, event("QueueMemberStatus", 10, **member(Status=status)))
    assert states(fold, "Li Na") == [(0, "ready")]


def test_the_queues_list_tells_it_too_and_each_queue_tells_of_the_same_phone() -> None:
    fold = heard(READY, event("QueueMemberAdded", 1, **(member(Status="1") | {"Queue": "sales"})))
    for at, status in ((30, "5"), (90, "1")):
        for queue in ("support", "sales"):
            entry = listed(Status=status, Membership="dynamic") | {"Queue": queue}
            hear(fold, event("QueueParams", at, Queue=queue), event("QueueMember", at, **entry))
        hear(fold, event("QueueStatusComplete", at))
    fold.settle()
    assert states(fold, "Li Na") == [(0, "ready"), (30, "unreachable"), (90, "ready")]


def test_a_pause_and_a_call_outrank_it_and_who_is_off_line_is_not_lost() -> None:
    gone = member(Status="5")
    fold = heard(READY, event("QueueMemberStatus", 10, **gone))
    hear(fold, event("QueueMemberPause", 20, **(gone | {"Paused": "1", "PausedReason": "午餐"})))
    hear(fold, event("QueueMemberPause", 30, **gone), event("QueueMemberRemoved", 40, **gone))
    fold.settle()
    told = [(0, "ready"), (10, "unreachable"), (20, "午餐"), (30, "unreachable"), (40, "offline")]
    assert states(fold, "Li Na") == told


def test_after_a_restart_a_phone_that_is_still_gone_is_found_out_again() -> None:
    fold = heard(READY, event("QueueMemberStatus", 10, **member(Status="5")))
    fold.hear(Signal((BASE + 20) * 1_000_000, SignalKind.QUEUESTART))
    hear(fold, event("QueueMemberStatus", 30, **member(Status="5")))
    fold.settle()
    # The end of what was before the restart is the last thing heard before it.
    assert states(fold, "Li Na") == [(0, "ready"), (30, "unreachable")]


def test_a_person_whose_phone_is_gone_is_lost_on_day_page_and_board_unless_they_said_why() -> None:
    fold = heard(READY, event("QueueMemberStatus", 10, **member(Status="5")))
    named = [Named(1, 0, None, fold.state.agents["Li Na"].facts())]
    line = person_slices(named, from_us=BASE * 1_000_000)
    assert [(piece.state.value, piece.reason) for piece in line] == [("ready", ""), ("lost", "unreachable")]
    said = [Said((BASE + 20) * 1_000_000, "break", "午餐")]
    assert [piece.state.value for piece in person_slices(named, said, from_us=BASE * 1_000_000)] == [
        "ready", "lost", "paused", "lost",
    ]  # fmt: skip


def test_the_board_shows_it(clock: FrozenClock) -> None:
    phone = PhoneSide("lost", clock.at, IntervalKind.UNREACHABLE.value)
    assert shown(phone, None).state is AgentState.LOST
    assert shown(phone, None).reason == "unreachable"
    assert shown(phone, ConsoleSide("busy", clock.at)).state is AgentState.BUSY
