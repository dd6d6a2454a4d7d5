"""Crowded days: calls side by side, every word a queue log knows, restarts, cut links, and what befalls a log."""

from collections.abc import Callable
from operator import itemgetter
from typing import Any

from hypothesis import strategies as st

from tests.telephony.phone_acts import call, console, member_words, restart, words
from tests.telephony.phone_stories import AGENTS, BASE, QUEUES, Story
from ticketing.domain.calls import Fold, FoldConfig, PbxState, Stage
from ticketing.domain.signals import Signal
from ticketing.telephony.queue_log import parse

#: The stretch of time in which acts begin, in seconds.
DAY_S = 2400
LAGS = (0.0, 0.0, 0.4, -0.004, 1.2)

Act = Callable[[Any, Story, int, int], None]
_ACTS: dict[str, Act] = {
    "call": call,
    "call again": call,
    "one more call": call,
    "still a call": call,
    "member": member_words,
    "console": console,
    "words": words,
    "restart": restart,
}


@st.composite
def crowded(draw: Any, most: int = 9, lags: tuple[float, ...] = LAGS) -> Story:
    """What a healthy system tells of acts that run side by side; whoever was in a call when it fell says no more."""
    story = Story(lag=draw(st.sampled_from(lags)))
    story.say(BASE, "FullyBooted", Uptime="100000")
    for agent in AGENTS:
        for queue in draw(st.lists(st.sampled_from(QUEUES), unique=True)):
            story.log(BASE, "MANAGER", queue, agent, "ADDMEMBER", "")
            story.say(BASE, "QueueMemberAdded", Queue=queue, MemberName=agent, Interface=agent, Paused="0")
    for number in range(draw(st.integers(1, most))):
        act = _ACTS[draw(st.sampled_from(sorted(_ACTS)))]
        act(draw, story, BASE + draw(st.integers(1, DAY_S)), number)
    return in_time(story)


@st.composite
def cut_links(draw: Any) -> Story:
    """A crowded day whose manager link is cut; back again, it is told what the queues hold by then."""
    story = draw(crowded(lags=(0.0, 0.4, -0.004)))
    for _ in range(draw(st.integers(1, 2))):
        start = BASE + draw(st.integers(1, DAY_S))
        end = start + draw(st.integers(0, 600))
        story.events = [event for event in story.events if not start <= second_of(event, story.lag) <= end]
        turns = [{"link": "down", "Timestamp": f"{start}.5"}, {"link": "up", "Timestamp": f"{end}.9"}]
        story.events += [*turns, *_asked_again(story.lines, end)]
        story.events.sort(key=lambda event: float(event["Timestamp"]))
    return story


@st.composite
def torn_days(draw: Any) -> list[str]:
    """The lines of a crowded day after what happens to logs."""
    lines = list(draw(crowded()).lines)
    for _ in range(draw(st.integers(0, 6))):
        if not lines:
            break
        harm = _HARMS[draw(st.sampled_from(sorted(_HARMS)))]
        harm(draw, lines, draw(st.integers(0, len(lines) - 1)))
    return lines


def in_time(story: Story) -> Story:
    """Both feeds in the order of time, without what a restart cut off."""
    fell = [int(line.split("|")[0]) for line in story.lines if "|QUEUESTART|" in line]
    written = [(_second(line), line.split("|")[1], line) for line in sorted(story.lines, key=_second)]
    said = [(second_of(event, story.lag), event.get("Uniqueid", ""), event) for event in story.events]
    said.sort(key=itemgetter(0))
    # Either side may be the first to know of a call, and the fall takes it from both.
    began: dict[str, int] = {}
    for second, callid, _ in [*written, *said]:
        began[callid] = min(second, began.get(callid, second))
    story.lines, story.events = _alive(written, fell, began), _alive(said, fell, began)
    told: dict[int, int] = {}
    for event in story.events:
        second = second_of(event, story.lag)
        told[second] = told.get(second, 0) + 1
        event["Timestamp"] = f"{second + story.lag + min(told[second], 999) / 10_000:.6f}"
    return story


def second_of(event: dict[str, str], lag: float) -> int:
    """The second of the fact that a manager event tells of."""
    return int(round(float(event["Timestamp"]) - lag, 4))


def _second(line: str) -> int:
    return int(line.split("|")[0])


