"""mod_callcenter's events in the queue log's words, so that one fold serves both phone systems."""

from collections.abc import Mapping

from ticketing.domain.signals import Signal, SignalKind

#: Where an agent stands who is on line for whatever queues they are tiered to.
EVERY_QUEUE = "*"
#: Why a member left unanswered; `calls_abandoned` of the module counts all of these, we do not.
_CANCELS = {
    "TIMEOUT": SignalKind.EXITWITHTIMEOUT,
    "NO_AGENT_TIMEOUT": SignalKind.EXITEMPTY,
    "BREAK_OUT": SignalKind.WITHDRAW,
    "EXIT_WITH_KEY": SignalKind.EXITWITHKEY,
}
#: The caller's or another agent's doing, not a phone that was left to ring.
_NOT_THE_AGENTS = {"ORIGINATOR_CANCEL", "LOSE_RACE"}


def signal_of(event: Mapping[str, str]) -> Signal | None:
    """One `callcenter::info` event (2.6) as a signal; None for counts, queries and unchanged states.

    An offer is not an answer, and a bridge that ended without having been one is not a call.
    """
    stamp = str(event.get("Event-Date-Timestamp", ""))
    build = _ACTIONS.get(event.get("CC-Action", ""))
    if build is None or not stamp.isdecimal():
        return None
    found = build(event)
    if found is None:
        return None
    kind, data = found
    agent, queue = event.get("CC-Agent", ""), event.get("CC-Queue") or EVERY_QUEUE
    return Signal(int(stamp), kind, event.get("CC-Member-UUID", ""), queue, agent, data)


Found = tuple[SignalKind, tuple[str, ...]] | None


def _between(event: Mapping[str, str], start: str, end: str, factor: int = 1) -> str:
    first, last = event.get(start, ""), event.get(end, "")
    return str((int(last) - int(first)) * factor) if first.isdecimal() and last.isdecimal() else ""


def _joined(event: Mapping[str, str]) -> Found:
    return SignalKind.ENTERQUEUE, ("", event.get("CC-Member-CID-Number", ""), "", event.get("CC-Member-CID-Name", ""))


def _bridged(event: Mapping[str, str]) -> Found:
    hold = _between(event, "CC-Member-Joined-Time", "CC-Agent-Answered-Time")
    ring = _between(event, "CC-Agent-Called-Time", "CC-Agent-Answered-Time")
    return SignalKind.CONNECT, (hold, event.get("CC-Agent-UUID", ""), ring)


def _unbridged(event: Mapping[str, str]) -> Found:
    if event.get("CC-Agent-Bridged", "true") != "true":
        return None
    hold = _between(event, "CC-Member-Joined-Time", "CC-Agent-Answered-Time")
    talk = _between(event, "CC-Agent-Answered-Time", "CC-Bridge-Terminated-Time")
    return SignalKind.COMPLETECALLER, (hold, talk, "")


def _failed(event: Mapping[str, str]) -> Found:
    ring = _between(event, "CC-Agent-Called-Time", "CC-Agent-Aborted-Time", 1000)
    missed = event.get("CC-Hangup-Cause") not in _NOT_THE_AGENTS
    return SignalKind.RINGNOANSWER if missed else SignalKind.RINGCANCELED, (ring,)


def _offered(event: Mapping[str, str]) -> Found:
    return SignalKind.AGENT_CALLED, ()


def _status(event: Mapping[str, str]) -> Found:
    """A status belongs to no queue: it is kept as a membership of EVERY_QUEUE. It is sent also when unchanged."""
    status = event.get("CC-Agent-Status", "")
    if status == "Logged Out":
        return SignalKind.REMOVEMEMBER, ()
    return SignalKind.ADDMEMBER, ("PAUSED" if status == "On Break" else "",)


def _left(event: Mapping[str, str]) -> Found:
    if event.get("CC-Cause") != "Cancel":
        # The bridge's own end has told it.
        return None
    wait = _between(event, "CC-Member-Joined-Time", "CC-Member-Leaving-Time")
    kind = _CANCELS.get(event.get("CC-Cancel-Reason", ""), SignalKind.ABANDON)
    return kind, ("", "", "", wait) if kind is SignalKind.EXITWITHKEY else ("", "", wait)


_ACTIONS = {
    "member-queue-start": _joined,
    "agent-offering": _offered,
    "agent-status-change": _status,
    "bridge-agent-start": _bridged,
    "bridge-agent-end": _unbridged,
    "bridge-agent-fail": _failed,
    "member-queue-end": _left,
}
