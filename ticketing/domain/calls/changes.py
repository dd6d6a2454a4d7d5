"""What folding has changed since the last settling: the rows that storage and the board must catch up with."""

from dataclasses import dataclass, field
from typing import NamedTuple

from ticketing.domain.calls.visit import Visit, VisitKey
from ticketing.domain.presence import Interval, Slice


class RingAttempt(NamedTuple):
    """One phone that rang for one visit (None: for nobody we know) and what came of it.

    `result` is answered, rna, cancelled or dump; (agent, queue, start_us, seq) is unique.
    """

    agent: str
    queue: str
    start_us: int
    seq: int
    end_us: int
    result: str
    visit: VisitKey | None
    callid: str
    ref: int


class Rewrite(NamedTuple):
    """An agent's timeline from one instant on: drop the stored slices starting at or after `from_us`, write these."""

    from_us: int
    slices: tuple[Slice, ...]


class OutageSeen(NamedTuple):
    """A stretch of which the log is silent or wrong; `kind` is restart, link_down or clock_step."""

    kind: str
    from_us: int
    to_us: int | None
    evidence: str


class OutboundCall(NamedTuple):
    """A call that an agent placed, as QueueUpdate() logged it."""

    at_us: int
    agent: str
    queue: str
    callid: str
    connected: bool
    talk_us: int
    ref: int


@dataclass(slots=True)
class Changes:
    """One batch of changes, each thing once however often it changed; visits and intervals are the live objects."""

    visits: dict[int, Visit] = field(default_factory=dict)
    attempts: list[RingAttempt] = field(default_factory=list)
    intervals: dict[tuple[str, int], Interval] = field(default_factory=dict)
    slices: dict[str, Rewrite] = field(default_factory=dict)
    outages: list[OutageSeen] = field(default_factory=list)
    outbound: list[OutboundCall] = field(default_factory=list)
    #: Names that turned out to mean the same agent: raw name to the one now used.
    renamed: dict[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return any((self.visits, self.attempts, self.intervals, self.slices, self.outages, self.outbound))
