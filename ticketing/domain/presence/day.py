"""A stretch of somebody's time without a gap: every instant of it in one state, the sums exactly its length."""

from collections.abc import Iterable
from typing import NamedTuple

from ticketing.domain.presence.intervals import PresenceState, Slice

_ON_A_CALL = frozenset({PresenceState.RINGING, PresenceState.TALKING, PresenceState.HOLD})


class Pause(NamedTuple):
    """One pause from its first to its last instant, and how much of that was really paused."""

    reason: str
    start_us: int
    end_us: int
    us: int


def pieces_of(slices: Iterable[Slice], from_us: int, to_us: int) -> list[Slice]:
    """The slices cut to [from_us, to_us), absence filled in: they follow each other and cover it all.

    An empty stretch (`to_us` not after `from_us`, a day that has not begun) has no pieces.
    """
    if to_us <= from_us:
        return []
    pieces: list[Slice] = []
    at_us = from_us
    for piece in slices:
        start_us = max(piece.start_us, from_us)
        end_us = to_us if piece.end_us is None else min(piece.end_us, to_us)
        if end_us <= start_us:
            continue
        if start_us > at_us:
            pieces.append(_absence(at_us, start_us))
        pieces.append(piece._replace(start_us=start_us, end_us=end_us))
        at_us = end_us
    if at_us < to_us:
        pieces.append(_absence(at_us, to_us))
    return pieces


def totals_of(pieces: Iterable[Slice]) -> dict[PresenceState, int]:
    """Microseconds by state, every state named; the sum is the length of the stretch."""
    totals = dict.fromkeys(PresenceState, 0)
    for piece in pieces:
        totals[piece.state] += length_us(piece)
    return totals


def length_us(piece: Slice) -> int:
    """How long a piece lasts that has an end."""
    return (piece.end_us or piece.start_us) - piece.start_us


def pauses_of(pieces: Iterable[Slice]) -> list[Pause]:
    """The pauses, and the wrap-ups that a mapped reason made. A call taken in the middle does not make two of one."""
    found: list[Pause] = []
    open_reason: str | None = None
    for piece in pieces:
        if piece.state is PresenceState.PAUSED or (piece.state is PresenceState.ACW and piece.reason):
            if open_reason == piece.reason:
                last = found[-1]
                found[-1] = last._replace(end_us=piece.end_us or piece.start_us, us=last.us + length_us(piece))
            else:
                end_us = piece.end_us or piece.start_us
                found.append(Pause(piece.reason, piece.start_us, end_us, length_us(piece)))
            open_reason = piece.reason
        elif piece.state not in _ON_A_CALL:
            open_reason = None
    return found


def _absence(start_us: int, end_us: int) -> Slice:
    return Slice(start_us, end_us, PresenceState.OFFLINE, "", None, "", False)
