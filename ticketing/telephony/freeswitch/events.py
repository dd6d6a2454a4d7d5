"""mod_callcenter's events in the queue log's words, so that one fold serves both phone systems."""

from collections.abc import Mapping
from typing import Final

from ticketing.domain.calls.callcenter import EVERY_QUEUE
from ticketing.domain.calls.sweeps import row_of
from ticketing.domain.signals import Signal, SignalKind

#: Why a member left unanswered; `calls_abandoned` of the module counts all of these, we do not.
CANCELS: Final = {
    "TIMEOUT": SignalKind.EXITWITHTIMEOUT,
    "NO_AGENT_TIMEOUT": SignalKind.EXITEMPTY,
    "BREAK_OUT": SignalKind.WITHDRAW,
    "EXIT_WITH_KEY": SignalKind.EXITWITHKEY,
}
#: What our own end of the line notes among the switch's events; the rest of the name is in `Rexian-Note`.
NOTE: Final = "Rexian-Note"
#: The caller's or another agent's doing, not a phone that was left to ring.
_NOT_THE_AGENTS: Final = frozenset({"ORIGINATOR_CANCEL", "LOSE_RACE"})

Event = Mapping[str, object]
Found = tuple[SignalKind, tuple[str, ...]] | None


def signal_of(event: Event) -> Signal | None:
    """One event of the switch, or our own note, as a signal; None for counts, queries and unchanged states.

    Its time is `Event-Date-Timestamp`, microseconds UTC. An offer is not an answer, and a bridge that ended without
    having been one is not a call.
    """
    fields = {name: value for name, value in event.items() if isinstance(value, str)}
    stamp = fields.get("Event-Date-Timestamp", "")
    if not (stamp.isascii() and stamp.isdecimal() and len(stamp) < 17):
        return None
    if NOTE in fields:
        return _note(event, fields, int(stamp))
    if fields.get("Event-Name", "CUSTOM") != "CUSTOM":
        return _of_channel(fields, int(stamp))
    return _of_queue(fields, int(stamp))


def _of_queue(event: Mapping[str, str], at_us: int) -> Signal | None:
    build = _ACTIONS.get(event.get("CC-Action", ""))
    found = build(event) if build is not None else None
    if found is None:
        return None
    kind, data = found
    agent, queue = event.get("CC-Agent", ""), event.get("CC-Queue") or EVERY_QUEUE
    return Signal(at_us, kind, event.get("CC-Member-UUID", ""), queue, agent, data)


def _of_channel(event: Mapping[str, str], at_us: int) -> Signal | None:
    """Hold keys, and the end of a caller's channel, which ends whatever the queue still says of them."""
    name, channel = event.get("Event-Name", ""), event.get("Unique-ID", "")
    if name in _HOLDS:
        return Signal(at_us, _HOLDS[name], data=(channel, event.get("Other-Leg-Unique-ID", "")))
    member = event.get("variable_cc_member_uuid", "")
    if name != "CHANNEL_HANGUP_COMPLETE" or event.get("variable_cc_side") != "member" or not member:
        return None
    return Signal(at_us, SignalKind.HUNG_UP, member, data=(event.get("variable_hangup_cause_q850", ""),))


def _note(event: Event, fields: Mapping[str, str], at_us: int) -> Signal | None:
    if fields[NOTE] in _NOTES:
        return Signal(at_us, _NOTES[fields[NOTE]])
    if fields[NOTE] == "Gap":
        return Signal(at_us, SignalKind.GAP, data=(fields.get("missed", ""), fields.get("since", "")))
    rows = event.get("rows")
    if fields[NOTE] != "Sweep" or not isinstance(rows, list):
        return None
    listed = [row for row in rows if isinstance(row, list)]
    return Signal(at_us, SignalKind.SWEPT, data=tuple(row_of(map(str, row)) for row in listed))


_HOLDS = {"CHANNEL_HOLD": SignalKind.HELD, "CHANNEL_UNHOLD": SignalKind.UNHELD}
_NOTES = {
    "LinkUp": SignalKind.LINK_UP,
    "LinkDown": SignalKind.LINK_DOWN,
    "Restarted": SignalKind.QUEUESTART,
}


