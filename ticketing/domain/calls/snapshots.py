"""A QueueStatus snapshot is the truth of its instant: mark what it shows, sweep what it does not."""

from typing import TYPE_CHECKING

from ticketing.domain.calls.agents import learn, present
from ticketing.domain.calls.config import SECOND_US
from ticketing.domain.calls.moves import infer_end, open_visit
from ticketing.domain.calls.reading import integer, text
from ticketing.domain.calls.visit import EndReason, Mark, Stage, Visit
from ticketing.domain.presence import AgentTrack, Interval, IntervalKind
from ticketing.domain.presence.facts import device_is, pause, remove_member, unpause
from ticketing.domain.signals import Signal, SignalKind

if TYPE_CHECKING:
    from ticketing.domain.calls.fold import Fold

#: Events on their way may be older than the list that overtook them: what moved this lately is left alone.
_SETTLED_US = 2 * SECOND_US


def gather(fold: "Fold", signal: Signal) -> None:
    """QueueParams, QueueMember, QueueEntry: noted until the list is complete."""
    fold.state.snapshot.append([signal.kind.value, signal.queue, signal.agent or signal.callid, *signal.data])


def compare(fold: "Fold", signal: Signal) -> None:
    """QueueStatusComplete: members, pauses, calls and callers are made to agree with the list."""
    listed = [
        Signal(signal.at_us, SignalKind(kind), queue=queue, agent=name, callid=name, data=tuple(data), ref=signal.ref)
        for kind, queue, name, *data in fold.state.snapshot
    ]
    fold.state.snapshot = []
    queues = {entry.queue for entry in listed}
    members = [entry for entry in listed if entry.kind is SignalKind.SNAPSHOT_MEMBER]
    for entry in members:
        _mark_member(fold, entry)
    for entry in members:
        _mark_call(fold, fold.track(entry.agent), entry)
    _sweep_members(fold, queues, {(entry.queue, fold.name_of(entry.agent)) for entry in members}, signal.at_us)
    callers = [entry for entry in listed if entry.kind is SignalKind.SNAPSHOT_CALLER]
    _sweep_callers(fold, queues, {(entry.queue, entry.callid) for entry in callers}, signal)
    for entry in callers:
        _mark_caller(fold, entry)
    _line_up(fold, callers)


def look_for_channels(fold: "Fold", signal: Signal) -> None:
    """R11: of who waits or talks, those live whose channel the phone system has (or their agent's, or one linked to
    theirs); the others ended while nobody heard it. A line of the log that says when may still come."""
    seen = frozenset(signal.data)
    for visit in fold.state.open_visits():
        if visit.last_us >= signal.at_us - _SETTLED_US:
            continue
        if visit.callid in seen or visit.member_uniqueid in seen:
            visit.last_us = signal.at_us
        else:
            infer_end(fold, visit, EndReason.LOST, signal.at_us, "its channel was gone when the phone system was asked")
            fold.touched(visit, signal)


def _mark_member(fold: "Fold", entry: Signal) -> None:
    interface = text(entry.data, 0)
    if interface and interface != entry.agent:
        learn(fold, interface, entry.agent, entry)
    track = fold.track(entry.agent)
    if text(entry.data, 3) == "static":
        track.fixed.add(entry.queue)
    device_is(track, entry.queue, text(entry.data, 4) or "", entry.at_us)
    present(track, entry)
    since_us = (integer(entry.data, 7) or 0) * SECOND_US
    if text(entry.data, 1) == "1":
        # LastPause is the moment we may have missed.
        at_us = since_us if 0 < since_us <= entry.at_us else entry.at_us
        pause(track, entry.queue, at_us, text(entry.data, 2) or "")
    elif entry.queue in track.pauses and track.pauses[entry.queue].start_us < entry.at_us - _SETTLED_US:
        unpause(track, entry.queue, entry.at_us)


