"""Calls cut off by a fault enter the register by themselves, and somebody rings back."""

from ticketing.actions.cutoffs.by_hand import register
from ticketing.actions.cutoffs.consider import (
    CHECK,
    CHECK_TIMER,
    LIVE_US,
    check_due,
    consider,
    consider_later,
    hold,
    registered,
)
from ticketing.actions.cutoffs.heard import Suspects, cause_of, of_calls, suspects_of
from ticketing.actions.cutoffs.note import note

__all__ = [
    "CHECK",
    "CHECK_TIMER",
    "LIVE_US",
    "Suspects",
    "cause_of",
    "check_due",
    "consider",
    "consider_later",
    "hold",
    "note",
    "of_calls",
    "register",
    "registered",
    "suspects_of",
]
