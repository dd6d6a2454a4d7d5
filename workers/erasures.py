"""Persons who asked to be erased, one request after the other."""

from ticketing.actions.customers import erase
from ticketing.db import begin
from ticketing.domain.actors import SYSTEM


def erase_owed() -> None:
    """Do what is owed; a failure leaves the lease, after which it is tried again."""
    while True:
        with begin(SYSTEM) as work:
            request_id = erase.take_up(work)
        if request_id is None:
            return
        with begin(SYSTEM) as work:
            erase.erase(work, request_id)
