"""Gives tickets that nobody has in hand to those who are here, and takes back from those who went home."""

from ticketing.actions import tickets
from ticketing.db import do, reading
from ticketing.domain.actors import SYSTEM
from ticketing.queries import assignment


def give() -> None:
    """Each queue that has a rule in a work of its own."""
    with reading() as session:
        queues = assignment.giving(session)
    for queue_id in queues:
        give_of(queue_id)


def give_of(queue_id: int) -> int:
    """One queue's."""
    return do(SYSTEM, lambda work: tickets.distribute(work, queue_id))


def take_back() -> None:
    """Whoever's shift is over has nothing in hand any more."""
    do(SYSTEM, tickets.take_back)
