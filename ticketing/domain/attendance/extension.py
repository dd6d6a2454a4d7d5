"""A shift goes on while a customer is being served (seed 002, A3 and B1): the pause `shift_end`, and the hour's cap."""

from collections.abc import Iterable
from typing import NamedTuple

from ticketing.domain.instants import SECOND_US
from ticketing.domain.presence import PresenceState, Slice

#: The reason of the pause that a shift's end puts an agent on.
SHIFT_END = "shift_end"
_SERVING = frozenset({PresenceState.RINGING, PresenceState.TALKING, PresenceState.HOLD, PresenceState.ACW})


class Extended(NamedTuple):
    """The end that counts, and whether the cap cut it off while the customer was still there."""

    end_us: int
    is_capped: bool


def extended(end_us: int, slices: Iterable[Slice], most_s: int, now_us: int) -> Extended:
    """The planned end, or the end of the call and wrap-up that was under way then, at most `most_s` later."""
    at_us = end_us
    for piece in slices:
        piece_end_us = now_us if piece.end_us is None else piece.end_us
        is_under_way = piece.start_us <= at_us < piece_end_us or (at_us > end_us and piece.start_us == at_us)
        if is_under_way and piece.state in _SERVING:
            at_us = piece_end_us
    cap_us = end_us + most_s * SECOND_US
    return Extended(min(at_us, cap_us), at_us > cap_us)


def is_serving(state: str) -> bool:
    """Whether an agent in this state has a customer, or one to write up."""
    return state in _SERVING
