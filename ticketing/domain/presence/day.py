"""A stretch of somebody's time without a gap: every instant of it in one state, the sums exactly its length."""

from collections.abc import Iterable, Mapping, Sequence

from ticketing.domain.presence.intervals import PresenceState, Slice


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


def pauses_by_reason(pieces: Sequence[Slice]) -> Mapping[str, list[Slice]]:
    """The pauses (and the wrap-ups that a mapped reason made) by the phone's or the console's reason."""
    found: dict[str, list[Slice]] = {}
    for piece in pieces:
        if piece.state is PresenceState.PAUSED or (piece.state is PresenceState.ACW and piece.reason):
            found.setdefault(piece.reason, []).append(piece)
    return found


def _absence(start_us: int, end_us: int) -> Slice:
    return Slice(start_us, end_us, PresenceState.OFFLINE, "", None, "", False)
