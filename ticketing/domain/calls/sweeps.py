"""FreeSWITCH's own lists against what we believe: zombies and stuck members are closed, what we missed is caught up.

The lists are no truth by themselves: members stay "Answered" after their call is over, and agents stay "Receiving"
(freeswitch#1973, #2529, #2540). So a caller counts only while their channel exists, and of an agent only the status
is believed, never the state.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final, NamedTuple

from ticketing.domain.calls.callcenter import EVERY_QUEUE, LOGGED_OUT, apply_status
from ticketing.domain.calls.config import SECOND_US
from ticketing.domain.calls.moves import infer_end, open_visit, start_talk
from ticketing.domain.calls.visit import EndReason, Mark, Stage, Visit
from ticketing.domain.presence import AgentTrack, IntervalKind
from ticketing.domain.presence.facts import add_member, remove_member
from ticketing.domain.signals import Signal

if TYPE_CHECKING:
    from ticketing.domain.calls.fold import Fold

#: Events on their way may be older than the list that overtook them: what moved this lately is left alone.
_SETTLED_US: Final = 2 * SECOND_US
_PART: Final = "\t"
_LOST: Final = "no longer in the queue's own list"
_ZOMBIE: Final = "the queue still lists the caller, but their channel is gone"
_UNHEARD: Final = "ended while nobody listened"


class Listed(NamedTuple):
    """A member of `queue list members`; `is_alive` says whether their channel exists. Epoch seconds, 0 unknown."""

    queue: str
    uuid: str
    state: str
    agent: str
    joined: int
    bridged: int
    number: str
    name: str
    is_alive: bool


class Seat(NamedTuple):
    """An agent of `agent list`, with the queues of `tier list`. Epoch seconds and seconds, 0 unknown."""

    name: str
    status: str
    since: int
    bridge_end: int
    wrapup: int
    queues: tuple[str, ...]


class Sweep(NamedTuple):
    """One look at everything."""

    queues: frozenset[str]
    members: tuple[Listed, ...]
    seats: tuple[Seat, ...]


def row_of(values: Iterable[str]) -> str:
    """One row as it travels in a signal's data: kind, then its values."""
    return _PART.join(value.replace(_PART, " ") for value in values)


def sweep_of(data: Iterable[str]) -> Sweep:
    """The lists out of a signal's data: `queue` name; `member` queue, uuid, state, agent, joined, bridged, number,
    name, alive; `agent` name, status, since, bridge end, wrap-up; `tier` queue, agent. Other rows are passed over."""
    rows = [text.split(_PART) for text in data]
    tiers: dict[str, list[str]] = {}
    for row in rows:
        if row[0] == "tier" and len(row) > 2:
            tiers.setdefault(row[2], []).append(row[1])
    members = tuple(
        Listed(row[1], row[2], row[3], row[4], _epoch(row[5]), _epoch(row[6]), row[7], row[8], row[9] == "1")
        for row in rows
        if row[0] == "member" and len(row) > 9
    )
    seats = tuple(
        Seat(row[1], row[2], _epoch(row[3]), _epoch(row[4]), _epoch(row[5]), tuple(sorted(tiers.get(row[1], ()))))
        for row in rows
        if row[0] == "agent" and len(row) > 5
    )
    return Sweep(frozenset(row[1] for row in rows if row[0] == "queue" and len(row) > 1), members, seats)


def swept(fold: "Fold", signal: Signal) -> None:
    """Mark what the lists show, sweep what they do not."""
    sweep = sweep_of(signal.data)
    seats = {fold.name_of(seat.name): seat for seat in sweep.seats}
    for name, seat in seats.items():
        _seat(fold.track(name), seat, signal.at_us)
    living = {(member.queue, member.uuid): member for member in sweep.members if member.is_alive}
    listed = {(member.queue, member.uuid) for member in sweep.members}
    for visit in fold.state.open_visits():
        if visit.queue in sweep.queues and visit.last_us < signal.at_us - _SETTLED_US:
            _check(fold, visit, signal, living, (visit.queue, visit.callid) in listed, seats.get(visit.agent or ""))
    for member in living.values():
        _mark(fold, member, signal)


