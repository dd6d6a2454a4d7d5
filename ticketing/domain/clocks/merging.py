"""R8: a ticket that takes up another answers for the older promise; taken back, it answers for its own again."""

from dataclasses import replace
from datetime import datetime

from ticketing.domain.clocks import machine
from ticketing.domain.clocks.ledger import Ledger, Moment
from ticketing.domain.clocks.records import ClockKind, ClockRecord, ClockState, Run


def inherited(ledger: Ledger, now: Moment, began_at: datetime) -> Ledger:
    """The open resolution clock counts from `began_at`, when the other matter began, if that was earlier."""
    clock = ledger.latest(ClockKind.RESOLUTION)
    if clock is None or not clock.is_open or began_at >= clock.started_at:
        return ledger
    older = Run(began_at, clock.started_at)
    return ledger.replaced(_counted(replace(clock, started_at=began_at, runs=(older, *clock.runs)), now))


def disinherited(ledger: Ledger, now: Moment, older: Run) -> Ledger:
    """The clock without the stretch that it had inherited; one that has ended since keeps its result."""
    clock = ledger.latest(ClockKind.RESOLUTION)
    if clock is None or not clock.is_open or older not in clock.runs:
        return ledger
    runs = tuple(run for run in clock.runs if run != older)
    own = replace(clock, started_at=max(clock.started_at, older.ended_at), runs=runs, breached_at=None)
    return ledger.replaced(_counted(own, now))


def _counted(clock: ClockRecord, now: Moment) -> ClockRecord:
    """Elapsed, due and broken as the runs have it; a breach is dated at the instant it should have happened."""
    used, broken_at = 0, clock.breached_at
    for run in sorted(clock.runs, key=lambda one: one.began_at):
        due = now.time.add(run.began_at, max(0, clock.allowance_s - used))
        broken_at = broken_at or (due if due < run.ended_at else None)
        used += now.time.between(run.began_at, run.ended_at)
    counted = replace(
        clock, elapsed_s=used, breached_at=broken_at, due_at=broken_at, warn_at=(), generation=clock.generation + 1
    )
    return _running(counted, now) if counted.state is ClockState.RUNNING and broken_at is None else counted


def _running(clock: ClockRecord, now: Moment) -> ClockRecord:
    due = now.time.add(clock.resumed_at or now.at, max(0, clock.allowance_s - clock.elapsed_s))
    if due < now.at:
        return replace(clock, due_at=due, breached_at=due)
    terms = now.terms(clock)
    return machine.dated(clock, now.at, terms, now.time) if terms else replace(clock, due_at=due)
