"""A phone rings for a caller: answered, rung out, cancelled, or hung up on in the announcement. The visit goes on."""

from typing import TYPE_CHECKING

from ticketing.domain.calls.changes import RingAttempt
from ticketing.domain.calls.matching import visits_of
from ticketing.domain.calls.reading import milliseconds, text
from ticketing.domain.calls.visit import Visit
from ticketing.domain.presence import AgentTrack, Interval, IntervalKind
from ticketing.domain.signals import LOG_KINDS, Signal, SignalKind

if TYPE_CHECKING:
    from ticketing.domain.calls.fold import Fold

_RESULTS = {
    SignalKind.RINGNOANSWER: "rna",
    SignalKind.RINGCANCELED: "cancelled",
    SignalKind.AGENTDUMP: "dump",
    SignalKind.AGENT_RANG_OUT: "rna",
    SignalKind.AGENT_DUMPED: "dump",
}


def rang(fold: "Fold", signal: Signal) -> None:
    """RINGNOANSWER, RINGCANCELED, AGENTDUMP: [t - ring, t) of ringing that came to nothing (R8)."""
    visit = _latest(fold, signal)
    ring_us = milliseconds(signal.data, 0)
    if not ring_us and text(signal.data, 0) is None:
        # Some versions of FreeSWITCH do not say how long: as long as we saw it.
        ring = _running_ring(fold.track(signal.agent), visit) if visit is not None else None
        ring_us = signal.at_us - ring.start_us if ring is not None else 0
    _record(fold, signal, visit, ring_us, _RESULTS[signal.kind])


def rang_out(fold: "Fold", signal: Signal) -> None:
    """AgentRingNoAnswer, AgentDump: the ringing seen until now ends; the log's own line will count it."""
    visit = _latest(fold, signal)
    track = fold.track(signal.agent)
    ring, ring_us = _running_ring(track, visit), milliseconds(signal.data, 0)
    if ring is not None:
        track.finish(ring, signal.at_us)
        _forget_ringing(fold, visit, track.name)
    else:
        _add_seen(track, visit, signal, ring_us)
    if not fold.config.queue_log:
        _count(fold, signal, visit, ring_us, _RESULTS[signal.kind])


def called(fold: "Fold", signal: Signal) -> None:
    """AgentCalled: this member's phone rings now, in a ring-all one of many; repeated for every retry."""
    visit = _latest(fold, signal)
    track = fold.track(signal.agent)
    if visit is None or not visit.is_open or _running_ring(track, visit) is not None:
        return
    track.begin(IntervalKind.RING, signal.at_us, signal.queue, _SEEN, visit.key)
    fold.state.ringing.setdefault(visit.serial, []).append(track.name)


def answered(fold: "Fold", visit: Visit, signal: Signal, ring_us: int | None) -> None:
    """The attempt that succeeded; every other phone that rang for the caller stops without an event."""
    if signal.kind in LOG_KINDS:
        _record(fold, signal, visit, ring_us or 0, "answered")
    else:
        _answered_by_ami(fold, visit, signal, ring_us or 0)
    for name in fold.state.ringing.pop(visit.serial, ()):
        track = fold.track(name)
        ring = _running_ring(track, visit)
        if ring is not None:
            track.finish(ring, signal.at_us)


def _answered_by_ami(fold: "Fold", visit: Visit, signal: Signal, ring_us: int) -> None:
    track = fold.track(signal.agent)
    if _running_ring(track, visit) is None:
        _add_seen(track, visit, signal, ring_us)
    if not fold.config.queue_log:
        _count(fold, signal, visit, ring_us, "answered")


def _add_seen(track: AgentTrack, visit: Visit | None, signal: Signal, ring_us: int) -> None:
    """A ring whose beginning was not seen: its result tells how long it was."""
    if ring_us > 0 and visit is not None:
        ring = track.add(IntervalKind.RING, signal.at_us - ring_us, signal.at_us, signal.queue, visit.key)
        ring.reason = _SEEN


# Marks a ring that AMI let us watch; the log's own figure takes its place when the line comes.
_SEEN = "seen"


def _record(fold: "Fold", signal: Signal, visit: Visit | None, ring_us: int, result: str) -> None:
    _count(fold, signal, visit, ring_us, result)
    track = fold.track(signal.agent)
    if fold.state.heard_ami and visit is not None:
        _replace_seen(fold, track, visit, signal.at_us)
    if ring_us > 0:
        subject = visit.key if visit is not None else None
        track.add(IntervalKind.RING, signal.at_us - ring_us, signal.at_us, signal.queue, subject)


def _count(fold: "Fold", signal: Signal, visit: Visit | None, ring_us: int, result: str) -> None:
    track = fold.track(signal.agent)
    start_us = signal.at_us - ring_us
    seq = track.attempts.get((signal.queue, start_us), 0)
    track.attempts[signal.queue, start_us] = seq + 1
    key = visit.key if visit is not None else None
    fold.changes.attempts.append(
        RingAttempt(track.name, signal.queue, start_us, seq, signal.at_us, result, key, signal.callid, signal.ref)
    )


def _replace_seen(fold: "Fold", track: AgentTrack, visit: Visit, at_us: int) -> None:
    ring = track.find(IntervalKind.RING, visit.key, at_us - 2_000_000)
    if ring is None or ring.reason != _SEEN:
        return
    if ring.end_us is None:
        track.finish(ring, ring.start_us)
        _forget_ringing(fold, visit, track.name)
    else:
        track.shift(ring, ring.start_us)


def _running_ring(track: AgentTrack, visit: Visit | None) -> Interval | None:
    for interval in track.running.values():
        if interval.kind is IntervalKind.RING and (visit is None or interval.visit == visit.key):
            return interval
    return None


def _forget_ringing(fold: "Fold", visit: Visit | None, name: str) -> None:
    names = fold.state.ringing.get(visit.serial) if visit is not None else None
    if names is not None and name in names:
        names.remove(name)


def _latest(fold: "Fold", signal: Signal) -> Visit | None:
    """The visit that the phone rang for: the open one, else the one that just ended."""
    visits = visits_of(fold, signal.callid, signal.queue)
    return max(visits, key=lambda visit: (visit.is_open, visit.enter_us, visit.serial), default=None)
