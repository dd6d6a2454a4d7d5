"""What happens on a crowded day, act by act: each is told to the log and to the manager interface."""

from typing import Any

from hypothesis import strategies as st

from tests.telephony.phone_stories import AGENTS, BASE, QUEUES, Story

#: How a caller leaves unanswered, and what the log says of it.
_EXITS: dict[str, tuple[object, ...]] = {
    "ABANDON": (1, 1),
    "EXITWITHTIMEOUT": (1, 1),
    "EXITWITHKEY": (4, 1, 1),
    "EXITEMPTY": (1, 1),
    "WITHDRAW": (1, 1),
}
_ENDS: dict[str, tuple[object, ...]] = {
    "COMPLETECALLER": (),
    "COMPLETEAGENT": (),
    "TRANSFER": ("7002", "internal"),
    "BLINDTRANSFER": ("7002", "internal"),
    "ATTENDEDTRANSFER BRIDGE": ("BRIDGE", "b-1"),
    "ATTENDEDTRANSFER APP": ("APP", "Playback"),
    "ATTENDEDTRANSFER LINK": ("LINK", "Local/1@a;1", "Local/1@a;2"),
}
_UNSEEN = ("SYSCOMPAT", "EXITEMPTY twice")


def call(draw: Any, story: Story, at: int, number: int) -> None:
    """One caller, in one queue after the other, until they leave or somebody answers."""
    callid = f"{BASE}.{number}"
    if draw(st.booleans()):
        word, data = draw(st.sampled_from([("DID", "4008"), ("IVR", "2"), ("INFO", "vip"), ("CALLSTATUS", "sold")]))
        story.log(at, callid, "NONE", "NONE", word, data)
    for _ in range(draw(st.sampled_from((1, 1, 1, 2, 3)))):
        at, is_over = _visit(draw, story, at + draw(st.integers(0, 4)), callid)
        if is_over:
            break
    if draw(st.booleans()):
        story.say(at, "Hangup", Uniqueid=callid, Linkedid=callid, Cause="16")


def _visit(draw: Any, story: Story, at: int, callid: str) -> tuple[int, bool]:
    """When it ended, and whether the whole call did."""
    queue, entered = draw(st.sampled_from(QUEUES)), at
    story.log(at, callid, queue, "NONE", "ENTERQUEUE", "", "13800001111", 1)
    story.say(at, "QueueCallerJoin", Queue=queue, Uniqueid=callid, Linkedid=callid, CallerIDNum="1", Position="1")
    for _ in range(draw(st.sampled_from((0, 0, 1, 2)))):
        at = _tried(draw, story, at + draw(st.integers(0, 15)), callid, queue)
    at += draw(st.integers(0, 60))
    how = draw(st.sampled_from([*_EXITS, *_UNSEEN, *_ENDS]))
    if how in _ENDS:
        return _answered(draw, story, at, (callid, queue, at - entered), how)
    _left(draw, story, at, (callid, queue, at - entered), how)
    # An old system's doubled line could be either visit's, were the next one to begin in that second.
    return at + 3 * (how in _UNSEEN), how in ("ABANDON", "SYSCOMPAT")


def _tried(draw: Any, story: Story, at: int, callid: str, queue: str) -> int:
    """A phone rings in vain, refuses, or is put down in the announcement; the caller waits on."""
    agent, ring = draw(st.sampled_from(AGENTS)), draw(st.integers(0, 15))
    named = {"Queue": queue, "Uniqueid": callid, "MemberName": agent, "Interface": agent}
    story.say(at, "AgentCalled", **named)
    at += ring
    if draw(st.booleans()):
        story.log(at, callid, queue, agent, "RINGNOANSWER", ring * 1000)
        story.say(at, "AgentRingNoAnswer", **named, RingTime=ring * 1000)
    else:
        story.log(at, callid, queue, agent, "AGENTDUMP", "")
        story.say(at, "AgentDump", **named)
    return at


def _left(draw: Any, story: Story, at: int, stay: tuple[str, str, int], how: str) -> None:
    callid, queue, wait = stay
    agent = draw(st.sampled_from([*AGENTS, "NONE", "NONE"]))
    if agent != "NONE" and how == "ABANDON":
        story.log(at, callid, queue, agent, "RINGCANCELED", draw(st.integers(0, 9000)))
    words = {"SYSCOMPAT": ("SYSCOMPAT", "ABANDON"), "EXITEMPTY twice": ("EXITEMPTY", "EXITEMPTY")}.get(how, (how,))
    for word in words:
        data = (*_EXITS[word], wait) if word in _EXITS else ("",)
        story.log(at, callid, queue, "NONE" if word != "SYSCOMPAT" else AGENTS[0], word, *data)
    if how != "EXITWITHKEY":
        story.say(at, "QueueCallerAbandon", Queue=queue, Uniqueid=callid, Position="1", HoldTime=wait)
    story.say(at, "QueueCallerLeave", Queue=queue, Uniqueid=callid, Position="1")


