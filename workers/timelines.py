"""Makes the timelines again of whomever something new became known."""

from ticketing.actions import presence
from ticketing.db import do
from ticketing.domain.actors import SYSTEM

# Figures lag this much behind the phone line; in between, marks of one person become one making.
PAUSE_S = 1.0


def miss() -> None:
    """Whose console went silent is lost."""
    do(SYSTEM, presence.miss)


def step() -> float:
    """Some people's timelines; the rest before the next."""
    do(SYSTEM, presence.settle)
    return PAUSE_S
