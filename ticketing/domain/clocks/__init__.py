"""Service clocks: pure functions from a stored clock and an event to the next stored clock."""

from ticketing.domain.clocks.records import (
    OPEN_STATES,
    ClockFlag,
    ClockKind,
    ClockRecord,
    ClockState,
    Run,
    SegmentType,
)

__all__ = ["OPEN_STATES", "ClockFlag", "ClockKind", "ClockRecord", "ClockState", "Run", "SegmentType"]