def _answered(draw: Any, story: Story, at: int, stay: tuple[str, str, int], how: str) -> tuple[int, bool]:
    callid, queue, wait = stay
    agent, talk = draw(st.sampled_from(AGENTS)), draw(st.integers(0, 300))
    named = {"Queue": queue, "Uniqueid": callid, "MemberName": agent, "Interface": agent}
    ring, member = draw(st.integers(0, min(wait, 9))), f"m{callid}.{at}"
    story.say(at - ring, "AgentCalled", **named)
    story.say(at, "QueueCallerLeave", Queue=queue, Uniqueid=callid, Position="1")
    story.log(at, callid, queue, agent, "CONNECT", wait, member, ring)
    story.say(at, "AgentConnect", **named, HoldTime=wait, RingTime=ring, DestUniqueid=member)
    if talk > 8 and draw(st.booleans()):
        held = at + draw(st.integers(1, talk - 2))
        story.say(held, "Hold", Uniqueid=member, Linkedid=callid)
        story.say(draw(st.integers(held, at + talk)), "Unhold", Uniqueid=member, Linkedid=callid)
    at += talk
    word, _, shape = how.partition(" ")
    story.log(at, callid, queue, agent, word, *_ENDS[how], wait, talk, 1)
    if shape:
        story.say(at, "AttendedTransfer", OrigTransfererUniqueid=member, DestType=shape.title(), Result="Success")
    reason = {"COMPLETECALLER": "caller", "COMPLETEAGENT": "agent"}.get(word, "transfer")
    story.say(at, "AgentComplete", **named, HoldTime=wait, TalkTime=talk, Reason=reason)
    return at, reason != "transfer"


def member_words(draw: Any, story: Story, at: int, number: int) -> None:
    """Somebody comes, goes, pauses in a queue or in all of them, is given another penalty."""
    agent, queue = draw(st.sampled_from(AGENTS)), draw(st.sampled_from(QUEUES))
    verb = draw(st.sampled_from(["ADDMEMBER", "REMOVEMEMBER", "PAUSE", "UNPAUSE", "PAUSEALL", "PENALTY", "RINGINUSE"]))
    named = {"Queue": queue, "MemberName": agent, "Interface": agent}
    if verb in ("PENALTY", "RINGINUSE"):
        story.log(at, "MANAGER", queue, agent, verb, draw(st.integers(0, 3)))
    elif verb in ("ADDMEMBER", "REMOVEMEMBER"):
        story.log(at, "MANAGER", queue, agent, verb, "PAUSED" if verb == "ADDMEMBER" and draw(st.booleans()) else "")
        paused = "1" if story.lines[-1].endswith("PAUSED") else "0"
        story.say(at, "QueueMember" + {"A": "Added", "R": "Removed"}[verb[0]], **named, Paused=paused)
    else:
        _pause(draw, story, at, named, verb)


def _pause(draw: Any, story: Story, at: int, named: dict[str, str], verb: str) -> None:
    reason, queues = draw(st.sampled_from(["", "午餐", "培训", "a|b"])), [named["Queue"]]
    if verb == "PAUSEALL":
        verb, queues = draw(st.sampled_from(["PAUSE", "UNPAUSE"])), list(QUEUES)
        story.log(at, "NONE", "NONE", named["MemberName"], f"{verb}ALL", reason)
    for queue in queues:
        story.log(at, "NONE", queue, named["MemberName"], verb, reason)
        paused = "1" if verb == "PAUSE" else "0"
        story.say(at, "QueueMemberPause", **{**named, "Queue": queue}, Paused=paused, PausedReason=reason)


def console(draw: Any, story: Story, at: int, number: int) -> None:
    """Sessions, wrap-up told by the site, calls that agents place: the log's alone."""
    agent = draw(st.sampled_from(AGENTS))
    lines: list[tuple[object, ...]] = [
        ("NONE", "NONE", agent, "AGENTLOGIN", "SIP/1"),
        ("NONE", "NONE", agent, "AGENTLOGOFF", "SIP/1", draw(st.integers(0, 900))),
        ("NONE", "NONE", agent, "AGENTCALLBACKLOGIN", "8001@internal"),
        ("NONE", "NONE", agent, "AGENTCALLBACKLOGOFF", "8001@internal", draw(st.integers(0, 900)), "Autologoff"),
        ("NONE", draw(st.sampled_from(QUEUES)), agent, "WRAPUPSTART", draw(st.integers(0, 60))),
        (f"o.{number}", draw(st.sampled_from(QUEUES)), agent, "OUTCALL", "Connected", draw(st.integers(0, 90)), ""),
    ]
    story.log(at, *draw(st.sampled_from(lines)))


def words(draw: Any, story: Story, at: int, number: int) -> None:
    """Words that move nothing."""
    # No id of a call: one that a restart ended must not seem to go on.
    callid = f"w.{draw(st.integers(0, 4))}"
    word = draw(st.sampled_from(["CONFIGRELOAD", "SATISFACTION", "RECORDING", "INFO", "FULL", "JOINEMPTY"]))
    story.log(at, "NONE" if word == "CONFIGRELOAD" else callid, "NONE", "NONE", word, "5", "a")


def restart(draw: Any, story: Story, at: int, number: int) -> None:
    """The phone system falls over and comes up again, with the members it had."""
    story.log(at, "NONE", "NONE", "NONE", "QUEUESTART", "")
    up = draw(st.integers(1, 8))
    story.say(at + up, "FullyBooted", Uptime=up)
