"""What FreeSWITCH tells, folded: its traps (telephony.md 2.6), and the same rows however its events arrive."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from tests.telephony.fake_switch import Event, Story
from tests.telephony.tables import picture
from ticketing import db
from ticketing.domain.calls import Fold, FoldConfig, PbxState
from ticketing.domain.calls.sweeps import row_of
from ticketing.domain.presence import PresenceState
from ticketing.domain.signals import Signal, SignalKind
from ticketing.models.telephony import PbxSource, SourceKind
from ticketing.telephony import ingest
from ticketing.telephony.freeswitch.client import Said
from ticketing.telephony.freeswitch.events import signal_of
from ticketing.telephony.freeswitch.feed import EslFeed

B = 1741568400
Q = "support@default"


def folded(*events: Event | Signal) -> Fold:
    fold = Fold(PbxState("fs1"), FoldConfig(history_s=None))
    for event in events:
        signal = event if isinstance(event, Signal) else signal_of(event)
        if signal is not None:
            fold.hear(signal)
    fold.settle()
    return fold


def outcome(fold: Fold) -> tuple[str, int | None]:
    [visit] = fold.state.visits.values()
    return visit.outcome.value, visit.wait_us


def swept(at_s: float, *rows: tuple[str, ...]) -> Signal:
    return Signal(round((B + at_s) * 1e6), SignalKind.SWEPT, data=tuple(row_of(row) for row in (("queue", Q), *rows)))


@pytest.mark.parametrize(
    ("reason", "more", "expected"),
    [
        ("NONE", {}, "abandoned"),
        ("TIMEOUT", {}, "timeout"),
        ("NO_AGENT_TIMEOUT", {}, "exit_empty"),
        ("EXIT_WITH_KEY", {}, "exit_key"),
        ("BREAK_OUT", {}, "withdrawn"),
        ("BREAK_OUT", {"Answer-State": "hangup"}, "abandoned"),
    ],
)
def test_its_abandoned_is_five_different_things(reason: str, more: dict[str, str], expected: str) -> None:
    story = Story(B)
    left = {**story.leaves(30, 0, reason), **more}
    assert outcome(folded(story.joins(0), left)) == (expected, 30_000_000)


def test_who_hung_up_is_told_by_the_agents_channel() -> None:
    story = Story(B)
    begin = (story.joins(0), story.is_answered(8, 0, 2))
    for more, reason in (
        ({}, "caller"),
        ({"Unique-ID": "a-m-1", "variable_sip_hangup_disposition": "recv_bye"}, "agent"),
        ({"Unique-ID": "a-m-1", "variable_sip_hangup_disposition": "send_bye"}, "caller"),
        ({"CC-Hangup-Cause": "BLIND_TRANSFER"}, "blind_transfer"),
        ({"CC-Hangup-Cause": "ATTENDED_TRANSFER"}, "attended_transfer"),
    ):
        [visit] = folded(*begin, {**story.ends(68, 0, 8), **more}).state.visits.values()
        assert (visit.end_reason, visit.talk_us) == (reason, 60_000_000)


def test_a_bridge_that_was_none_is_no_call() -> None:
    story = Story(B)
    unbridged = {**story.ends(9, 0, 8), "CC-Agent-Bridged": "false"}
    assert outcome(folded(story.joins(0), unbridged, story.leaves(20, 0))) == ("abandoned", 20_000_000)


def test_a_caller_who_resumes_waits_anew_although_the_joined_time_is_old() -> None:
    story = Story(B)
    back = {**story.event(100, "member-queue-resume"), "CC-Member-CID-Number": "139"}
    fold = folded(story.joins(0), story.leaves(30, 0), back, story.is_answered(110, 0, 105), story.ends(170, 0, 110))
    first, second = sorted(fold.state.visits.values(), key=lambda visit: visit.enter_us)
    assert (first.outcome.value, first.wait_us) == ("abandoned", 30_000_000)
    assert (second.outcome.value, second.wait_us, second.talk_us) == ("answered", 10_000_000, 60_000_000)


def test_a_status_said_again_changes_nothing_and_a_break_has_no_reason() -> None:
    story = Story(B)
    says = [story.has_status(at, status) for at, status in (
        (0, "Available"), (60, "Available"), (100, "On Break"), (130, "On Break"), (160, "Available (On Demand)"),
        (200, "Logged Out"), (210, "Logged Out"),
    )]  # fmt: skip
    pieces = folded(*says).state.agents["1001"].slices
    told = [(piece.state, (piece.start_us // 1_000_000) - B, piece.reason) for piece in pieces]
    ready, paused, off = PresenceState.READY, PresenceState.PAUSED, PresenceState.OFFLINE
    assert told == [(ready, 0, ""), (paused, 100, ""), (ready, 160, ""), (off, 200, "")]


def test_the_tiers_of_the_lists_say_where_an_agent_stands() -> None:
    story = Story(B)
    seat = ("agent", "1001", "On Break", str(B + 20), "0", "7")
    fold = folded(story.has_status(0, "Available"), swept(30, seat, ("tier", Q, "1001"), ("tier", "sales", "1001")))
    track = fold.state.agents["1001"]
    assert (set(track.members), set(track.pauses), track.wrapups[Q]) == ({Q, "sales"}, {Q, "sales"}, 7)
    assert track.pauses[Q].start_us >= (B + 20) * 1_000_000
    out = folded(story.has_status(0, "Available"), swept(30, ("agent", "1001", "Logged Out", str(B + 25), "0", "0")))
    assert not out.state.agents["1001"].members
    assert out.state.agents["1001"].slices[-1].start_us == (B + 25) * 1_000_000


def test_a_call_of_which_we_missed_the_beginning_is_found_in_the_lists() -> None:
    member = ("member", Q, "m-9", "Answered", "1001", str(B), str(B + 12), "139", "x", "1")
    fold = folded(swept(30, member))
    [visit] = fold.state.visits.values()
    assert (visit.outcome.value, visit.wait_us, visit.agent, visit.flags) == (
        "answered", 12_000_000, "1001", ["connect_inferred", "enter_inferred"],
    )  # fmt: skip


def test_what_moved_while_the_lists_were_read_is_left_alone() -> None:
    fold = folded(Story(B).joins(29), swept(30))
    assert outcome(fold)[0] == "waiting"
    assert outcome(folded(Story(B).joins(20), swept(30)))[0] == "lost"


def test_a_ring_whose_length_is_not_told_is_as_long_as_we_saw_it() -> None:
    story = Story(B)
    failed = story.event(14, "bridge-agent-fail", CC_Agent="1001", CC_Hangup_Cause="NO_ANSWER")
    fold = folded(story.has_status(-9, "Available"), story.joins(0), story.is_offered(4), failed, story.leaves(20, 0))
    rings = [piece for piece in fold.state.agents["1001"].slices if piece.state is PresenceState.RINGING]
    assert [(piece.end_us or 0) - piece.start_us for piece in rings] == [10_000_000]


@pytest.mark.parametrize("event", [
    {}, {"Event-Date-Timestamp": "now", "CC-Action": "member-queue-start"}, {"Event-Date-Timestamp": "²"},
    {"Event-Date-Timestamp": str(B), "CC-Action": ["x"]}, {"Event-Date-Timestamp": str(B), "Rexian-Note": "Sweep"},
    {"Event-Date-Timestamp": "9" * 40, "CC-Action": "member-queue-start"},
])  # fmt: skip
def test_what_makes_no_sense_says_nothing(event: dict[str, Any]) -> None:
    assert signal_of(event) is None


def day() -> list[Said]:
    """Three callers and an agent's shift, as the link would hand them on; places are those of the switch."""
    anna, bert, carl = Story(B), Story(B, "m-2", agent="1002"), Story(B, "m-3")
    events = [
        anna.has_status(0, "Available"), bert.has_status(1, "Available"), anna.joins(10), anna.is_offered(11),
        bert.joins(12), bert.is_offered(13), anna.is_answered(18, 10, 11), bert.is_answered(20, 12, 13),
        carl.joins(30), anna.ends(78, 10, 18), carl.leaves(90, 30, "TIMEOUT"), bert.ends(95, 12, 20),
        anna.has_status(100, "On Break"), bert.has_status(110, "Logged Out"),
    ]  # fmt: skip
    return [Said(7, (number + 50) << 27, json.dumps(event)) for number, event in enumerate(events)]


@pytest.fixture
def source(app: Flask, source_of: Callable[..., int]) -> Callable[[str], int]:
    return lambda pbx: source_of(SourceKind.FREESWITCH, pbx=pbx, host="fs1", secret="x")


def rows(source_id: int) -> dict[str, list[Any]]:
    with db.reading() as session:
        return picture(session, session.get_one(PbxSource, source_id).pbx_id)


count = iter(range(1_000_000))


@settings(
    max_examples=12,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@example([[12, 0], [11, 13]])
@given(st.lists(st.lists(st.integers(0, 13), min_size=1, max_size=14), max_size=6))
def test_any_split_any_order_and_any_repeat_give_the_same_rows(
    source: Callable[[str], int], batches: list[list[int]]
) -> None:
    """The link may be cut anywhere and tell again whatever it likes, as long as in the end everything was told."""
    told = day()
    straight, pieces = source(f"straight-{next(count)}"), source(f"pieces-{next(count)}")
    feed = EslFeed(straight)
    ingest.take(straight, feed.hear(told))
    for batch in [*batches, range(len(told))]:
        ingest.take(pieces, feed.hear([told[index] for index in batch]))
    assert rows(pieces) == rows(straight)
    assert len(rows(straight)["queue_visits"]) == 3
