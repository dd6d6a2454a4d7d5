"""Agents come on line, pause, log in and off: by the queue log, and by AMI, which knows more names for them."""

from typing import TYPE_CHECKING

from ticketing.domain.calls.changes import OutboundCall
from ticketing.domain.calls.config import SECOND_US
from ticketing.domain.calls.reading import integer, seconds, text
from ticketing.domain.presence import AgentTrack, IntervalKind
from ticketing.domain.presence.facts import (
    absorb,
    add_member,
    cut_acw,
    device_is,
    log_in,
    log_off,
    pause,
    pause_all,
    remove_member,
    unpause,
    unpause_all,
    wrap_up_is,
)
from ticketing.domain.signals import Signal, SignalKind

if TYPE_CHECKING:
    from ticketing.domain.calls.fold import Fold

_CONNECTED = frozenset({"ANSWER", "ANSWERED", "CONNECT", "CONNECTED", "COMPLETE", "COMPLETED", "SUCCESS"})


def membership(fold: "Fold", signal: Signal) -> None:
    """ADDMEMBER[|PAUSED], REMOVEMEMBER."""
    track = fold.track(signal.agent)
    if signal.kind is SignalKind.ADDMEMBER:
        add_member(track, signal.queue, signal.at_us, paused=text(signal.data, 0) == "PAUSED")
    else:
        remove_member(track, signal.queue, signal.at_us)


def pausing(fold: "Fold", signal: Signal) -> None:
    """PAUSE, UNPAUSE, PAUSEALL, UNPAUSEALL; the reason is the rest of the line."""
    track = fold.track(signal.agent)
    reason = text(signal.data, 0) or ""
    if signal.kind is SignalKind.PAUSE:
        pause(track, signal.queue, signal.at_us, reason)
    elif signal.kind is SignalKind.UNPAUSE:
        unpause(track, signal.queue, signal.at_us)
    elif signal.kind is SignalKind.PAUSEALL:
        pause_all(track, signal.at_us, reason)
    else:
        unpause_all(track, signal.at_us)


def session(fold: "Fold", signal: Signal) -> None:
    """AGENTLOGIN and AGENTLOGOFF, AGENTCALLBACKLOGIN and -LOGOFF: the log-off tells how long the session lasted."""
    track = fold.track(_agent_name(fold, signal.agent))
    if signal.kind in (SignalKind.AGENTLOGIN, SignalKind.AGENTCALLBACKLOGIN):
        log_in(track, signal.at_us)
        return
    lasted = seconds(signal.data, 1)
    if signal.kind is SignalKind.AGENTLOGOFF and lasted is None:
        # A | in the channel's name shifts the fields.
        lasted = seconds(signal.data, len(signal.data) - 1)
    log_off(track, signal.at_us, lasted or 0)


def _agent_name(fold: "Fold", raw: str) -> str:
    """chan_agent logs "5001" in, while calls and memberships say "Agent/5001"."""
    long = f"Agent/{raw}"
    return long if raw.isdigit() and raw not in fold.state.agents and fold.name_of(raw) == raw else raw


def wrapping_up(fold: "Fold", signal: Signal) -> None:
    """WRAPUPSTART: a length in seconds, written by switches that time the wrap-up themselves."""
    lasts_us = seconds(signal.data, 0)
    if lasts_us is not None and signal.agent:
        wrap_up_is(fold.track(signal.agent), signal.at_us, max(lasts_us, 0))


def ready(fold: "Fold", signal: Signal) -> None:
    """The agent said so at our own console."""
    cut_acw(fold.track(signal.agent), signal.at_us)


def called_out(fold: "Fold", signal: Signal) -> None:
    """OUTCALL: a call that the agent placed, told when it is over."""
    talk_us = max(seconds(signal.data, 1) or 0, 0)
    status = (text(signal.data, 0) or "").upper()
    name = fold.track(signal.agent).name if signal.agent else ""
    connected = talk_us > 0 or status in _CONNECTED
    call = OutboundCall(signal.at_us, name, signal.queue, signal.callid, connected, talk_us, signal.ref)
    fold.changes.outbound.append(call)
    if name and connected and talk_us:
        fold.track(name).add(IntervalKind.OUTBOUND, signal.at_us - talk_us, signal.at_us, signal.queue)


def member_changed(fold: "Fold", signal: Signal) -> None:
    """QueueMemberAdded, -Removed, -Pause, -Status: the same facts, with both of the agent's names."""
    track = _known(fold, signal)
    is_paused, reason = text(signal.data, 1) == "1", text(signal.data, 2) or ""
    _describe(track, signal)
    if signal.kind is SignalKind.MEMBER_ADDED:
        add_member(track, signal.queue, signal.at_us, is_paused, reason)
    elif signal.kind is SignalKind.MEMBER_REMOVED:
        remove_member(track, signal.queue, signal.at_us)
    elif signal.kind is SignalKind.MEMBER_STATUS:
        present(track, signal)
    elif is_paused:
        pause(track, signal.queue, signal.at_us, reason)
    else:
        unpause(track, signal.queue, signal.at_us)


def present(track: AgentTrack, signal: Signal) -> None:
    """Somebody whom the log never added is a member all the same (static, realtime, kept over a restart)."""
    if signal.queue in track.members:
        return
    since = integer(signal.data, 8) or 0
    at_us = since * SECOND_US if 0 < since * SECOND_US <= signal.at_us else signal.at_us
    track.members[signal.queue] = track.begin(IntervalKind.MEMBER, at_us, signal.queue)


def _known(fold: "Fold", signal: Signal) -> AgentTrack:
    """The agent of a member event; an interface seen with another name means that name from now on."""
    interface = text(signal.data, 0)
    if interface and interface != signal.agent:
        learn(fold, interface, signal.agent, signal)
    return fold.track(signal.agent)


def learn(fold: "Fold", raw: str, name: str, signal: Signal) -> None:
    """Two names are one agent. What was folded under the raw one moves over."""
    name = fold.name_of(name)
    if fold.name_of(raw) == name:
        return
    fold.state.aliases[raw] = name
    old = fold.state.agents.pop(raw, None)
    if old is None:
        return
    fold.renamed(old, name)
    absorb(fold.track(name), old)
    for visit in fold.state.visits.values():
        if visit.agent == raw:
            visit.agent = name
            fold.touched(visit, signal)
    if raw in fold.state.talking:
        fold.state.talking.setdefault(name, []).extend(fold.state.talking.pop(raw))


def _describe(track: AgentTrack, signal: Signal) -> None:
    if text(signal.data, 3) == "static":
        track.fixed.add(signal.queue)
    device_is(track, signal.queue, text(signal.data, 4) or "", signal.at_us)
    wrapup = integer(signal.data, 9)
    if wrapup:
        track.wrapups[signal.queue] = wrapup
