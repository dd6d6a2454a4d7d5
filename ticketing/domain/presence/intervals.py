"""An interval is one fact about an agent's time; a slice is what all facts together come to."""

from enum import StrEnum
from typing import Any, NamedTuple


class IntervalKind(StrEnum):
    """The facts; several may hold at once (three queues' memberships, two phones ringing)."""

    MEMBER = "member"
    SESSION = "session"
    PAUSE = "pause"
    RING = "ring"
    TALK = "talk"
    HOLD = "hold"
    ACW = "acw"
    OUTBOUND = "outbound"
    # The phone at the desk is not there: unplugged, not registered, its network gone.
    UNREACHABLE = "unreachable"


class PresenceState(StrEnum):
    """The exclusive states; hold is a part of talking, and counts as talking in every sum."""

    OFFLINE = "offline"
    READY = "ready"
    RINGING = "ringing"
    TALKING = "talking"
    HOLD = "hold"
    ACW = "acw"
    PAUSED = "paused"
    # On line by the phone system, but nobody can be reached there: the phone is gone, or a person's console.
    LOST = "lost"


#: (callid, queue, enter_us, seq) of the visit that a ring, a talk or a wrap-up belongs to.
Subject = tuple[str, str, int, int]


class Interval:
    """[start_us, end_us) of one kind; `end_us` None is open, and a wrap-up's end may lie ahead.

    (agent, serial) names it, and its start never changes: `serial` is that start, or the next number that is free.
    """

    __slots__ = ("serial", "kind", "queue", "start_us", "end_us", "reason", "visit", "inferred")

    def __init__(
        self,
        serial: int,
        kind: IntervalKind,
        start_us: int,
        queue: str = "",
        reason: str = "",
        visit: Subject | None = None,
    ) -> None:
        self.serial = serial
        self.kind = kind
        self.queue = queue
        self.start_us = start_us
        self.end_us: int | None = None
        self.reason = reason
        self.visit = visit
        self.inferred = False

    def copy(self, serial: int) -> "Interval":
        """The same fact under another serial."""
        twin = Interval(serial, self.kind, self.start_us, self.queue, self.reason, self.visit)
        twin.end_us, twin.inferred = self.end_us, self.inferred
        return twin

    def to_list(self) -> list[Any]:
        """Its plain values, for a state that can be stored."""
        told = self.visit, self.inferred
        return [self.serial, self.kind, self.start_us, self.end_us, self.queue, self.reason, *told]

    @classmethod
    def from_list(cls, values: list[Any]) -> "Interval":
        """The inverse of `to_list`."""
        serial, kind, start_us, end_us, queue, reason, visit, inferred = values
        interval = cls(serial, IntervalKind(kind), start_us, queue, reason, _subject(visit))
        interval.end_us = end_us
        interval.inferred = inferred
        return interval


class Slice(NamedTuple):
    """[start_us, end_us) in exactly one state; None is "until further notice".

    `reason` is the pause's, `visit` the call's, `queue` the call's queue. `online` is false for a call taken without
    any log-in. A slice may begin in the future: the end of a wrap-up is known when it starts.
    """

    start_us: int
    end_us: int | None
    state: PresenceState
    reason: str
    visit: Subject | None
    queue: str
    online: bool

    def to_list(self) -> list[Any]:
        """Its plain values, for a state that can be stored."""
        return list(self)

    @classmethod
    def from_list(cls, values: list[Any]) -> "Slice":
        """The inverse of `to_list`."""
        start_us, end_us, state, reason, visit, queue, online = values
        return cls(start_us, end_us, PresenceState(state), reason, _subject(visit), queue, online)


def _subject(values: list[Any] | None) -> Subject | None:
    return (values[0], values[1], values[2], values[3]) if values is not None else None
