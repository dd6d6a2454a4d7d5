"""Beside the feeds: what came late is folded in its place, and every few minutes the live states prove themselves."""

import time
from collections.abc import Callable, Collection

import structlog

from ticketing.actions.calls import Refolding
from ticketing.telephony import late
from ticketing.telephony.decode import decode

log = structlog.get_logger()

LOOK_AGAIN_S = 0.5
COMPARE_EVERY_S = 180.0


class Folding:
    """`step` does one piece for one phone system; several processes may do so, for rows are written under a lock.

    `ours` are the phone systems whose live states this process keeps: those it compares with a replay.
    """

    def __init__(self, ours: Callable[[], Collection[int]]) -> None:
        self._ours = ours
        self._compared: dict[int, float] = {}
        self._under_way: Refolding | None = None

    def step(self) -> float:
        """One piece of what waits; the seconds to rest. What fails is begun again from where it began."""
        refolding = self._under_way or self._next()
        if refolding is None:
            return self._compare()
        self._under_way = None
        if late.advance(refolding):
            log.info("folded_late_events", pbx=refolding.pbx_id)
        else:
            self._under_way = refolding
        return 0.0

    def _next(self) -> Refolding | None:
        waiting = late.in_doubt()
        return Refolding(waiting[0], decode) if waiting else None

    def _compare(self) -> float:
        """Compare the phone system whose turn it is, if it is anybody's."""
        now = time.monotonic()
        due = [pbx_id for pbx_id in sorted(self._ours()) if now >= self._compared.get(pbx_id, 0.0) + COMPARE_EVERY_S]
        if due:
            self._compared[due[0]] = now
            if late.compare(due[0]) is False:
                log.error("live_state_differs", pbx=due[0])
        return 0.0 if len(due) > 1 else LOOK_AGAIN_S