def _between(event: Mapping[str, str], start: str, end: str, factor: int = 1) -> str:
    first, last = event.get(start, ""), event.get(end, "")
    return str((int(last) - int(first)) * factor) if _is_number(first) and _is_number(last) else ""


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 13


def _joined(event: Mapping[str, str]) -> Found:
    return SignalKind.ENTERQUEUE, _caller(event)


def _resumed(event: Mapping[str, str]) -> Found:
    """The joined time of a resumed member is that of the first stay: what is logged as wait is none."""
    return SignalKind.RESUMED, _caller(event)


def _caller(event: Mapping[str, str]) -> tuple[str, ...]:
    return ("", event.get("CC-Member-CID-Number", ""), "", event.get("CC-Member-CID-Name", ""))


def _bridged(event: Mapping[str, str]) -> Found:
    hold = _between(event, "CC-Member-Joined-Time", "CC-Agent-Answered-Time")
    ring = _between(event, "CC-Agent-Called-Time", "CC-Agent-Answered-Time")
    return SignalKind.CONNECT, (hold, event.get("CC-Agent-UUID", ""), ring)


def _unbridged(event: Mapping[str, str]) -> Found:
    if event.get("CC-Agent-Bridged", "true") != "true":
        return None
    hold = _between(event, "CC-Member-Joined-Time", "CC-Agent-Answered-Time")
    talk = _between(event, "CC-Agent-Answered-Time", "CC-Bridge-Terminated-Time")
    cause = event.get("CC-Hangup-Cause")
    if cause == "BLIND_TRANSFER":
        return SignalKind.BLINDTRANSFER, ("", "", hold, talk, "")
    if cause == "ATTENDED_TRANSFER":
        return SignalKind.ATTENDEDTRANSFER, ("BRIDGE", "", hold, talk, "")
    # The event carries the agent's channel: a BYE that it received is the agent's own.
    by_agent = event.get("variable_sip_hangup_disposition") == "recv_bye"
    is_agents = event.get("Unique-ID", "-") == event.get("CC-Agent-UUID")
    kind = SignalKind.COMPLETEAGENT if by_agent and is_agents else SignalKind.COMPLETECALLER
    return kind, (hold, talk, "")


def _failed(event: Mapping[str, str]) -> Found:
    ring = _between(event, "CC-Agent-Called-Time", "CC-Agent-Aborted-Time", 1000)
    missed = event.get("CC-Hangup-Cause") not in _NOT_THE_AGENTS
    return SignalKind.RINGNOANSWER if missed else SignalKind.RINGCANCELED, (ring,)


def _offered(event: Mapping[str, str]) -> Found:
    return SignalKind.AGENT_CALLED, ()


def _status(event: Mapping[str, str]) -> Found:
    """A status belongs to no queue and gives no reason; it is sent also when unchanged."""
    return SignalKind.AGENT_STATUS, (event.get("CC-Agent-Status", ""),)


def _left(event: Mapping[str, str]) -> Found:
    if event.get("CC-Cause") != "Cancel":
        # The bridge's own end has told it.
        return None
    wait = _between(event, "CC-Member-Joined-Time", "CC-Member-Leaving-Time")
    kind = CANCELS.get(event.get("CC-Cancel-Reason", ""), SignalKind.ABANDON)
    if kind is SignalKind.WITHDRAW and event.get("Answer-State") == "hangup":
        # Hanging up breaks out of the queue too; the caller's channel, which the event carries, tells the two apart.
        kind = SignalKind.ABANDON
    return kind, ("", "", "", wait) if kind is SignalKind.EXITWITHKEY else ("", "", wait)


_ACTIONS = {
    "member-queue-start": _joined,
    "member-queue-resume": _resumed,
    "agent-offering": _offered,
    "agent-status-change": _status,
    "bridge-agent-start": _bridged,
    "bridge-agent-end": _unbridged,
    "bridge-agent-fail": _failed,
    "member-queue-end": _left,
}
