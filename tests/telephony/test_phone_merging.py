"""P8: a manager link beside the log of the same phone system changes no count and no outcome, cut or whole."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.proofs import in_memory
from tests.telephony.phone_answers import CONFIG, ami_feed, answer, folded, log_feed, signals
from tests.telephony.phone_days import crowded, cut_links
from tests.telephony.phone_stories import BASE, Story, stories
from ticketing.domain.calls import Fold, PbxState, Visit
from ticketing.domain.signals import SignalKind
from ticketing.telephony.ami.events import signal_of

pytestmark = pytest.mark.proof
NAMES = ("callid", "queue", "enter_ts", "outcome", "wait_s", "talk_s", "end_ts", "end_reason", "agent", "flags")


@in_memory()
@given(stories(), st.booleans())
def test_p8_ami_beside_the_log_changes_no_count_and_no_outcome(story: Story, ami_first: bool) -> None:
    """Of calls one after the other no figure differs but wrap-up, where a pause of the same second may cut in."""
    assert_neutral(story, ami_first)
    alone, both = both_ways(story, ami_first)
    for queue, figures in alone["queues"].items():
        assert without(both["queues"][queue], "acw", "aht") == without(figures, "acw", "aht")
    for was, now in zip(alone["visits"], both["visits"], strict=True):
        assert {name: now[name] for name in NAMES} == {name: was[name] for name in NAMES}


@in_memory()
@given(crowded(), st.booleans())
def test_p8_holds_for_calls_side_by_side(story: Story, ami_first: bool) -> None:
    assert_neutral(story, ami_first)


@in_memory()
@given(cut_links(), st.booleans())
def test_p8_holds_for_a_link_that_is_cut_and_asks_again(story: Story, ami_first: bool) -> None:
    assert_neutral(story, ami_first)


def assert_neutral(story: Story, ami_first: bool) -> None:
    alone, both = both_ways(story, ami_first)
    assert both["visit_count"] == alone["visit_count"]
    assert both["calls"] == alone["calls"]
    for queue, figures in alone["queues"].items():
        assert calls_of(both["queues"][queue]) == calls_of(figures)
    for was, now in zip(alone["visits"], both["visits"], strict=True):
        assert said_of(now) == said_of(was)


def both_ways(story: Story, ami_first: bool) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the log alone comes to, and the log with the link beside it."""
    feeds = [log_feed(story.lines), ami_feed(story.events)]
    return answer([log_feed(story.lines)]), answer(feeds[::-1] if ami_first else feeds)


def said_of(visit: dict[str, Any]) -> dict[str, Any]:
    """What the log says of a visit; an end that nobody told is the last word before it, which may be the link's."""
    guessed = {"end_ts", "talk_s", "wait_s"} if "inferred_end" in visit["flags"] else set()
    return {name: visit[name] for name in NAMES if name not in guessed}


def calls_of(figures: dict[str, Any]) -> dict[str, Any]:
    """A queue's figures without those that only the manager interface can tell whole: the hold key, and wrap-up, which
    a phone that rings in vain cuts short."""
    return without(figures, "hold", "acw", "aht")


def without(figures: dict[str, Any], *kinds: str) -> dict[str, Any]:
    return {name: value for name, value in figures.items() if not set(kinds) & set(name.split("_"))}


@in_memory()
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


def test_the_links_word_of_an_end_that_the_log_told_already_ends_no_other_conversation_of_that_agent() -> None:
    """Found by the properties: two calls of one agent in one second, the second over at once."""
    story = Story()
    agent = {"Queue": "support", "MemberName": "Li Na", "Interface": "Li Na"}
    for callid in ("c.1", "c.2"):
        story.log(BASE, callid, "support", "NONE", "ENTERQUEUE", "", "138", 1)
        story.log(BASE, callid, "support", "Li Na", "CONNECT", 0, f"m{callid}", 0)
        story.say(BASE, "AgentConnect", Uniqueid=callid, HoldTime=0, RingTime=0, **agent)
    story.log(BASE, "c.2", "support", "Li Na", "COMPLETECALLER", 0, 0, 1)
    story.say(BASE, "AgentComplete", Uniqueid="c.2", HoldTime=0, TalkTime=0, Reason="caller", **agent)
    story.log(BASE + 3, "c.1", "support", "Li Na", "COMPLETECALLER", 0, 3, 1)
    story.say(BASE + 3, "AgentComplete", Uniqueid="c.1", HoldTime=0, TalkTime=3, Reason="caller", **agent)
    assert_neutral(story, ami_first=False)
    assert [visit["flags"] for visit in answer([log_feed(story.lines), ami_feed(story.events)])["visits"]] == [
        ["superseded"],
        [],
    ]


@pytest.mark.parametrize("ami_first", [False, True])
def test_the_links_word_of_a_caller_who_left_ends_no_second_visit_of_the_same_second(ami_first: bool) -> None:
    """Found by the properties: a dialplan that loops back into the queue when it was left empty."""
    story = Story()
    queue = {"Queue": "support", "Uniqueid": "c.1"}
    for at in (BASE, BASE + 51):
        story.log(at, "c.1", "support", "NONE", "ENTERQUEUE", "", "138", 1)
        story.say(at, "QueueCallerJoin", Linkedid="c.1", CallerIDNum="138", Position=1, **queue)
        if at == BASE:
            story.log(at + 51, "c.1", "support", "NONE", "EXITEMPTY", 1, 1, 51)
            story.say(at + 51, "QueueCallerAbandon", Position=1, HoldTime=51, **queue)
            story.say(at + 51, "QueueCallerLeave", Position=1, **queue)
    story.log(BASE + 90, "NONE", "NONE", "NONE", "QUEUESTART", "")
    assert_neutral(story, ami_first)
    assert [visit["outcome"] for visit in both_ways(story, ami_first)[1]["visits"]] == ["exit_empty", "lost"]
