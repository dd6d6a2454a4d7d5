"""Cut the words of calls once they have ended, many at a time: nobody who reads the log waits for it."""

from ticketing import card_index
from ticketing.db import begin
from ticketing.domain.actors import SYSTEM

REST_S = 2.0


class Cutter:
    """Goes on behind the calls that are cut; a fresh one looks through all of them once."""

    def __init__(self) -> None:
        self._after = 0

    def step(self) -> float:
        """One batch; gives the seconds to rest."""
        with begin(SYSTEM) as work:
            done, self._after = card_index.cut_calls(work.session, self._after)
        return 0.0 if done >= card_index.BATCH else REST_S
