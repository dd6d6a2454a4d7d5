"""Work out the calls that batches of the phone log touched; what is owed is rows, so any node may do it."""

import time

from ticketing.actions import whole_calls
from ticketing.db import begin, do
from ticketing.domain.actors import SYSTEM
from ticketing.telephony.told import told_of

#: So long at a stretch: while a long log is read in, half of the time is left to others.
STRETCH_S = 1.0


def work_out() -> None:
    """Until nothing is owed, or for a second; a call shows up within two seconds of its line."""
    work_out_all(time.monotonic() + STRETCH_S)


def work_out_all(until: float | None = None) -> int:
    """Everything that is owed, or what can be done until then by the monotonic clock; gives how many dues that were."""
    done = 0
    while until is None or time.monotonic() < until:
        made = do(SYSTEM, lambda work: whole_calls.work_out_due(work, told_of))
        if not made:
            break
        done += made
    return done


def sweep() -> None:
    """Owe the calls that a restart of their phone system left without an end."""
    with begin(SYSTEM) as work:
        whole_calls.sweep(work)
