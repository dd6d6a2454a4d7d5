"""The counts of tickets, settled now and then."""

from ticketing.actions import counts
from ticketing.db import begin
from ticketing.domain.actors import SYSTEM


def settle() -> None:
    with begin(SYSTEM, nudge=False) as work:
        counts.settle(work)
