"""After what has happened: look whether the floor is still well. What fails here never holds up the journal."""

from collections.abc import Sequence

import structlog
from sqlalchemy.exc import OperationalError

from ticketing.actions import alerts
from ticketing.db import do
from ticketing.domain.actors import SYSTEM
from ticketing.domain.alerts import touched_by
from ticketing.domain.events import Event

log = structlog.get_logger()


def look_after(events: Sequence[Event]) -> None:
    """Judge the figures that these events have touched; a database that is away raises, and they come again."""
    touched = touched_by(events)
    if not touched:
        return
    try:
        do(SYSTEM, lambda work: alerts.evaluate(work, touched))
    except OperationalError:
        raise
    except Exception:
        log.exception("alerts_not_looked_at")
