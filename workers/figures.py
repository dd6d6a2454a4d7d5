"""The figures' housekeeping: what is over is added up, one month of days at a time."""

from ticketing.actions import calls
from ticketing.db import begin
from ticketing.domain.actors import SYSTEM

#: So many works in a row; what is owed beyond that waits for the next time.
MOST = 12


def settle() -> None:
    """Count anew what was counted in an older way, then settle the days and months that are over."""
    with begin(SYSTEM) as work:
        calls.catch_up(work)
    for _ in range(MOST):
        with begin(SYSTEM) as work:
            if not calls.settle(work):
                return
