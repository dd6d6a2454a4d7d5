"""Stretches on line from log-in to log-out, and the first and the last call of each."""

from collections.abc import Iterable
from typing import NamedTuple

from ticketing.domain.presence.intervals import PresenceState, Slice

_CALLS = (PresenceState.TALKING, PresenceState.HOLD)


class Session(NamedTuple):
    """[start_us, end_us) on line, whatever the queues and phones (None: still); where its first call began and its
    last one ended, None without a call or while it lasts."""

    start_us: int
    end_us: int | None
    first_call_us: int | None = None
    last_call_us: int | None = None


def sessions_of(slices: Iterable[Slice], carried: Session | None = None) -> list[Session]:
    """The sessions of one person's timeline; `carried` is what stood open where these slices begin.

    A call taken without any log-in belongs to no session.
    """
    found: list[Session] = []
    now = carried
    for piece in slices:
        if piece.online:
            now = _with(now or Session(piece.start_us, None), piece)
        elif now is not None:
            found.append(now)
            now = None
    return [*found, now] if now is not None else found


def _with(session: Session, piece: Slice) -> Session:
    if piece.state not in _CALLS:
        return session._replace(end_us=piece.end_us)
    first_us = piece.start_us if session.first_call_us is None else session.first_call_us
    return Session(session.start_us, piece.end_us, first_us, piece.end_us)
