"""What a door hands in: lines as they came, each with the signal it means or the reason why it means none."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final, NamedTuple, TypeAlias

from ticketing.domain.legs import CdrRecord, CelEvent, SwitchLeg
from ticketing.domain.signals import Signal

#: The reason of a line whose stamp lies further ahead of our own clock than two clocks may be apart.
AHEAD: Final = "future"
#: What is said of single channels: nothing that the fold of the queues needs.
Fact: TypeAlias = CdrRecord | CelEvent | SwitchLeg


class Heard(NamedTuple):
    """One line. `reason` says why a line is put aside; with neither, it is kept although nothing is learned from it.
    A line of a record file says a `fact` instead of a signal.

    A feed with places of its own gives `generation` and `offset` (telephony.md 5.2); one without gives `text_hash` and
    `occurrence`, the how-manieth time this text came in this pass.
    """

    raw: str
    signal: Signal | None
    reason: str | None = None
    generation: int | None = None
    offset: int | None = None
    text_hash: bytes | None = None
    occurrence: int | None = None
    fact: Fact | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """How many lines were new, known already, or put aside with a reason; blank lines are not counted."""

    accepted: int = 0
    duplicates: int = 0
    quarantined: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.accepted + other.accepted,
            self.duplicates + other.duplicates,
            self.quarantined + other.quarantined,
        )


def total(tallies: Iterable[Tally]) -> Tally:
    """All of them together."""
    return sum(tallies, Tally())


def text_hash(raw: str) -> bytes:
    """Sixteen bytes that stand for a line's exact text."""
    return blake2b(raw.encode("utf-8", "replace"), digest_size=16).digest()