def _epoch(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 12 else 0


def _seat(track: AgentTrack, seat: Seat, at_us: int) -> None:
    """Status and tiers; a change that we did not hear is as old as the switch says."""
    since_us = seat.since * SECOND_US
    changed_us = since_us if 0 < since_us <= at_us else at_us
    if seat.status == LOGGED_OUT or not seat.status:
        apply_status(track, LOGGED_OUT, changed_us)
        return
    queues = seat.queues or (EVERY_QUEUE,)
    was_away = not track.members
    for queue in queues:
        if queue not in track.members:
            add_member(track, queue, changed_us if was_away else at_us)
        track.wrapups[queue] = seat.wrapup
    for queue in sorted(track.members.keys() - set(queues)):
        remove_member(track, queue, at_us)
    apply_status(track, seat.status, max((changed_us, *(member.start_us for member in track.members.values()))))


def _check(
    fold: "Fold",
    visit: Visit,
    signal: Signal,
    living: dict[tuple[str, str], Listed],
    is_listed: bool,
    seat: Seat | None,
) -> None:
    """An open visit of ours whose caller the switch has not, or has as a ghost."""
    member = living.get((visit.queue, visit.callid))
    if member is not None and not (visit.stage is Stage.TALKING and member.state == "Waiting"):
        return
    ended_us = (seat.bridge_end if seat is not None else 0) * SECOND_US
    if visit.stage is Stage.TALKING and (visit.connect_us or 0) < ended_us <= signal.at_us:
        infer_end(fold, visit, EndReason.LOST, ended_us, _UNHEARD)
    else:
        infer_end(fold, visit, EndReason.LOST, signal.at_us, _ZOMBIE if is_listed else _LOST)
    fold.touched(visit, signal)


def _mark(fold: "Fold", member: Listed, signal: Signal) -> None:
    """A living caller of whom we know nothing, or not that somebody serves them."""
    known = [visit for visit in fold.state.by_call.get(member.uuid, ()) if visit.queue == member.queue]
    visit = next((visit for visit in known if visit.is_open), None)
    if visit is None:
        if member.state not in ("Waiting", "Trying", "Answered") or any(_is_fresh(v, signal) for v in known):
            return
        visit = _found(fold, member, signal)
    bridged_us = member.bridged * SECOND_US
    if member.state == "Answered" and member.agent and visit.stage is not Stage.TALKING and bridged_us:
        _stop_ringing(fold, visit, bridged_us)
        start_talk(fold, visit, fold.name_of(member.agent), max(bridged_us, visit.enter_us))
        visit.wait_us = (visit.connect_us or 0) - visit.enter_us
        visit.marks |= Mark.CONNECT_INFERRED
        fold.touched(visit, signal)


def _is_fresh(visit: Visit, signal: Signal) -> bool:
    return visit.last_us >= signal.at_us - _SETTLED_US


def _found(fold: "Fold", member: Listed, signal: Signal) -> Visit:
    joined_us = member.joined * SECOND_US
    enter_us = joined_us if 0 < joined_us <= signal.at_us else signal.at_us
    visit = open_visit(fold, member.uuid, member.queue, enter_us)
    visit.marks |= Mark.ENTER_INFERRED
    visit.caller, visit.caller_name = member.number or None, member.name or None
    fold.touched(visit, signal)
    return visit


def _stop_ringing(fold: "Fold", visit: Visit, at_us: int) -> None:
    for name in fold.state.ringing.pop(visit.serial, ()):
        track = fold.track(name)
        ring = track.find(IntervalKind.RING, visit.key, visit.enter_us)
        if ring is not None and ring.end_us is None:
            track.finish(ring, at_us)
