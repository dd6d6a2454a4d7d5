"""After what has happened: look whether the floor is still well. What fails here never holds up the journal."""

import threading
from collections.abc import Sequence

import structlog
from sqlalchemy.exc import OperationalError

from ticketing.actions import alerts
from ticketing.db import do
from ticketing.domain.actors import SYSTEM
from ticketing.domain.alerts import Touched, touched_by
from ticketing.domain.events import Event

#: What a busy second touches is looked at once or twice, not with every line of the log.
PAUSE_S = 0.5

log = structlog.get_logger()


class Watcher:
    """`hear` gathers what events touched, `step` judges it. The first look is at everything: whatever a watcher heard
    before it died is looked at again by the next."""

    def __init__(self) -> None:
        self._touched = Touched(everything=True)
        self._lock = threading.Lock()

    def hear(self, events: Sequence[Event]) -> None:
        """Note what these events have touched."""
        with self._lock:
            self._touched += touched_by(events)

    def step(self) -> float:
        """Look once; a database that is away raises, and the same is looked at again. Gives the seconds to rest."""
        with self._lock:
            touched, self._touched = self._touched, Touched()
        if not touched:
            return PAUSE_S
        try:
            do(SYSTEM, lambda work: alerts.evaluate(work, touched))
        except OperationalError:
            with self._lock:
                self._touched += touched
            raise
        except Exception:
            log.exception("alerts_not_looked_at")
        return PAUSE_S
