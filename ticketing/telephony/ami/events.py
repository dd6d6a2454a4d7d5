"""A manager event becomes a signal; most events are of no interest, and more than half are VarSet."""

from collections.abc import Callable, Mapping
from typing import Final

from ticketing.domain.signals import Signal, SignalKind

Fields = Mapping[str, str]
#: Our own note of a list of all channels.
CHANNELS_SEEN: Final = "ChannelsSeen"


def signal_of(fields: Fields, recv_us: int, ref: int = 0) -> Signal | None:
    """The signal of one event, None if nothing is to be learned from it.

    Its time is its Timestamp (`timestampevents=yes`), else the instant of receipt `recv_us`, both UTC.
    """
    name = fields.get("Event", "")
    reader = _READERS.get(name)
    if reader is None:
        return None
    kind, callid, data = reader(fields)
    if kind is None:
        return None
    return Signal(
        at_us=event_us(fields, recv_us),
        kind=kind,
        callid=callid,
        queue=fields.get("Queue", ""),
        agent=fields.get("MemberName") or fields.get("Name") or _interface(fields),
        data=data,
        ref=ref,
    )


def event_us(fields: Fields, recv_us: int) -> int:
    """`Timestamp` (epoch seconds with a fraction) in microseconds; without one the receive time."""
    whole, _, fraction = fields.get("Timestamp", "").partition(".")
    if not whole.isdecimal():
        return recv_us
    digits = fraction[:6].ljust(6, "0")
    return int(whole) * 1_000_000 + (int(digits) if digits.isdecimal() else 0)


Read = tuple[SignalKind | None, str, tuple[str, ...]]
Reader = Callable[[Fields], Read]

_UNKNOWN = "<unknown>"


def _known(fields: Fields, name: str) -> str:
    value = fields.get(name, "")
    return "" if value == _UNKNOWN else value


def _interface(fields: Fields) -> str:
    # `Location` before Asterisk 12 and in the QueueStatus list.
    return fields.get("Interface") or fields.get("Location") or ""


def _call(kind: SignalKind, *names: str) -> Reader:
    """An event of a caller's channel; `names` are the headers that make up the signal's data."""

    def read(fields: Fields) -> Read:
        return kind, fields.get("Uniqueid", ""), tuple(_known(fields, name) for name in names)

    return read


def _member(kind: SignalKind) -> Reader:
    def read(fields: Fields) -> Read:
        return (
            kind,
            "",
            (
                _interface(fields),
                fields.get("Paused", ""),
                fields.get("PausedReason") or fields.get("Reason", ""),
                fields.get("Membership", ""),
                fields.get("Status", ""),
                fields.get("InCall", ""),
                fields.get("LastCall", ""),
                fields.get("LastPause", ""),
                fields.get("LoginTime", ""),
                fields.get("Wrapuptime", ""),
            ),
        )

    return read


def _press(kind: SignalKind) -> Reader:
    def read(fields: Fields) -> Read:
        return kind, "", (fields.get("Uniqueid", ""), fields.get("Linkedid", ""))

    return read


def _blind(fields: Fields) -> Read:
    kind = SignalKind.TRANSFERRED_BLIND if fields.get("Result", "Success") == "Success" else None
    target = f"{fields.get('Extension', '')}@{fields.get('Context', '')}"
    return kind, "", (fields.get("TransfererUniqueid", ""), target)


def _attended(fields: Fields) -> Read:
    kind = SignalKind.TRANSFERRED_ATTENDED if fields.get("Result", "Success") == "Success" else None
    to = fields.get("DestType", "")
    target = fields.get("DestBridgeUniqueid") or fields.get("DestApp") or fields.get("LocalOneChannel") or ""
    return kind, "", (fields.get("OrigTransfererUniqueid", ""), f"{to.upper()}|{target}" if to else "")


def _booted(fields: Fields) -> Read:
    uptime = fields.get("Uptime", "")
    return SignalKind.BOOTED if uptime.isdecimal() else None, "", (uptime,)


def _plain(kind: SignalKind) -> Reader:
    def read(fields: Fields) -> Read:
        return kind, "", ()

    return read


def _channels(fields: Fields) -> Read:
    return SignalKind.CHANNELS_SEEN, "", tuple(fields.get("Uniqueids", "").split())


_JOINED = _call(SignalKind.CALLER_JOINED, "CallerIDNum", "CallerIDName", "Position", "Linkedid")
_LEFT = _call(SignalKind.CALLER_LEFT, "Position")
_PAUSED = _member(SignalKind.MEMBER_PAUSED)

_READERS: Final[dict[str, Reader]] = {
    "QueueCallerJoin": _JOINED,
    "QueueCallerLeave": _LEFT,
    "QueueCallerAbandon": _call(SignalKind.CALLER_GAVE_UP, "HoldTime", "Position"),
    "AgentCalled": _call(SignalKind.AGENT_CALLED),
    "AgentConnect": _call(SignalKind.AGENT_CONNECTED, "HoldTime", "DestUniqueid", "RingTime"),
    "AgentComplete": _call(SignalKind.AGENT_COMPLETED, "HoldTime", "TalkTime", "Reason"),
    "AgentRingNoAnswer": _call(SignalKind.AGENT_RANG_OUT, "RingTime"),
    "AgentDump": _call(SignalKind.AGENT_DUMPED),
    "QueueMemberAdded": _member(SignalKind.MEMBER_ADDED),
    "QueueMemberRemoved": _member(SignalKind.MEMBER_REMOVED),
    "QueueMemberPause": _PAUSED,
    "QueueMemberStatus": _member(SignalKind.MEMBER_STATUS),
    "Hold": _press(SignalKind.HELD),
    "Unhold": _press(SignalKind.UNHELD),
    "BlindTransfer": _blind,
    "AttendedTransfer": _attended,
    "Hangup": _call(SignalKind.HUNG_UP, "Cause"),
    "FullyBooted": _booted,
    "Shutdown": _plain(SignalKind.SHUTDOWN),
    "QueueParams": _plain(SignalKind.SNAPSHOT_QUEUE),
    "QueueMember": _member(SignalKind.SNAPSHOT_MEMBER),
    "QueueEntry": _call(SignalKind.SNAPSHOT_CALLER, "Position", "Wait", "CallerIDNum", "CallerIDName"),
    "QueueStatusComplete": _plain(SignalKind.SNAPSHOT_DONE),
    CHANNELS_SEEN: _channels,
    # Before Asterisk 12.
    "Join": _JOINED,
    "Leave": _LEFT,
    "QueueMemberPaused": _PAUSED,
}
