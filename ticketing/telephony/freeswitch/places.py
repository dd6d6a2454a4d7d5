"""Where an event stands: FreeSWITCH numbers them itself, so the same event told twice is the same event.

A generation is one run of the switch (its Core-UUID), the place in it is the Event-Sequence; our own notes stand
behind the last event that was heard, in the order in which they were made.
"""

from hashlib import blake2b
from typing import Final

_NOTE_BITS: Final = 27
_MOST_EVENTS: Final = 1 << 35


def generation_of(core: str) -> int:
    """The number of a run of the switch; never 0, which means that nothing was ever heard."""
    return int.from_bytes(blake2b(core.encode(), digest_size=8).digest()) >> 2 or 1


class Places:
    """The places of one run's events and of our notes among them; starts where the database says we were."""

    def __init__(self, generation: int = 0, offset: int = 0) -> None:
        self.generation = generation
        self._last = offset >> _NOTE_BITS
        # A note of this place's offset may stand there already.
        self._note = offset & ((1 << _NOTE_BITS) - 1)

    @property
    def last(self) -> int:
        """The highest Event-Sequence heard of this run, 0 before the first."""
        return self._last

    def begin(self, generation: int) -> None:
        """Another run of the switch."""
        self.generation, self._last, self._note = generation, 0, 0

    def of_event(self, sequence: str) -> int | None:
        """The place of an event; None where it carries no number that could be one."""
        if not (sequence.isascii() and sequence.isdecimal()) or not 0 < int(sequence[:12]) < _MOST_EVENTS:
            return None
        number = int(sequence[:12])
        if number > self._last:
            self._last, self._note = number, 0
        return number << _NOTE_BITS

    def of_note(self, at_us: int) -> int:
        """The place of a note: behind everything heard, and by its time behind notes that nobody remembers.

        The time has a bit less than there is room for, so that no number of notes reaches the next event's place.
        """
        self._note = max(self._note + 1, at_us // 1000 % (1 << (_NOTE_BITS - 1)))
        return (self._last << _NOTE_BITS) + self._note
