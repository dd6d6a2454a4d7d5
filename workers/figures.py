"""The figures' housekeeping: what is over is added up, one month of days at a time."""

from psycopg import errors as pg
from sqlalchemy.exc import OperationalError

from ticketing.actions import calls
from ticketing.db import begin
from ticketing.domain.actors import SYSTEM

#: So many works in a row; what is owed beyond that waits for the next time.
MOST = 12


def settle() -> None:
    """Count anew what was counted in an older way, then settle the days and months that are over."""
    with begin(SYSTEM) as work:
        calls.catch_up(work)
    try:
        for _ in range(MOST):
            with begin(SYSTEM) as work:
                if not calls.settle(work):
                    return
    except OperationalError as error:
        # The feeds are busy and come first; what is owed stays owed.
        if not isinstance(error.orig, pg.LockNotAvailable):
            raise
