"""What holds for every feed, not for the worked cases alone (P1 to P10 of the case file)."""

from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.telephony.phone_stories import BASE, QUEUES, Story, stories, torn_stories
from ticketing.domain.calls import Changes, Fold, FoldConfig, Outcome, PbxState, QueueRules, Visit
from ticketing.domain.metrics import QueueTally, days, hours, rolled_up, sums
from ticketing.domain.presence import Slice, slices_between
from ticketing.domain.signals import Signal, SignalKind
from ticketing.telephony.ami.events import signal_of
from ticketing.telephony.queue_log import parse
from ticketing.telephony.replay import fold_in_memory, replay
from ticketing.telephony.replay.cases import case_of

CONFIG = FoldConfig(rules=QueueRules(wrapup_s=10), history_s=None)
WINDOW = [BASE, BASE + 4000]
many = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def signals(lines: list[str]) -> list[Signal]:
    return [signal for signal in map(parse, lines) if isinstance(signal, Signal)]


def folded(lines: list[str]) -> Fold:
    fold = Fold(PbxState("pbx1"), CONFIG)
    for signal in signals(lines):
        fold.hear(signal)
    return fold


def answer(feeds: list[dict[str, Any]], order: str = "file", **config: Any) -> dict[str, Any]:
    given_case = {"config": {"wrapup_s": {"support": 10}, **config}, "input": {"order": order, "feeds": feeds}}
    return replay(case_of({**given_case, "window": WINDOW, "now": WINDOW[1]}))


def log_feed(lines: list[str], **more: Any) -> dict[str, Any]:
    return {"format": "queue_log", "source": "pbx1", "lines": lines, **more}


def ami_feed(events: list[dict[str, str]]) -> dict[str, Any]:
    return {"format": "ami", "source": "pbx1", "events": events}


def without_ingest(given_answer: dict[str, Any]) -> dict[str, Any]:
    return {name: part for name, part in given_answer.items() if name != "ingest"}


class Mirror:
    """A storage that knows only what the changes told it."""

    def __init__(self) -> None:
        self.visits: dict[Any, list[Any]] = {}
        self.slices: dict[str, list[Slice]] = {}
        self.attempts: list[Any] = []

    def take(self, changes: Changes) -> None:
        self.visits.update({visit.key: visit.to_list() for visit in changes.visits.values()})
        self.attempts += changes.attempts
        for name, rewrite in changes.slices.items():
            kept = [piece for piece in self.slices.get(name, []) if piece.start_us < rewrite.from_us]
            self.slices[name] = kept + list(rewrite.slices)


@many
@given(torn_stories(), st.integers(0, 20))
def test_p1_a_feed_sent_again_whole_or_in_part_changes_nothing(lines: list[str], start: int) -> None:
    once = answer([log_feed(lines)])
    again = answer([log_feed(lines), log_feed(lines)])
    assert without_ingest(again) == without_ingest(once)
    assert again["ingest"]["accepted"] == once["ingest"]["accepted"]
    distinct = [line for number, line in enumerate(lines) if line not in lines[:number]]
    tail = answer([log_feed(distinct), log_feed(distinct[start:], partial_tail=True)])
    assert without_ingest(tail) == without_ingest(answer([log_feed(distinct)]))


@many
@given(torn_stories(), st.lists(st.integers(1, 5), min_size=1))
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


@many
@given(torn_stories())
def test_p3_the_live_state_equals_a_replay_at_every_prefix(lines: list[str]) -> None:
    live = Fold(PbxState("pbx1"), CONFIG)
    heard = signals(lines)
    for count, signal in enumerate(heard, 1):
        live.hear(signal)
        live.settle()
        fresh = Fold(PbxState("pbx1"), CONFIG)
        fresh.hear_all(heard[:count])
        assert live.state.digest() == fresh.state.digest()
    stored = PbxState.from_json(live.state.to_json())
    assert stored.digest() == live.state.digest()


@many
@given(torn_stories(), st.integers(0, 30))
def test_p3_a_state_put_away_and_taken_up_again_goes_on_as_before(lines: list[str], count: int) -> None:
    heard = signals(lines)
    straight = Fold(PbxState("pbx1"), CONFIG)
    straight.hear_all(heard)
    first = Fold(PbxState("pbx1"), CONFIG)
    first.hear_all(heard[:count])
    second = Fold(PbxState.from_json(first.state.to_json()), CONFIG)
    second.hear_all(heard[count:])
    assert second.state.digest() == straight.state.digest()


@many
@given(torn_stories())
def test_p3_slices_kept_up_step_by_step_equal_slices_made_at_once(lines: list[str]) -> None:
    fold = Fold(PbxState("pbx1"), CONFIG)
    for signal in signals(lines):
        fold.hear(signal)
        fold.settle()
    for track in fold.state.agents.values():
        assert track.slices == slices_between(track.facts(), 0)


@many
@given(torn_stories(), st.randoms(use_true_random=False), st.integers(1, 6))
def test_p4_with_offsets_any_delivery_order_gives_the_same(lines: list[str], random: Any, size: int) -> None:
    pieces = [log_feed(lines[at : at + size], offset=at) for at in range(0, len(lines), size)]
    random.shuffle(pieces)
    assert without_ingest(answer(pieces)) == without_ingest(answer([log_feed(lines)]))


@many
@given(stories(), st.randoms(use_true_random=False))
def test_p4_without_offsets_any_order_of_distinct_stamps_gives_the_same(story: Story, random: Any) -> None:
    stamped = {line.split("|")[0]: line for line in story.lines}
    lines = list(stamped.values())
    shuffled = list(lines)
    random.shuffle(shuffled)
    in_order, any_order = answer([log_feed(lines)], "unknown"), answer([log_feed(shuffled)], "unknown")
    assert any_order == in_order


