"""What holds for every feed, not for the worked cases alone: P1 to P4, P9 and P10 of the case file, in memory."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.proofs import in_memory
from tests.telephony.phone_answers import (
    CONFIG,
    Mirror,
    ami_feed,
    answer,
    folded,
    log_feed,
    signals,
    without_ingest,
)
from tests.telephony.phone_days import crowded, cut_links, torn_days
from tests.telephony.phone_stories import BASE, QUEUES, Story, stories, torn_stories
from ticketing.domain.calls import Fold, PbxState
from ticketing.domain.presence import slices_between
from ticketing.domain.signals import Signal, SignalKind
from ticketing.telephony.ami.events import signal_of

pytestmark = pytest.mark.proof
LAST_HUNG_UP = (BASE + 9_000) * 1_000_000


def any_log() -> st.SearchStrategy[list[str]]:
    """A log of calls one after the other or side by side, as logs are."""
    return st.one_of(torn_stories(), torn_days())


@in_memory()
@given(any_log(), st.integers(0, 20))
def test_p1_a_feed_sent_again_whole_or_in_part_changes_nothing(lines: list[str], start: int) -> None:
    once = answer([log_feed(lines)])
    again = answer([log_feed(lines), log_feed(lines)])
    assert without_ingest(again) == without_ingest(once)
    assert again["ingest"]["accepted"] == once["ingest"]["accepted"]
    distinct = [line for number, line in enumerate(lines) if line not in lines[:number]]
    tail = answer([log_feed(distinct), log_feed(distinct[start:], partial_tail=True)])
    assert without_ingest(tail) == without_ingest(answer([log_feed(distinct)]))


@in_memory()
@given(any_log(), st.lists(st.integers(1, 5), min_size=1))
def test_p2_batches_of_any_size_come_to_the_same(lines: list[str], sizes: list[int]) -> None:
    whole, pieces = Mirror(), Mirror()
    fold = folded(lines)
    whole.take(fold.settle())
    other, rest, turn = Fold(PbxState("pbx1"), CONFIG), signals(lines), 0
    while rest:
        size = sizes[turn % len(sizes)]
        pieces.take(other.hear_all(rest[:size]))
        rest, turn = rest[size:], turn + 1
    assert other.state.to_json() == fold.state.to_json()
    assert (pieces.visits, pieces.slices) == (whole.visits, whole.slices)
    assert pieces.attempts == whole.attempts


@in_memory()
@given(any_log())
def test_p3_the_live_state_equals_a_replay_at_every_prefix(lines: list[str]) -> None:
    assert_live_is_a_replay(signals(lines))


@in_memory()
@given(cut_links())
def test_p3_holds_for_a_log_and_a_cut_link_together(story: Story) -> None:
    assert_live_is_a_replay(together(story))


def assert_live_is_a_replay(heard: list[Signal]) -> None:
    live = Fold(PbxState("pbx1"), CONFIG)
    for count, signal in enumerate(heard, 1):
        live.hear(signal)
        live.settle()
        fresh = Fold(PbxState("pbx1"), CONFIG)
        fresh.hear_all(heard[:count])
        assert live.state.digest() == fresh.state.digest()
    stored = PbxState.from_json(live.state.to_json())
    assert stored.digest() == live.state.digest()


@in_memory()
@given(any_log(), st.integers(0, 30))
def test_p3_a_state_put_away_and_taken_up_again_goes_on_as_before(lines: list[str], count: int) -> None:
    assert_goes_on(signals(lines), count)


@in_memory()
@given(cut_links(), st.integers(0, 60))
def test_p3_a_state_with_a_link_goes_on_as_before_too(story: Story, count: int) -> None:
    assert_goes_on(together(story), count)


def assert_goes_on(heard: list[Signal], count: int) -> None:
    straight = Fold(PbxState("pbx1"), CONFIG)
    straight.hear_all(heard)
    first = Fold(PbxState("pbx1"), CONFIG)
    first.hear_all(heard[:count])
    second = Fold(PbxState.from_json(first.state.to_json()), CONFIG)
    second.hear_all(heard[count:])
    assert second.state.digest() == straight.state.digest()


@in_memory()
@given(st.one_of(any_log().map(signals), cut_links().map(lambda story: together(story))))
def test_p3_slices_kept_up_step_by_step_equal_slices_made_at_once(heard: list[Signal]) -> None:
    fold = Fold(PbxState("pbx1"), CONFIG)
    for signal in heard:
        fold.hear(signal)
        fold.settle()
    for track in fold.state.agents.values():
        assert track.slices == slices_between(track.facts(), 0)


@in_memory()
@given(any_log(), st.randoms(use_true_random=False), st.integers(1, 6))
def test_p4_with_offsets_any_delivery_order_gives_the_same(lines: list[str], random: Any, size: int) -> None:
    pieces = [log_feed(lines[at : at + size], offset=at) for at in range(0, len(lines), size)]
    random.shuffle(pieces)
    assert without_ingest(answer(pieces)) == without_ingest(answer([log_feed(lines)]))


@in_memory()
@given(st.one_of(stories(), crowded()), st.randoms(use_true_random=False))
def test_p4_without_offsets_any_order_of_distinct_stamps_gives_the_same(story: Story, random: Any) -> None:
    stamped = {line.split("|")[0]: line for line in story.lines}
    lines = list(stamped.values())
    shuffled = list(lines)
    random.shuffle(shuffled)
    in_order, any_order = answer([log_feed(lines)], "unknown"), answer([log_feed(shuffled)], "unknown")
    assert any_order == in_order


@in_memory()
@given(any_log())
def test_p9_a_rebuild_gives_the_same_bytes(lines: list[str]) -> None:
    first, second = folded(lines), folded(lines)
    first.settle()
    second.settle()
    assert first.state.to_json().encode() == second.state.to_json().encode()


@in_memory()
@given(any_log())
def test_p10_after_a_restart_nobody_waits_or_talks(lines: list[str]) -> None:
    last = max((int(s.at_us // 1_000_000) for s in signals(lines)), default=BASE)
    fold = folded([*lines, f"{last + 1}|NONE|NONE|NONE|QUEUESTART|"])
    assert_nobody_is_there(fold)


@in_memory()
@given(any_log())
def test_p10_a_caller_whose_channel_is_gone_neither_waits_nor_talks(lines: list[str]) -> None:
    fold = folded(lines)
    callids = sorted({visit.callid for visit in fold.state.open_visits()})
    for callid in callids:
        fold.hear(Signal(LAST_HUNG_UP, SignalKind.HUNG_UP, callid, data=("16",)))
        assert callid not in {visit.callid for visit in fold.state.open_visits()}
    assert fold.state.open == {}
    assert all(not line for line in fold.state.lines.values())


@in_memory()
@given(any_log())
def test_p10_nothing_stays_open_longer_than_a_call_can_be(lines: list[str]) -> None:
    fold = folded(lines)
    fold.tick((BASE + 20 * 86400) * 1_000_000)
    assert fold.state.open == {}
    assert {visit.queue for visit in fold.state.visits.values()} <= set(QUEUES)


@in_memory()
@given(cut_links())
def test_p10_holds_for_what_a_cut_link_told_too(story: Story) -> None:
    fold = Fold(PbxState("pbx1"), CONFIG)
    fold.hear_all(together(story))
    fold.hear(Signal(fold.state.last_us + 1_000_000, SignalKind.QUEUESTART))
    assert_nobody_is_there(fold)


def assert_nobody_is_there(fold: Fold) -> None:
    assert fold.state.open == {}
    assert all(not line for line in fold.state.lines.values())
    assert all(not track.running for track in fold.state.agents.values())


@in_memory()
@given(cut_links(), cut_links(), st.booleans())
def test_two_phone_systems_that_use_the_same_ids_never_mix(here: Story, there: Story, link_too: bool) -> None:
    feeds = {"pbx1": [log_feed(here.lines, "pbx1")], "pbx2": [log_feed(there.lines, "pbx2")]}
    if link_too:
        feeds["pbx1"].append(ami_feed(here.events, "pbx1"))
        feeds["pbx2"].append(ami_feed(there.events, "pbx2"))
    mixed = answer([feed for pair in zip(*feeds.values(), strict=True) for feed in pair])
    for source, alone in feeds.items():
        own = [visit for visit in mixed["visits"] if visit["source"] == source]
        assert own == answer(alone)["visits"]


def together(story: Story) -> list[Signal]:
    """Log and link in the order of time, the log first."""
    link = [signal_of(event, 0) for event in story.events if "Event" in event]
    told = [(signal.at_us, 0, at, signal) for at, signal in enumerate(signals(story.lines))]
    told += [(signal.at_us, 1, at, signal) for at, signal in enumerate(link) if signal is not None]
    return [signal for *_, signal in sorted(told, key=lambda one: one[:3])]
