"""What FreeSWITCH tells otherwise than a queue log: statuses without a queue, callers who resume, whole visits."""

from typing import TYPE_CHECKING, Final

from ticketing.domain.calls import connecting, ending, entering, leaving
from ticketing.domain.calls.changes import OutageSeen
from ticketing.domain.calls.reading import integer, text
from ticketing.domain.calls.visit import Mark
from ticketing.domain.presence import AgentTrack
from ticketing.domain.presence.facts import add_member, pause_all, remove_member, unpause_all
from ticketing.domain.signals import Signal, SignalKind

if TYPE_CHECKING:
    from ticketing.domain.calls.fold import Fold

#: Where an agent stands who is on line, as long as no list has told of the queues they are tiered to.
EVERY_QUEUE: Final = "*"
LOGGED_OUT: Final = "Logged Out"
ON_BREAK: Final = "On Break"
_ENDS: Final = {kind.value: kind for kind in (SignalKind.COMPLETECALLER, SignalKind.COMPLETEAGENT)}
_EXITS: Final = {
    kind.value: kind
    for kind in (
        SignalKind.ABANDON,
        SignalKind.EXITWITHTIMEOUT,
        SignalKind.EXITWITHKEY,
        SignalKind.EXITEMPTY,
        SignalKind.WITHDRAW,
    )
}


def status_changed(fold: "Fold", signal: Signal) -> None:
    """agent-status-change: it holds for every queue of the agent, and saying it again changes nothing."""
    apply_status(fold.track(signal.agent), text(signal.data, 0) or "", signal.at_us)


def apply_status(track: AgentTrack, status: str, at_us: int) -> None:
    """Logged Out, On Break (which names no reason), Available, Available (On Demand)."""
    if status == LOGGED_OUT:
        for queue in sorted(track.members):
            remove_member(track, queue, at_us)
        return
    if not track.members:
        add_member(track, EVERY_QUEUE, at_us)
    if status == ON_BREAK:
        pause_all(track, at_us, "")
    else:
        unpause_all(track, at_us)


def resumed(fold: "Fold", signal: Signal) -> None:
    """member-queue-resume: a new stay in the old place. Its joined time is the first stay's, so the waits that are
    logged for it count the time away and are not taken over."""
    entering.entered(fold, signal)
    for visit in fold.state.by_call.get(signal.callid, ()):
        if visit.queue == signal.queue and visit.is_open:
            visit.marks |= Mark.RESUMED


def missed(fold: "Fold", signal: Signal) -> None:
    """The switch counts its events, of every kind: so many went by while nobody listened, ours among them or not."""
    since_us = integer(signal.data, 1) or signal.at_us
    evidence = f"{text(signal.data, 0) or '?'} events went by unheard"
    fold.changes.outages.append(OutageSeen("gap", min(since_us, signal.at_us), signal.at_us, evidence))


def visit_told(fold: "Fold", signal: Signal) -> None:
    """A call record: the visit's own signals one after the other, each at its own instant."""
    data, enter_us = signal.data, integer(signal.data, 0)
    kind = _ENDS.get(data[5]) or _EXITS.get(data[5]) if len(data) > 5 else None
    if kind is None or enter_us is None:
        return
    entering.entered(fold, signal._replace(at_us=enter_us, data=("", data[1], "", data[2])))
    connect_us = integer(data, 3)
    if kind.value in _EXITS or connect_us is None:
        leaving.left(fold, signal._replace(kind=kind, data=data[6:]))
        return
    connecting.connected(fold, signal._replace(kind=SignalKind.CONNECT, at_us=connect_us, data=(data[4],)))
    ending.completed(fold, signal._replace(kind=kind, data=data[6:]))
