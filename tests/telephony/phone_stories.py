"""Stories that a phone system could tell: random days of calls and agents, as queue log lines and as AMI events."""

from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

BASE = 1_741_568_400
QUEUES = ("support", "sales")
AGENTS = ("Li Na", "PJSIP/8002", "Wang")


@dataclass
class Story:
    """Log lines and manager events of one stretch, each in the order in which they were written."""

    lines: list[str] = field(default_factory=list)
    events: list[dict[str, str]] = field(default_factory=list)
    #: By how much the manager interface stamps a fact earlier or later than the log, in seconds.
    lag: float = 0.0

    def log(self, at: int, *fields: object) -> None:
        self.lines.append("|".join(str(part) for part in (at, *fields)))

    def say(self, at: int, event: str, **fields: object) -> None:
        named = {name: str(value) for name, value in fields.items()}
        stamp = at + self.lag + len(self.events) % 10 / 100
        self.events.append({"Event": event, "Timestamp": f"{stamp:.6f}", **named})


@st.composite
def stories(draw: Any, most: int = 14, lags: tuple[float, ...] = (0.0, 0.0, 0.4, -0.004, 1.2)) -> Story:
    """Agents come on line, callers wait, are answered, leave, are transferred; clean, as a healthy system tells it."""
    story, at = Story(lag=draw(st.sampled_from(lags))), BASE
    for agent in AGENTS:
        for queue in draw(st.lists(st.sampled_from(QUEUES), unique=True)):
            story.log(at, "MANAGER", queue, agent, "ADDMEMBER", "")
            story.say(at, "QueueMemberAdded", Queue=queue, MemberName=agent, Interface=agent, Paused="0")
    for number in range(draw(st.integers(1, most))):
        at = _STEPS[draw(st.sampled_from(sorted(_STEPS)))](draw, story, at + draw(st.integers(0, 40)), number)
    return story


def _call(draw: Any, story: Story, at: int, number: int) -> int:
    callid, queue = f"{BASE}.{number}", draw(st.sampled_from(QUEUES))
    wait, ring = draw(st.integers(3, 60)), draw(st.integers(0, 3))
    story.log(at, callid, queue, "NONE", "ENTERQUEUE", "", f"1380000{number:04}", 1)
    story.say(at, "QueueCallerJoin", Queue=queue, Uniqueid=callid, Linkedid=callid, CallerIDNum="1", Position="1")
    at += wait
    exits = {
        "ABANDON": (1, 1, wait),
        "EXITWITHTIMEOUT": (1, 1, wait),
        "EXITWITHKEY": (4, 1, 1, wait),
        "EXITEMPTY": (1, 1, wait),
        "WITHDRAW": (1, 1, wait, "why"),
    }
    how = draw(st.sampled_from([*exits, "COMPLETECALLER", "COMPLETEAGENT", "BLINDTRANSFER"]))
    if how in exits:
        story.log(at, callid, queue, "NONE", how, *exits[how])
        if how != "EXITWITHKEY":
            story.say(at, "QueueCallerAbandon", Queue=queue, Uniqueid=callid, Position="1", HoldTime=wait)
        story.say(at, "QueueCallerLeave", Queue=queue, Uniqueid=callid, Position="1")
        return at
    return _answered(draw, story, at, (callid, queue, wait, ring), how)


def _answered(draw: Any, story: Story, at: int, call: tuple[str, str, int, int], how: str) -> int:
    callid, queue, wait, ring = call
    agent, talk = draw(st.sampled_from(AGENTS)), draw(st.integers(0, 300))
    named = {"Queue": queue, "Uniqueid": callid, "MemberName": agent, "Interface": agent}
    story.say(at - ring, "AgentCalled", **named)
    story.say(at, "QueueCallerLeave", Queue=queue, Uniqueid=callid, Position="1")
    story.log(at, callid, queue, agent, "CONNECT", wait, f"m{callid}", ring)
    story.say(at, "AgentConnect", **named, HoldTime=wait, RingTime=ring, DestUniqueid=f"m{callid}")
    at += talk
    if how == "BLINDTRANSFER":
        story.log(at, callid, queue, agent, how, "7002", "internal", wait, talk, 1)
    else:
        story.log(at, callid, queue, agent, how, wait, talk, 1)
    reason = {"COMPLETECALLER": "caller", "COMPLETEAGENT": "agent"}.get(how, "transfer")
    story.say(at, "AgentComplete", **named, HoldTime=wait, TalkTime=talk, Reason=reason)
    return at + 4


def _pause(draw: Any, story: Story, at: int, number: int) -> int:
    agent, queue = draw(st.sampled_from(AGENTS)), draw(st.sampled_from(QUEUES))
    reason = draw(st.sampled_from(["", "午餐", "a|b"]))
    verb = draw(st.sampled_from(["PAUSE", "UNPAUSE"]))
    story.log(at, "NONE", queue, agent, verb, reason)
    paused = "1" if verb == "PAUSE" else "0"
    story.say(
        at, "QueueMemberPause", Queue=queue, MemberName=agent, Interface=agent, Paused=paused, PausedReason=reason
    )
    return at


