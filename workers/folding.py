"""Beside the feeds: what came late is folded in its place, a piece at a time."""

import structlog

from ticketing.actions.calls import Refolding
from ticketing.telephony import late
from ticketing.telephony.decode import decode

log = structlog.get_logger()

LOOK_AGAIN_S = 0.5


class Folding:
    """`step` does one piece for one phone system; several processes may do so, for rows are written under a lock."""

    def __init__(self) -> None:
        self._under_way: Refolding | None = None

    def step(self) -> float:
        """One piece of what waits; the seconds to rest. What fails is begun again from where it began."""
        refolding = self._under_way or self._next()
        if refolding is None:
            return LOOK_AGAIN_S
        self._under_way = None
        if late.advance(refolding):
            log.info("folded_late_events", pbx=refolding.pbx_id)
        else:
            self._under_way = refolding
        return 0.0

    def _next(self) -> Refolding | None:
        waiting = late.in_doubt()
        return Refolding(waiting[0], decode) if waiting else None