def _mark_call(fold: "Fold", track: AgentTrack, entry: Signal) -> None:
    """InCall against what we think: LastCall is the end of a call whose end we missed."""
    in_call, last_us = text(entry.data, 5) == "1", (integer(entry.data, 6) or 0) * SECOND_US
    visits = sorted(fold.state.talking.get(track.name, ()), key=lambda v: v.serial)
    strange = _unknown_talk(track, entry.queue)
    if not in_call or fold.config.one_call_per_agent:
        # In a call although the last one ended after ours began: it is another call by now.
        at_least_us = SECOND_US if in_call else 0
        for visit in (v for v in visits if v.queue == entry.queue):
            if last_us > (visit.connect_us or 0) + at_least_us and visit.last_us < entry.at_us - _SETTLED_US:
                infer_end(fold, visit, EndReason.LOST, last_us, "ended while the link was down")
                fold.touched(visit, entry)
    if in_call:
        _confirm(fold, track, entry, strange)
    elif strange is not None:
        track.finish(strange, last_us if strange.start_us <= last_us <= entry.at_us else entry.at_us)


def _confirm(fold: "Fold", track: AgentTrack, entry: Signal, strange: Interval | None) -> None:
    """The agent is in a call: in ours, which lives (R11), or in one that we know nothing of."""
    ours = fold.state.talking.get(track.name, [])
    for visit in ours:
        if visit.queue == entry.queue and not visit.marks & Mark.SUPERSEDED:
            visit.last_us = max(visit.last_us, entry.at_us)
    if strange is None and not ours:
        track.begin(IntervalKind.TALK, entry.at_us, entry.queue)


def _unknown_talk(track: AgentTrack, queue: str) -> Interval | None:
    talks = (fact for fact in track.running.values() if fact.kind is IntervalKind.TALK and fact.visit is None)
    return next((fact for fact in talks if fact.queue == queue), None)


def _sweep_members(fold: "Fold", queues: set[str], listed: set[tuple[str, str]], at_us: int) -> None:
    for name in list(fold.state.agents):
        gone = [q for q in sorted(fold.state.agents[name].members) if q in queues and (q, name) not in listed]
        for queue in gone:
            remove_member(fold.track(name), queue, at_us)


def _mark_caller(fold: "Fold", entry: Signal) -> None:
    known = [v for v in fold.state.by_call.get(entry.callid, ()) if v.queue == entry.queue]
    for visit in known:
        if visit.stage is Stage.WAITING:
            # R11: asked, the phone system says that the caller is there, however long they have waited.
            visit.last_us = max(visit.last_us, entry.at_us)
    if any(v.is_open or v.last_us >= entry.at_us - _SETTLED_US for v in known):
        return
    waited_us = (integer(entry.data, 1) or 0) * SECOND_US
    visit = open_visit(fold, entry.callid, entry.queue, entry.at_us - waited_us, integer(entry.data, 0))
    visit.marks |= Mark.ENTER_INFERRED
    visit.caller, visit.caller_name = text(entry.data, 2), text(entry.data, 3)
    fold.touched(visit, entry)


def _line_up(fold: "Fold", callers: list[Signal]) -> None:
    """Callers stand where the list has them; who moved since it was made keeps the place they had."""
    places = {(entry.queue, entry.callid): integer(entry.data, 0) or 0 for entry in callers}
    for queue in sorted({entry.queue for entry in callers}):
        line = fold.state.lines.get(queue, [])
        listed = iter(sorted((v for v in line if (queue, v.callid) in places), key=lambda v: places[queue, v.callid]))
        line[:] = [next(listed) if (queue, v.callid) in places else v for v in line]


def _sweep_callers(fold: "Fold", queues: set[str], listed: set[tuple[str, str]], signal: Signal) -> None:
    for visit in fold.state.open_visits():
        if visit.stage is Stage.WAITING and visit.queue in queues and (visit.queue, visit.callid) not in listed:
            _sweep_caller(fold, visit, signal)


def _sweep_caller(fold: "Fold", visit: Visit, signal: Signal) -> None:
    if visit.last_us < signal.at_us - _SETTLED_US:
        infer_end(fold, visit, EndReason.LOST, signal.at_us, "no longer in the queue's own list")
        fold.touched(visit, signal)