def _alive(told: list[tuple[int, str, Any]], fell: list[int], began: dict[str, int]) -> list[Any]:
    """What is told in order, without the words of calls that a restart ended before."""
    return [
        word
        for second, callid, word in told
        if not callid.startswith(str(BASE)) or not any(began[callid] <= end <= second for end in fell)
    ]


def _asked_again(lines: list[str], at: int) -> list[dict[str, str]]:
    """The QueueStatus list of an instant, as a system would make it that had written these lines."""
    fold = Fold(PbxState("asked"), FoldConfig(history_s=None))
    fold.hear_all(s for s in map(parse, lines) if isinstance(s, Signal) and s.at_us <= at * 1_000_000)
    listed = []
    for queue in QUEUES:
        listed.append({"Event": "QueueParams", "Queue": queue})
        for name, track in fold.state.agents.items():
            if queue in track.members:
                pause = track.pauses.get(queue)
                member = {"Event": "QueueMember", "Queue": queue, "Name": name, "Location": name, "Status": "1"}
                member |= {"Membership": "dynamic", "Paused": "0", "InCall": "0", "LastCall": "0"}
                if pause is not None:
                    since = str(pause.start_us // 1_000_000)
                    member |= {"Paused": "1", "PausedReason": pause.reason, "LastPause": since}
                listed.append(member)
        waiting = [v for v in fold.state.open_visits() if v.queue == queue and v.stage is Stage.WAITING]
        for place, visit in enumerate(waiting, 1):
            entry = {"Event": "QueueEntry", "Queue": queue, "Uniqueid": visit.callid, "Position": str(place)}
            listed.append(entry | {"Wait": str(at - visit.enter_us // 1_000_000)})
    channels = " ".join(visit.callid for visit in fold.state.open_visits())
    stamped = [*listed, {"Event": "QueueStatusComplete"}, {"Event": "ChannelsSeen", "Uniqueids": channels}]
    return [event | {"Timestamp": f"{at}.{9500 + number:04}"} for number, event in enumerate(stamped)]


def _lose(draw: Any, lines: list[str], at: int) -> None:
    del lines[at]


def _double(draw: Any, lines: list[str], at: int) -> None:
    lines.insert(at, lines[at])


def _swap(draw: Any, lines: list[str], at: int) -> None:
    other = min(at + draw(st.integers(1, 3)), len(lines) - 1)
    lines[at], lines[other] = lines[other], lines[at]


def _foreign(draw: Any, lines: list[str], at: int) -> None:
    rubbish = [
        "rubbish",
        f"{BASE}|x|y",
        f"{BASE}|a|support|NONE|TICKET|7",
        f"{BASE}|a|NONE|NONE|ENTERQUEUE|",
        "a|b|c|d|e",
    ]
    lines.insert(at, draw(st.sampled_from(rubbish)))


def _tear(draw: Any, lines: list[str], at: int) -> None:
    lines[at] = lines[at][: draw(st.integers(1, max(len(lines[at]) - 1, 1)))]


def _step(draw: Any, lines: list[str], at: int) -> None:
    """The system's clock is put right: everything from here on is stamped otherwise."""
    by = draw(st.sampled_from([-3600, -90, -3, -1, 2, 60, 3600]))
    for number, line in enumerate(lines[at:], at):
        stamp, bar, rest = line.partition("|")
        lines[number] = f"{int(stamp) + by}{bar}{rest}" if stamp.isdecimal() else line


def _drift(draw: Any, lines: list[str], at: int) -> None:
    """One line of a call comes under another id."""
    fields = lines[at].split("|")
    if len(fields) > 1:
        lines[at] = "|".join([fields[0], f"{BASE}.{draw(st.integers(0, 4))}", *fields[2:]])


def _fall(draw: Any, lines: list[str], at: int) -> None:
    stamp = lines[at].split("|")[0]
    lines.insert(at, f"{stamp if stamp.isdecimal() else BASE}|NONE|NONE|NONE|QUEUESTART|")


_HARMS: dict[str, Callable[[Any, list[str], int], None]] = {
    "double": _double,
    "drift": _drift,
    "fall": _fall,
    "foreign": _foreign,
    "lose": _lose,
    "step": _step,
    "swap": _swap,
    "tear": _tear,
}
