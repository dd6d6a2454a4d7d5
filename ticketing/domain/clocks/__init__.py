"""Service clocks: pure functions from a stored clock and an event to the next stored clock."""

from ticketing.domain.clocks.ledger import Ledger, Moment, lowering_needs_supervisor
from ticketing.domain.clocks.machine import elapsed_s, judge, overdue_s
from ticketing.domain.clocks.policies import Apply, Policy, Reopening, ReopenMode, Terms
from ticketing.domain.clocks.records import (
    OPEN_STATES,
    ClockFlag,
    ClockKind,
    ClockRecord,
    ClockState,
    Run,
)
from ticketing.domain.clocks.switching import History, Switch

__all__ = [
    "OPEN_STATES",
    "Apply",
    "ClockFlag",
    "ClockKind",
    "ClockRecord",
    "ClockState",
    "History",
    "Ledger",
    "Moment",
    "Policy",
    "ReopenMode",
    "Reopening",
    "Run",
    "Switch",
    "Terms",
    "elapsed_s",
    "judge",
    "lowering_needs_supervisor",
    "overdue_s",
]
