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
    """Slices, in order, cut to [from_us, to_us) as doings; what is still going on lasts until `to_us`.

    What follows without a gap and counts alike is one doing: a day has hundreds of slices and a handful of these.
    """
    found: list[Piece] = []
    does, began_us, ended_us = Does.OFF, from_us, from_us
    for piece in slices:
        start_us, end_us = max(piece.start_us, from_us), min(to_us if piece.end_us is None else piece.end_us, to_us)
        if end_us <= start_us:
            continue
        now = doing(piece.state, piece.reason, kinds)
        if now is does and start_us == ended_us:
            ended_us = end_us
            continue
        if ended_us > began_us:
            found.append(Piece(began_us, ended_us, does))
        does, began_us, ended_us = now, start_us, end_us
    return [*found, Piece(began_us, ended_us, does)] if ended_us > began_us else found
