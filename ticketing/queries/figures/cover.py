"""From what a stretch of time is read: settled months, settled days, quarters of an hour, and visits at ragged ends."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from ticketing.domain.metrics.agent_sums import QUARTER_US
from ticketing.queries.figures.spans import Span
from ticketing.queries.figures.statements import SETTLED

Stretch = tuple[int, int]
#: Which settled spans fit into the buckets of an interval, the longest first.
GRAINS = {"15m": (), "30m": (), "hour": (), "day": ("day",), "month": ("month", "day")}


@dataclass(frozen=True)
class Cover:
    """Every instant of a stretch once: `spans` are (grain, start, end), the rest stretches [from, to) in order."""

    spans: Sequence[tuple[str, int, int]]
    quarters: Sequence[Stretch]
    ragged: Sequence[Stretch]

    @property
    def gaps(self) -> list[Stretch]:
        """What no settled span covers."""
        return sorted([*self.quarters, *self.ragged])


def steady(session: Session) -> None:
    """Let all that is read next be of one instant: a feed that writes between two statements must not be half seen."""
    if not session.in_transaction():
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def covers(session: Session, span: Span) -> tuple[Cover, Cover]:
    """How to read the buckets of a span, and how the whole of it. One query."""
    settled = [
        (grain, start_us, end_us)
        for grain, start_us, end_us in session.execute(
            SETTLED,
            {"zone": span.zone.key, "grains": list(GRAINS["month"]), "from_us": span.from_us, "to_us": span.to_us},
        )
    ]
    whole = _cover(span, settled, GRAINS["month"])
    grains = GRAINS[span.interval]
    return whole if grains == GRAINS["month"] else _cover(span, settled, grains), whole


def _cover(span: Span, settled: Sequence[tuple[str, int, int]], grains: Sequence[str]) -> Cover:
    chosen: list[tuple[str, int, int]] = []
    for grain in grains:
        longer = [one[1] for one in chosen]
        chosen += [one for one in settled if one[0] == grain and not _inside(one, chosen, longer)]
        chosen.sort(key=lambda one: one[1])
    quarters: list[Stretch] = []
    ragged: list[Stretch] = []
    for start_us, end_us in _between(span, chosen):
        first, last = -(-start_us // QUARTER_US) * QUARTER_US, end_us // QUARTER_US * QUARTER_US
        if first >= last:
            ragged.append((start_us, end_us))
            continue
        quarters.append((first, last))
        ragged += [part for part in ((start_us, first), (last, end_us)) if part[0] < part[1]]
    return Cover(chosen, quarters, ragged)


def _inside(one: tuple[str, int, int], chosen: Sequence[tuple[str, int, int]], starts: Sequence[int]) -> bool:
    at = bisect_right(starts, one[1]) - 1
    return at >= 0 and one[2] <= chosen[at][2]


def _between(span: Span, chosen: Sequence[tuple[str, int, int]]) -> Iterator[Stretch]:
    at = span.from_us
    for _, start_us, end_us in chosen:
        if at < start_us:
            yield at, start_us
        at = end_us
    if at < span.to_us:
        yield at, span.to_us
