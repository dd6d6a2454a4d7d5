"""What an agent's time and calls add to a roll-up: integers that add up over any stretch."""

from collections.abc import Iterator
from typing import Final

from ticketing.domain.instants import SECOND_US
from ticketing.domain.metrics.queues import TRANSFERS
from ticketing.domain.metrics.sums import Counted, is_measured
from ticketing.domain.presence import PresenceState

#: The length of a roll-up's bucket: every zone's offset is a multiple of it.
QUARTER_US: Final = 900 * SECOND_US
#: A phone that is busy or gone "rings" no longer than this: no call that somebody let ring (telephony.md 3.2).
SHORT_RING_US: Final = 3 * SECOND_US
STATES: Final = tuple(state for state in PresenceState if state is not PresenceState.OFFLINE)
TIMES: Final = tuple(f"{state.value}_us" for state in STATES)
COUNTS: Final = (
    "answered", "transfers", "rna", "rna_short", "ring_canceled", "dumps", "outbound", "outbound_connected",
    "talk_count", "call_talk_us", "call_hold_us", "call_acw_us", "outbound_talk_us",
)  # fmt: skip
#: The names of an agent's sums in the order in which AgentSums keeps them; pauses stand apart, by reason.
NAMES: Final = (*TIMES, "outside_us", *COUNTS)

_AT = {name: at for at, name in enumerate(NAMES)}
_STATE = {state.value: _AT[f"{state.value}_us"] for state in STATES}
_PAUSED, _OUTSIDE = PresenceState.PAUSED.value, _AT["outside_us"]
_RINGS = {"cancelled": _AT["ring_canceled"], "dump": _AT["dumps"]}
_RNA, _RNA_SHORT = _AT["rna"], _AT["rna_short"]


class AgentSums:
    """One agent's sums of one quarter of an hour; every method counts in, or out with `sign` -1."""

    __slots__ = ("pauses", "values")

    def __init__(self) -> None:
        self.values = [0] * len(NAMES)
        self.pauses: dict[str, int] = {}

    def spend(self, state: str, reason: str, online: bool, us: int) -> None:
        """Time in a state; less than nothing takes it away again."""
        self.values[_STATE[state]] += us
        if state == _PAUSED:
            self.pauses[reason] = self.pauses.get(reason, 0) + us
        if not online:
            self.values[_OUTSIDE] += us

    def ring(self, result: str | None, length_us: int, sign: int = 1) -> None:
        """A phone that rang in vain; one that was answered is counted with its call."""
        if result == "rna":
            self.values[_RNA] += sign
            self.values[_RNA_SHORT] += sign * (length_us < SHORT_RING_US)
        elif result in _RINGS:
            self.values[_RINGS[result]] += sign

    def answer(self, call: Counted, sign: int = 1) -> None:
        """A call that was answered; only a talk that is known and sure belongs into means."""
        self.count("answered", sign)
        if call.end_reason in TRANSFERS:
            self.count("transfers", sign)
        if call.hold_us:
            self.count("call_hold_us", sign * call.hold_us)
        if is_measured(call):
            self.count("talk_count", sign)
            self.count("call_talk_us", sign * (call.talk_us or 0))
            self.count("call_acw_us", sign * (call.acw_us or 0))

    def place(self, connected: bool, talk_us: int, sign: int = 1) -> None:
        """A call that the agent placed."""
        self.count("outbound", sign)
        self.count("outbound_connected", sign * connected)
        self.count("outbound_talk_us", sign * talk_us)

    def count(self, name: str, amount: int) -> None:
        """Add to a named sum."""
        self.values[_AT[name]] += amount

    def __bool__(self) -> bool:
        return any(self.values) or any(self.pauses.values())


def quarters(start_us: int, end_us: int) -> Iterator[tuple[int, int]]:
    """(quarter, part of it) for every quarter of an hour that [start_us, end_us) touches."""
    while start_us < end_us:
        quarter = start_us - start_us % QUARTER_US
        until = min(quarter + QUARTER_US, end_us)
        yield quarter, until - start_us
        start_us = until