@many
@given(torn_stories())
def test_p5_offered_is_the_sum_of_the_outcomes(lines: list[str]) -> None:
    for figures in answer([log_feed(lines)])["queues"].values():
        assert figures["offered"] == sum(figures[outcome.value] for outcome in Outcome)


@many
@given(torn_stories())
def test_p6_an_agents_seconds_add_up_and_stay_inside_the_window(lines: list[str]) -> None:
    given_answer = answer([log_feed(lines)])
    for figures in given_answer["agents"].values():
        parts = [figures[name] for name in ("ready_s", "ringing_s", "talk_s", "acw_s")]
        spent = sum(parts) + sum(figures["pause_s"].values())
        assert abs(spent - figures["login_s"] - figures["outside_login_s"]) < 0.01
        assert min([*parts, figures["login_s"], figures["outside_login_s"]]) >= 0
        assert spent <= WINDOW[1] - WINDOW[0]


@many
@given(torn_stories(), st.sampled_from(["Asia/Shanghai", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"]))
def test_p7_hours_add_up_to_days_and_days_to_the_window(lines: list[str], name: str) -> None:
    case = case_of({"input": {"feeds": [log_feed(lines)]}, "window": WINDOW, "now": WINDOW[1]})
    visits = [visit for _, visit in fold_in_memory(case).visits]
    bounds = (WINDOW[0] * 1_000_000, WINDOW[1] * 1_000_000)
    whole = [v for v in visits if bounds[0] <= v.enter_us < bounds[1]]
    for split in (hours, days):
        total = QueueTally()
        for bucket in split(*bounds, ZoneInfo(name)):
            inside = [v for v in visits if bucket.start_us <= v.enter_us < bucket.end_us]
            total.merge(QueueTally.of(inside, QueueRules(), bounds[1]))
        assert total == QueueTally.of(whole, QueueRules(), bounds[1])


@many
@given(torn_stories())
def test_p7_a_rollup_of_sums_gives_the_figures_of_its_visits(lines: list[str]) -> None:
    case = case_of({"input": {"feeds": [log_feed(lines)]}, "window": WINDOW, "now": WINDOW[1]})
    visits = [visit for _, visit in fold_in_memory(case).visits]
    kept = sums.nothing()
    longest = max((sums.add(kept, visit) for visit in visits), default=0)
    figures = QueueTally.of(visits, QueueRules(), 0).figures()
    tally = rolled_up(kept, QueueRules())
    tally.max_wait_us = longest
    rolled = tally.figures()
    beyond = {"undecided", "p50_wait_s", "p90_wait_s", "longest_waiting_s", "sl_offered"}
    assert {n: v for n, v in rolled.items() if n not in beyond} == {n: v for n, v in figures.items() if n not in beyond}


@many
@given(stories(), st.booleans())
def test_p8_ami_beside_the_log_changes_no_count_and_no_outcome(story: Story, ami_first: bool) -> None:
    alone = answer([log_feed(story.lines)])
    feeds = [log_feed(story.lines), ami_feed(story.events)]
    both = answer(feeds[::-1] if ami_first else feeds)
    assert both["visit_count"] == alone["visit_count"]
    assert both["calls"] == alone["calls"]
    for queue, figures in alone["queues"].items():
        assert both["queues"][queue] == figures
    names = ("callid", "queue", "enter_ts", "outcome", "wait_s", "talk_s", "end_ts", "end_reason", "agent", "flags")
    for was, now in zip(alone["visits"], both["visits"], strict=True):
        assert {name: now[name] for name in names} == {name: was[name] for name in names}


@many
@given(stories())
def test_p8_holds_also_when_one_side_is_heard_out_before_the_other(story: Story) -> None:
    """Live, the two arrive in any interleaving; here in the two extreme ones."""
    alone = folded([line for line in story.lines if "QUEUESTART" not in line])
    calm = [signal for signal in signals(story.lines) if signal.kind is not SignalKind.QUEUESTART]
    ami = [signal for signal in (signal_of(event, 0) for event in story.events) if signal is not None]
    for order in (ami + calm, calm + ami):
        fold = Fold(PbxState("pbx1"), CONFIG)
        fold.hear_all(order)
        assert sorted(map(facts, fold.state.visits.values())) == sorted(map(facts, alone.state.visits.values()))


def facts(visit: Visit) -> str:
    return repr([visit.callid, visit.queue, visit.outcome, visit.wait_us, visit.talk_us, visit.agent, visit.end_us])


@many
@given(torn_stories())
def test_p9_a_rebuild_gives_the_same_bytes(lines: list[str]) -> None:
    first, second = folded(lines), folded(lines)
    first.settle()
    second.settle()
    assert first.state.to_json().encode() == second.state.to_json().encode()


@many
@given(torn_stories())
def test_p10_after_a_restart_nobody_waits_or_talks(lines: list[str]) -> None:
    last = max((int(s.at_us // 1_000_000) for s in signals(lines)), default=BASE)
    fold = folded([*lines, f"{last + 1}|NONE|NONE|NONE|QUEUESTART|"])
    assert fold.state.open == {}
    assert all(not line for line in fold.state.lines.values())
    assert all(not track.running for track in fold.state.agents.values())


@many
@given(torn_stories())
def test_p10_nothing_stays_open_longer_than_a_call_can_be(lines: list[str]) -> None:
    fold = folded(lines)
    fold.tick((BASE + 20 * 86400) * 1_000_000)
    assert fold.state.open == {}
    assert {visit.queue for visit in fold.state.visits.values()} <= set(QUEUES)
