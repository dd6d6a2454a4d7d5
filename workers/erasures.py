"""Persons who asked to be erased, step by step beside everything else."""

from time import monotonic

from ticketing.actions.customers import erase
from ticketing.db import begin
from ticketing.domain.actors import SYSTEM

#: How long one visit may take: other periodic work waits for it.
AT_ONCE_S = 1.0


def erase_owed() -> None:
    """Take what is owed a few steps further; a failure leaves the lease, after which it is tried again."""
    until = monotonic() + AT_ONCE_S
    while monotonic() < until:
        with begin(SYSTEM) as work:
            request_id = erase.take_up(work)
        if request_id is None:
            return
        with begin(SYSTEM) as work:
            erase.erase(work, request_id)
