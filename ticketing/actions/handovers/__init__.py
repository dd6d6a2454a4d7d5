"""Handing a shift over: the sheet, who takes it over, and whoever is told when nobody does."""

from ticketing.actions.handovers.sheets import (
    HANDOVER_TIMER,
    accept,
    expect_filed,
    file_sheet,
    leave_without,
    unaccepted,
)

__all__ = ["HANDOVER_TIMER", "accept", "expect_filed", "file_sheet", "leave_without", "unaccepted"]
