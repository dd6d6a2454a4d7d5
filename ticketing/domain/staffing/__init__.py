"""How many agents a stretch of a day needs: the formulas, what to expect, and why just so many."""

from ticketing.domain.staffing.erlang import SLOT_S, Level, Load, least, level
from ticketing.domain.staffing.forecast import DayClass, Expected, Omitted, Slot, class_of, days_like, expected
from ticketing.domain.staffing.need import ENOUGH_ABANDONED, SHRINKAGE, Need, Target, need_of, patience

__all__ = [
    "ENOUGH_ABANDONED",
    "SHRINKAGE",
    "SLOT_S",
    "DayClass",
    "Expected",
    "Level",
    "Load",
    "Need",
    "Omitted",
    "Slot",
    "Target",
    "class_of",
    "days_like",
    "expected",
    "least",
    "level",
    "need_of",
    "patience",
]
