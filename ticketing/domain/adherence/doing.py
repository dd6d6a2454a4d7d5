"""What a slice of somebody's timeline counts as when it is held against the roster."""

from collections.abc import Iterable, Mapping

from ticketing.domain.adherence.tallying import Does, Piece
from ticketing.domain.breaks import Activity, Kind, folded
from ticketing.domain.presence import PresenceState, Slice

_ON_QUEUE = frozenset(
    {PresenceState.READY, PresenceState.RINGING, PresenceState.TALKING, PresenceState.HOLD, PresenceState.ACW}
)
_OF_ACTIVITY = {
    Activity.BREAK: Does.BREAK,
    Activity.MEAL: Does.MEAL,
    Activity.MEETING: Does.MEETING,
    Activity.TRAINING: Does.TRAINING,
    Activity.OFFLINE_WORK: Does.OFFLINE_WORK,
    Activity.ACW: Does.ON_QUEUE,
    Activity.BUSY: Does.BUSY,
    Activity.MISSED: Does.BUSY,
}


def doing(state: str, reason: str, kinds: Mapping[str, Kind]) -> Does:
    """`kinds` by folded reason; a pause whose reason nobody has mapped is none of the planned ones."""
    if state in _ON_QUEUE:
        return Does.ON_QUEUE
    if state != PresenceState.PAUSED:
        return Does.OFF
    kind = kinds.get(folded(reason))
    return _OF_ACTIVITY[kind.activity] if kind is not None else Does.BUSY


def done_of(slices: Iterable[Slice], kinds: Mapping[str, Kind], from_us: int, to_us: int) -> list[Piece]:
    """Slices cut to [from_us, to_us) as doings; what is still going on lasts until `to_us`."""
    found = []
    for piece in slices:
        start_us, end_us = max(piece.start_us, from_us), min(to_us if piece.end_us is None else piece.end_us, to_us)
        if end_us > start_us:
            found.append(Piece(start_us, end_us, doing(piece.state, piece.reason, kinds)))
    return found
