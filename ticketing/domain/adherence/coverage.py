"""Planned and present agents against the need of each half hour."""

from collections.abc import Sequence
from typing import NamedTuple

#: One thin half hour happens; two running are understaffed.
RUNNING = 2


class Slot(NamedTuple):
    """One half hour: how many must be on queue, how many are planned there in the mean, how many really are (None: to
    come)."""

    start_us: int
    need: int
    planned: float
    actual: float | None = None

    @property
    def coverage(self) -> float:
        """Agents planned beyond the need; below zero what is missing."""
        return self.planned - self.need

    @property
    def actual_coverage(self) -> float | None:
        """The live twin."""
        return None if self.actual is None else self.actual - self.need


def understaffed(slots: Sequence[Slot]) -> list[Slot]:
    """The slots of every run of two and more that are short; `slots` follow each other."""
    found: list[Slot] = []
    run: list[Slot] = []
    for slot in slots:
        if slot.coverage < 0:
            run.append(slot)
            continue
        found += run if len(run) >= RUNNING else []
        run = []
    return found + (run if len(run) >= RUNNING else [])
