"""Events in our own words, for phone systems that nobody else here understands: one JSON object an event.

The vocabulary is described in docs/api.md. Each event says what a line of a queue log would, so that the same fold
serves it.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from ticketing.domain.instants import micros
from ticketing.domain.signals import Signal, SignalKind
from ticketing.telephony.queue_log import Refusal

Event = Mapping[str, object]
Found = tuple[SignalKind, tuple[str, ...]]
#: Stamps further ahead of the receipt than this belong to a wrong clock.
_AHEAD_US: Final = 300_000_000
_LONGEST: Final = 500


def signal_of(event: object, recv_us: int | None = None) -> Signal | Refusal:
    """What an event says, or why it says nothing. `at` is RFC 3339 with an offset, or epoch seconds."""
    if not isinstance(event, Mapping):
        return Refusal.NO_EVENT
    build = _KINDS.get(_text(event, "event"))
    at_us = _instant(event.get("at"))
    if build is None:
        return Refusal.NO_EVENT
    if at_us is None:
        return Refusal.BAD_TIME
    if recv_us is not None and at_us > recv_us + _AHEAD_US:
        return Refusal.FUTURE
    needed, make = build
    if any(not _text(event, name) for name in needed):
        return Refusal.MISSING_FIELDS
    found = make(event)
    if found is None:
        return Refusal.BAD_NUMBER
    kind, data = found
    return Signal(at_us, kind, _text(event, "call"), _text(event, "queue"), _text(event, "agent"), data)


def _text(event: Event, name: str) -> str:
    value = event.get(name)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value)[:_LONGEST]


def _instant(value: object) -> int | None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return round(value * 1_000_000) if 0 < value < 4_102_444_800 else None
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) else None
        return micros(at) if at is not None and at.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


def _seconds(event: Event, name: str, factor: int = 1) -> str | None:
    """A duration as the log writes it, "" where it is left out, None where it is none."""
    value = event.get(name)
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 86_400:
        return None
    return str(int(value * factor))


def _with(kind: SignalKind, *data: str | None) -> Found | None:
    return (kind, tuple(text for text in data if text is not None)) if None not in data else None


def _entered(event: Event) -> Found | None:
    return _with(SignalKind.ENTERQUEUE, "", _text(event, "number"), _text(event, "position"), _text(event, "name"))


def _connected(event: Event) -> Found | None:
    return _with(SignalKind.CONNECT, _seconds(event, "wait_s"), _text(event, "channel"), _seconds(event, "ring_s"))


def _ended(event: Event) -> Found | None:
    wait, talk, by = _seconds(event, "wait_s"), _seconds(event, "talk_s"), _text(event, "by")
    if by == "transfer":
        return _with(SignalKind.BLINDTRANSFER, _text(event, "to"), "", wait, talk, "")
    return _with(SignalKind.COMPLETEAGENT if by == "agent" else SignalKind.COMPLETECALLER, wait, talk, "")


_LEFT: Final = {
    "abandoned": SignalKind.ABANDON,
    "timeout": SignalKind.EXITWITHTIMEOUT,
    "key": SignalKind.EXITWITHKEY,
    "empty": SignalKind.EXITEMPTY,
    "withdrawn": SignalKind.WITHDRAW,
    "failed": SignalKind.SYSCOMPAT,
}


def _left(event: Event) -> Found | None:
    kind, wait = _LEFT.get(_text(event, "how")), _seconds(event, "wait_s")
    if kind is None:
        return None
    if kind is SignalKind.EXITWITHKEY:
        return _with(kind, _text(event, "key"), "", "", wait)
    return _with(kind, "", "", wait)


def _rang(event: Event) -> Found | None:
    cancelled = _text(event, "result") == "cancelled"
    return _with(SignalKind.RINGCANCELED if cancelled else SignalKind.RINGNOANSWER, _seconds(event, "ring_s", 1000))


def _joined(event: Event) -> Found | None:
    return _with(SignalKind.ADDMEMBER, "PAUSED" if event.get("paused") is True else "")


def _paused(event: Event) -> Found | None:
    return _with(SignalKind.PAUSE if _text(event, "queue") else SignalKind.PAUSEALL, _text(event, "reason"))


def _unpaused(event: Event) -> Found | None:
    return _with(SignalKind.UNPAUSE if _text(event, "queue") else SignalKind.UNPAUSEALL, "")


def _noted(event: Event) -> Found | None:
    kinds = {"did": SignalKind.DID, "ivr": SignalKind.IVR, "disposition": SignalKind.CALLSTATUS}
    kind = kinds.get(_text(event, "name"))
    return _with(kind, _text(event, "value")) if kind is not None else _with(SignalKind.OTHER, _text(event, "value"))


def _outbound(event: Event) -> Found | None:
    return _with(SignalKind.OUTCALL, _text(event, "status"), _seconds(event, "talk_s"), "")


def _plain(kind: SignalKind, *data: str) -> Callable[[Event], Found | None]:
    return lambda _: (kind, data)


_CALL = ("call", "queue")
#: Each event, the names that it must carry, and what the log would say.
_KINDS: Final[dict[str, tuple[tuple[str, ...], Callable[[Event], Found | None]]]] = {
    "entered": (_CALL, _entered),
    "ringing": ((*_CALL, "agent"), _plain(SignalKind.AGENT_CALLED)),
    "rang": ((*_CALL, "agent"), _rang),
    "connected": ((*_CALL, "agent"), _connected),
    "ended": ((*_CALL, "agent"), _ended),
    "left": ((*_CALL, "how"), _left),
    "hung_up": (("call",), _plain(SignalKind.HUNG_UP, "")),
    "noted": (("call", "name"), _noted),
    "joined_queue": (("queue", "agent"), _joined),
    "left_queue": (("queue", "agent"), _plain(SignalKind.REMOVEMEMBER)),
    "paused": (("agent",), _paused),
    "unpaused": (("agent",), _unpaused),
    "logged_in": (("agent",), _plain(SignalKind.AGENTLOGIN, "")),
    "logged_out": (("agent",), _plain(SignalKind.AGENTLOGOFF, "", "0")),
    "outbound": (("agent",), _outbound),
    "restarted": ((), _plain(SignalKind.QUEUESTART)),
}
