"""Whether the right thing was done at the right time (adherence) and whether enough was done (conformance)."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from ticketing.domain.instants import SECOND_US
from ticketing.domain.metrics.numbers import percent
from ticketing.domain.spans import Span, length_us, shared, union, without


class Does(StrEnum):
    """What somebody is planned to do, or does."""

    ON_QUEUE = "on_queue"
    BREAK = "break"
    MEAL = "meal"
    MEETING = "meeting"
    TRAINING = "training"
    HANDOVER = "handover"
    OFFLINE_WORK = "offline_work"
    BUSY = "busy"
    OFF = "off"


#: Handing over is done at the queue or at the desk: no state of its own says it.
_AS_GOOD = {Does.HANDOVER: frozenset({Does.HANDOVER, Does.ON_QUEUE, Does.OFFLINE_WORK})}


class Piece(NamedTuple):
    """[start_us, end_us) of one planned or one actual doing."""

    start_us: int
    end_us: int
    does: Does


class Kept(NamedTuple):
    """Microseconds: what was planned and not excused, how much of it was kept to, planned and worked on queue,
    everything that is paid. Sums may be added; ratios are made at the end."""

    scheduled_us: int = 0
    adherent_us: int = 0
    planned_queue_us: int = 0
    worked_queue_us: int = 0
    paid_us: int = 0

    def __add__(self, other: tuple[Any, ...]) -> "Kept":
        return Kept(*(one + another for one, another in zip(self, other, strict=True)))

    @property
    def adherence_pct(self) -> float | None:
        """None without a schedule, or when all of it is excused."""
        return percent(self.adherent_us, self.scheduled_us)

    @property
    def conformance_pct(self) -> float | None:
        """May exceed 100; None without a plan."""
        return percent(self.worked_queue_us, self.planned_queue_us)

    @property
    def is_unplanned(self) -> bool:
        """Worked on queue though nobody planned it: no share can say how much of the plan that is."""
        return self.planned_queue_us == 0 and self.worked_queue_us > 0

    @property
    def shrinkage_pct(self) -> float | None:
        """The share of the paid time that is not spent on queue; never below 0."""
        if not self.paid_us:
            return None
        return max(percent(self.paid_us - self.worked_queue_us, self.paid_us) or 0.0, 0.0)

    def figures(self) -> dict[str, Any]:
        """By their public names, whole seconds."""
        return {
            "scheduled_s": self.scheduled_us // SECOND_US,
            "adherent_s": self.adherent_us // SECOND_US,
            "adherence_pct": self.adherence_pct,
            "productive_scheduled_s": self.planned_queue_us // SECOND_US,
            "productive_worked_s": self.worked_queue_us // SECOND_US,
            "conformance_pct": self.conformance_pct,
            "unplanned": self.is_unplanned,
        }


class Held(NamedTuple):
    """The planned instants that are not excused, and those of them in which the right thing was done."""

    counts: Sequence[Span]
    kept: Sequence[Span]


def held(plan: Sequence[Piece], done: Sequence[Piece], excused: Iterable[Span] = (), tolerance_s: int = 60) -> Held:
    """A wrong stretch at a planned border that is no longer than the tolerance counts as kept; what is excused stands
    outside both."""
    counts = without((Span(one.start_us, one.end_us) for one in plan), excused)
    return Held(counts, _tolerated(_kept(plan, done, counts), counts, _borders(plan), tolerance_s * SECOND_US))


def tally(
    plan: Sequence[Piece],
    done: Sequence[Piece],
    excused: Iterable[Span] = (),
    tolerance_s: int = 60,
    count_outside: bool = False,
) -> Kept:
    """One business day of one person; `done` may reach beyond the plan."""
    return summed(held(plan, done, excused, tolerance_s), plan, done, count_outside)


def summed(found: Held, plan: Sequence[Piece], done: Sequence[Piece], count_outside: bool = False) -> Kept:
    """The sums of what was held. With `count_outside` time on queue outside the plan stands in both parts (as other
    products count)."""
    planned = union(Span(one.start_us, one.end_us) for one in plan)
    counts, kept = found
    on_queue = [Span(one.start_us, one.end_us) for one in done if one.does is Does.ON_QUEUE]
    outside_us = length_us(without(on_queue, planned)) if count_outside and planned else 0
    return Kept(
        length_us(counts) + outside_us,
        length_us(kept) + outside_us,
        sum(one.end_us - one.start_us for one in plan if one.does is Does.ON_QUEUE),
        length_us(on_queue),
        length_us(planned),
    )


def wrong(plan: Sequence[Piece], done: Sequence[Piece], excused: Iterable[Span], tolerance_s: int = 60) -> list[Span]:
    """The planned stretches in which something else was done, in order: what the ribbon shows in red."""
    return without(*held(plan, done, excused, tolerance_s))


def _kept(plan: Sequence[Piece], done: Sequence[Piece], counts: Sequence[Span]) -> list[Span]:
    by_kind: dict[Does, list[Span]] = {}
    for piece in done:
        by_kind.setdefault(piece.does, []).append(Span(piece.start_us, piece.end_us))
    found: list[Span] = []
    for kind in {piece.does for piece in plan}:
        meant = [Span(piece.start_us, piece.end_us) for piece in plan if piece.does is kind]
        good = [span for does in _AS_GOOD.get(kind, (kind,)) for span in by_kind.get(does, ())]
        found += shared(meant, good)
    return shared(found, counts)


def _borders(plan: Iterable[Piece]) -> frozenset[int]:
    return frozenset(at for piece in plan for at in (piece.start_us, piece.end_us))


def _tolerated(kept: list[Span], counts: Sequence[Span], borders: frozenset[int], most_us: int) -> list[Span]:
    near = [
        gap
        for gap in without(counts, kept)
        if gap.end_us - gap.start_us <= most_us and any(gap.start_us <= at <= gap.end_us for at in borders)
    ]
    return union([*kept, *near])
