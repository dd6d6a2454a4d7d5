"""A track keeps one agent's facts and the timeline they come to, rewriting only what a new fact touches."""

from bisect import bisect_left, bisect_right, insort

from ticketing.domain.presence.intervals import Interval, IntervalKind, Slice, Subject
from ticketing.domain.presence.timeline import ABSENT, slices_between

# Kept by queue (or alone) in their own places rather than in `running`.
_KEPT_APART = frozenset({IntervalKind.MEMBER, IntervalKind.PAUSE, IntervalKind.SESSION})


def _end_of(interval: Interval) -> int:
    return interval.end_us or 0


def _start_of(piece: Slice) -> int:
    return piece.start_us


class AgentTrack:
    """One agent of one phone system. Facts come in through `begin`, `finish` and `shift`; `rewrite` brings the
    slices up to date. `touched` are the intervals changed since they were last taken, by serial."""

    __slots__ = (
        "name", "serial", "members", "pauses", "session", "running", "closed", "slices",
        "fixed", "wrapups", "devices", "attempts", "dirty_us", "touched",
    )  # fmt: skip

    def __init__(self, name: str) -> None:
        self.name = name
        self.serial = 0
        self.members: dict[str, Interval] = {}
        self.pauses: dict[str, Interval] = {}
        self.session: Interval | None = None
        # Open rings, talks and holds, by serial.
        self.running: dict[int, Interval] = {}
        # Sorted by end; a wrap-up is closed as soon as it starts, with its end ahead.
        self.closed: list[Interval] = []
        self.slices: list[Slice] = []
        # Queues where membership is static: a restart takes its pause away, never the membership.
        self.fixed: set[str] = set()
        # The member's own wrap-up time by queue (s) and the state of the device behind it, as AMI tells.
        self.wrapups: dict[str, int] = {}
        self.devices: dict[str, str] = {}
        # How many attempts began at the last few (queue, start) pairs, to tell true repeats apart.
        self.attempts: dict[tuple[str, int], int] = {}
        self.dirty_us: int | None = None
        self.touched: dict[int, Interval] = {}

    @property
    def is_online(self) -> bool:
        """Member of a queue, or inside a session."""
        return bool(self.members) or self.session is not None

    def begin(
        self, kind: IntervalKind, at_us: int, queue: str = "", reason: str = "", visit: Subject | None = None
    ) -> Interval:
        """Open a fact. The caller keeps members, pauses and the session; calls are kept in `running`."""
        self.serial = max(self.serial + 1, at_us)
        interval = Interval(self.serial, kind, at_us, queue, reason, visit)
        if kind not in _KEPT_APART:
            self.running[interval.serial] = interval
        self._touch(interval, at_us)
        return interval

    def finish(self, interval: Interval, at_us: int) -> None:
        """Close an open fact; an end before the start leaves it empty."""
        self.running.pop(interval.serial, None)
        interval.end_us = max(at_us, interval.start_us)
        if not self.closed or _end_of(self.closed[-1]) <= interval.end_us:
            self.closed.append(interval)
        else:
            insort(self.closed, interval, key=_end_of)
        self._touch(interval, interval.start_us if at_us < interval.start_us else at_us)

    def add(
        self, kind: IntervalKind, start_us: int, end_us: int, queue: str = "", visit: Subject | None = None
    ) -> Interval:
        """A fact known whole; start before end or it is empty."""
        interval = self.begin(kind, start_us, queue, "", visit)
        self.finish(interval, end_us)
        return interval

    def shift(self, interval: Interval, end_us: int) -> None:
        """Move the end of a closed fact: a real end replaces an inferred one, a wrap-up is cut short."""
        end_us = max(end_us, interval.start_us)
        was = interval.end_us
        if was is None or was == end_us:
            return
        at = bisect_left(self.closed, was, key=_end_of)
        while self.closed[at] is not interval:
            at += 1
        del self.closed[at]
        interval.end_us = end_us
        insort(self.closed, interval, key=_end_of)
        self._touch(interval, min(was, end_us))

    def find(self, kind: IntervalKind, visit: Subject, since_us: int) -> Interval | None:
        """The latest interval of a kind that belongs to a visit and did not end before `since_us`."""
        for interval in reversed(self.running.values()):
            if interval.kind is kind and interval.visit == visit:
                return interval
        for interval in reversed(self.closed):
            if interval.kind is kind and interval.visit == visit:
                return interval
            if _end_of(interval) < since_us:
                break
        return None

    def rewrite(self, acw_reasons: frozenset[str], horizon_us: int) -> int | None:
        """Bring the slices up to date; return the start of the first one that changed, None if nothing was dirty."""
        if self.dirty_us is None:
            return None
        from_us, self.dirty_us = max(self.dirty_us, horizon_us), None
        fresh = slices_between(self._facts_after(from_us), from_us, acw_reasons)
        keep = bisect_left(self.slices, from_us, key=_start_of)
        del self.slices[keep:]
        if self.slices:
            if not fresh or fresh[0].start_us > from_us:
                fresh.insert(0, Slice(from_us, fresh[0].start_us if fresh else None, *ABSENT))
            from_us = self._join(from_us, fresh)
        self.slices.extend(fresh)
        return from_us

    def forget(self, before_us: int) -> None:
        """Drop the facts and slices that ended before an instant; what is written of them stays written."""
        del self.closed[: bisect_right(self.closed, before_us, key=_end_of)]
        gone = 0
        while gone < len(self.slices) and (end := self.slices[gone].end_us) is not None and end <= before_us:
            gone += 1
        del self.slices[:gone]
        self.attempts = {key: count for key, count in self.attempts.items() if key[1] >= before_us}

    def index_at(self, at_us: int) -> int:
        """The index of the slice that holds at an instant, 0 before the first."""
        return max(bisect_right(self.slices, at_us, key=_start_of) - 1, 0)

    def at(self, now_us: int) -> Slice | None:
        """The slice that holds at an instant; None before anything was known."""
        piece = self.slices[self.index_at(now_us)] if self.slices else None
        return piece if piece is not None and piece.start_us <= now_us else None

    def _join(self, from_us: int, fresh: list[Slice]) -> int:
        """Cut the slice before the rewritten stretch and, where nothing changed at the seam, make it one again."""
        last = self.slices[-1]
        if last[2:] == fresh[0][2:]:
            self.slices.pop()
            fresh[0] = fresh[0]._replace(start_us=last.start_us)
        else:
            self.slices[-1] = last._replace(end_us=from_us)
        return last.start_us

    def facts(self) -> list[Interval]:
        """Every fact still known, closed and open."""
        return self._facts_after(-1)

    def _facts_after(self, from_us: int) -> list[Interval]:
        first = bisect_right(self.closed, from_us, key=_end_of)
        facts = [*self.closed[first:], *self.running.values(), *self.members.values(), *self.pauses.values()]
        if self.session is not None:
            facts.append(self.session)
        return facts

    def _touch(self, interval: Interval, at_us: int) -> None:
        self.touched[interval.serial] = interval
        if self.dirty_us is None or at_us < self.dirty_us:
            self.dirty_us = at_us