def _pause_everywhere(draw: Any, story: Story, at: int, number: int) -> int:
    verb = draw(st.sampled_from(["PAUSEALL", "UNPAUSEALL"]))
    story.log(at, "NONE", "NONE", draw(st.sampled_from(AGENTS)), verb, "会议")
    return at


def _member(draw: Any, story: Story, at: int, number: int) -> int:
    agent, queue = draw(st.sampled_from(AGENTS)), draw(st.sampled_from(QUEUES))
    verb = draw(st.sampled_from(["ADDMEMBER", "REMOVEMEMBER"]))
    event = {"ADDMEMBER": "QueueMemberAdded", "REMOVEMEMBER": "QueueMemberRemoved"}[verb]
    story.log(at, "MANAGER", queue, agent, verb, "")
    story.say(at, event, Queue=queue, MemberName=agent, Interface=agent, Paused="0")
    return at


def _missed(draw: Any, story: Story, at: int, number: int) -> int:
    verb = draw(st.sampled_from(["RINGNOANSWER", "RINGCANCELED"]))
    ring = draw(st.integers(0, 15000))
    story.log(at, f"{BASE}.{number}", draw(st.sampled_from(QUEUES)), draw(st.sampled_from(AGENTS)), verb, ring)
    return at


def _restart(draw: Any, story: Story, at: int, number: int) -> int:
    story.log(at, "NONE", "NONE", "NONE", "QUEUESTART", "")
    return at


def _session(draw: Any, story: Story, at: int, number: int) -> int:
    verb, data = draw(st.sampled_from([("AGENTLOGIN", "SIP/1"), ("AGENTLOGOFF", "SIP/1|60")]))
    story.log(at, "NONE", "NONE", "5001", verb, data)
    return at


_STEPS = {
    "call": _call,
    "call again": _call,
    "one more call": _call,
    "pause": _pause,
    "pause everywhere": _pause_everywhere,
    "member": _member,
    "missed": _missed,
    "restart": _restart,
    "session": _session,
}


@st.composite
def cut_stories(draw: Any) -> Story:
    """A story in which the phone system falls over with calls open, once or twice, and comes up again."""
    story = draw(stories(most=4, lags=(0.0, 0.4, -0.004)))
    at = int(story.lines[-1].split("|")[0]) if story.lines else BASE
    for number in range(draw(st.integers(1, 2))):
        at = _cut_off(draw, story, at + draw(st.integers(1, 40)), 100 + number)
    return story


def _cut_off(draw: Any, story: Story, at: int, number: int) -> int:
    callid, queue, agent = f"{BASE}.{number}", draw(st.sampled_from(QUEUES)), draw(st.sampled_from(AGENTS))
    story.say(at, "FullyBooted", Uptime="100000")
    story.log(at, callid, queue, "NONE", "ENTERQUEUE", "", f"1380000{number:04}", 1)
    story.say(at, "QueueCallerJoin", Queue=queue, Uniqueid=callid, Linkedid=callid, CallerIDNum="1", Position="1")
    if draw(st.booleans()):
        at += draw(st.integers(1, 30))
        wait = at - int(story.lines[-1].split("|")[0])
        story.say(at, "QueueCallerLeave", Queue=queue, Uniqueid=callid, Position="1")
        story.log(at, callid, queue, agent, "CONNECT", wait, f"m{callid}", 0)
        named = {"Queue": queue, "Uniqueid": callid, "MemberName": agent, "Interface": agent}
        story.say(at, "AgentConnect", **named, HoldTime=wait, RingTime=0, DestUniqueid=f"m{callid}")
    at += draw(st.integers(1, 60))
    story.log(at, "NONE", "NONE", "NONE", "QUEUESTART", "")
    up = draw(st.integers(1, 8))
    story.say(at + up, "FullyBooted", Uptime=up)
    return at + up


@st.composite
def torn_stories(draw: Any) -> list[str]:
    """The lines of a story after what happens to logs: lines lost, doubled, swapped, foreign ones among them."""
    lines = list(draw(stories()).lines)
    for _ in range(draw(st.integers(0, 6))):
        at = draw(st.integers(0, max(len(lines) - 1, 0)))
        harm = draw(st.sampled_from(["lose", "double", "swap", "foreign"]))
        if harm == "lose" and len(lines) > 1:
            del lines[at]
        elif harm == "double":
            lines.insert(at, lines[at])
        elif harm == "swap" and at + 1 < len(lines):
            lines[at], lines[at + 1] = lines[at + 1], lines[at]
        else:
            lines.insert(at, draw(st.sampled_from(["rubbish", f"{BASE}|x|y", f"{BASE}|a|support|NONE|TICKET|7"])))
    return lines
