"""Adherence asks whether the right thing was done at the right time; conformance only whether enough was done."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from ticketing.domain.metrics.numbers import percent, seconds
from ticketing.domain.presence import PresenceState, Slice

#: What time that is planned for calls may be spent on.
PRODUCTIVE = frozenset(
    {PresenceState.READY, PresenceState.RINGING, PresenceState.TALKING, PresenceState.HOLD, PresenceState.ACW}
)


class Planned(NamedTuple):
    """A stretch of an agent's roster, [start_us, end_us): for calls, or for a break, a meeting, a training."""

    start_us: int
    end_us: int
    is_productive: bool


class WorkTally(NamedTuple):
    """Microseconds planned, spent in the planned kind of activity, planned for calls and spent on calls."""

    scheduled_us: int
    adherent_us: int
    productive_scheduled_us: int
    productive_worked_us: int

    def figures(self) -> dict[str, Any]:
        """By their public names; conformance can exceed 100 %."""
        return {
            "scheduled_s": seconds(self.scheduled_us),
            "adherent_s": seconds(self.adherent_us),
            "adherence_pct": percent(self.adherent_us, self.scheduled_us),
            "productive_scheduled_s": seconds(self.productive_scheduled_us),
            "productive_worked_s": seconds(self.productive_worked_us),
            "conformance_pct": percent(self.productive_worked_us, self.productive_scheduled_us),
        }


def tally_work(slices: Iterable[Slice], plan: Iterable[Planned], from_us: int, to_us: int) -> WorkTally:
    """One agent's timeline against one agent's roster, both cut to [from_us, to_us).

    In time planned for calls being on line unpaused is right, in any other planned time it is wrong.
    """
    worked = _worked(slices, from_us, to_us)
    scheduled = adherent = productive = 0
    for stretch in plan:
        start_us, end_us = max(stretch.start_us, from_us), min(stretch.end_us, to_us)
        length_us = max(end_us - start_us, 0)
        on_calls_us = sum(max(min(end, end_us) - max(start, start_us), 0) for start, end in worked)
        scheduled += length_us
        adherent += on_calls_us if stretch.is_productive else length_us - on_calls_us
        productive += length_us if stretch.is_productive else 0
    return WorkTally(scheduled, adherent, productive, sum(end - start for start, end in worked))


def _worked(slices: Iterable[Slice], from_us: int, to_us: int) -> list[tuple[int, int]]:
    cut = (
        (max(piece.start_us, from_us), to_us if piece.end_us is None else min(piece.end_us, to_us))
        for piece in slices
        if piece.state in PRODUCTIVE
    )
    return [(start, end) for start, end in cut if end > start]
