"""Facts may overlap, a person may not: talking > ringing > paused > acw > lost > ready > offline (telephony.md 5.4)."""

from collections.abc import Iterable
from typing import NamedTuple

from ticketing.domain.presence.intervals import Interval, IntervalKind, PresenceState, Slice, Subject


class _Now(NamedTuple):
    state: PresenceState
    reason: str
    visit: Subject | None
    queue: str
    online: bool


#: What a person is of whom nothing is known.
ABSENT = _Now(PresenceState.OFFLINE, "", None, "", False)


def slices_between(
    intervals: Iterable[Interval], from_us: int, acw_reasons: frozenset[str] = frozenset()
) -> list[Slice]:
    """The exclusive timeline from `from_us` on; the last slice is open. Leading absence is left out.

    `acw_reasons` are the pause reasons that a site uses to say "wrapping up".
    """
    edges = _edges(intervals, from_us)
    facts = _Facts(acw_reasons)
    slices: list[Slice] = []
    since, now = from_us, ABSENT
    index, count = 0, len(edges)
    while index < count:
        at = edges[index][0]
        while index < count and edges[index][0] == at:
            facts.apply(edges[index][1] == 1, edges[index][3])
            index += 1
        then = facts.judge()
        if then != now:
            if since < at and (slices or now is not ABSENT):
                slices.append(Slice(since, at, *now))
            since, now = at, then
    if slices or now != ABSENT:
        slices.append(Slice(since, None, *now))
    return slices


def _edges(intervals: Iterable[Interval], from_us: int) -> list[tuple[int, int, int, Interval]]:
    edges = []
    for interval in intervals:
        start, end = max(interval.start_us, from_us), interval.end_us
        if end is None:
            edges.append((start, 1, interval.serial, interval))
        elif end > start:
            edges.append((start, 1, interval.serial, interval))
            edges.append((end, 0, interval.serial, interval))
    edges.sort(key=lambda edge: edge[:3])
    return edges


class _Facts:
    """What holds at one instant, by kind."""

    def __init__(self, acw_reasons: frozenset[str]) -> None:
        self.acw_reasons = acw_reasons
        self.on: dict[IntervalKind, dict[int, Interval]] = {kind: {} for kind in IntervalKind}

    def apply(self, begins: bool, interval: Interval) -> None:
        """One edge: a fact begins or ends to hold."""
        if begins:
            self.on[interval.kind][interval.serial] = interval
        else:
            self.on[interval.kind].pop(interval.serial, None)

    def judge(self) -> _Now:
        """What all that holds comes to."""
        online = bool(self.on[IntervalKind.MEMBER] or self.on[IntervalKind.SESSION])
        return self._on_a_call(online) or self._between_calls(online)

    def _on_a_call(self, online: bool) -> _Now | None:
        talk = self.on[IntervalKind.TALK] or self.on[IntervalKind.OUTBOUND]
        if talk:
            call = _latest(talk)
            held = any(hold.visit == call.visit for hold in self.on[IntervalKind.HOLD].values())
            state = PresenceState.HOLD if held else PresenceState.TALKING
            return _Now(state, call.reason, call.visit, call.queue, online)
        if self.on[IntervalKind.RING]:
            call = _latest(self.on[IntervalKind.RING])
            return _Now(PresenceState.RINGING, "", call.visit, call.queue, online)
        return None

    def _between_calls(self, online: bool) -> _Now:
        pause = self._pause()
        if pause is not None:
            state = PresenceState.ACW if pause.reason in self.acw_reasons else PresenceState.PAUSED
            return _Now(state, pause.reason, None, "", online)
        if not online:
            return ABSENT
        if self.on[IntervalKind.ACW]:
            call = _latest(self.on[IntervalKind.ACW])
            return _Now(PresenceState.ACW, "", call.visit, call.queue, online)
        if self.on[IntervalKind.UNREACHABLE]:
            return _Now(PresenceState.LOST, IntervalKind.UNREACHABLE.value, None, "", online)
        return _Now(PresenceState.READY, "", None, "", online)

    def _pause(self) -> Interval | None:
        """The pause that counts: only who is paused in every queue of theirs is paused at all."""
        pauses = self.on[IntervalKind.PAUSE]
        if not pauses or not self.on[IntervalKind.MEMBER]:
            return None
        queues = {member.queue for member in self.on[IntervalKind.MEMBER].values()}
        counting = {serial: pause for serial, pause in pauses.items() if pause.queue in queues}
        if queues <= {pause.queue for pause in counting.values()}:
            return _latest(counting)
        return None


def _latest(intervals: dict[int, Interval]) -> Interval:
    return max(intervals.values(), key=lambda interval: (interval.start_us, interval.serial))
