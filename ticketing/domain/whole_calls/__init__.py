"""A call as a whole, above its stays in queues and its legs: made of everything that any source told of it."""

from ticketing.domain.whole_calls.compose import compose
from ticketing.domain.whole_calls.grouping import group
from ticketing.domain.whole_calls.told import (
    CallOutcome,
    Direction,
    Ended,
    Guess,
    House,
    Leg,
    Placed,
    Said,
    Side,
    Told,
    WholeCall,
)

__all__ = [
    "CallOutcome",
    "Direction",
    "Ended",
    "Guess",
    "House",
    "Leg",
    "Placed",
    "Said",
    "Side",
    "Told",
    "WholeCall",
    "compose",
    "group",
]
