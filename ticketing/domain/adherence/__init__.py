"""The roster against what was done: adherence, conformance, coverage (workforce.md 1.6)."""

from ticketing.domain.adherence.coverage import Slot, understaffed
from ticketing.domain.adherence.doing import doing, done_of
from ticketing.domain.adherence.planning import planned
from ticketing.domain.adherence.tallying import Does, Held, Kept, Piece, held, summed, tally, wrong

__all__ = [
    "Does",
    "Held",
    "Kept",
    "Piece",
    "Slot",
    "doing",
    "done_of",
    "held",
    "planned",
    "summed",
    "tally",
    "understaffed",
    "wrong",
]
