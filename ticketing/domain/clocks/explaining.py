"""Why a clock shows what it shows: every stretch it ran, the open hours inside it, and the running total (R12)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from ticketing.domain.calendars import WorkingTime
from ticketing.domain.clocks.records import ClockRecord, Run


@dataclass(frozen=True)
class Stretch:
    """Open time of the calendar in which the clock ran; `total_s` includes it. Pauses and closed hours lie between."""

    began_at: datetime
    ended_at: datetime
    working_s: int
    total_s: int


def explain(clock: ClockRecord, at: datetime, time: WorkingTime) -> Iterator[Stretch]:
    """The stretches that add up to the elapsed seconds of `clock` at `at`, in order."""
    total = 0
    for run in _runs(clock, at):
        for began_at, ended_at in time.spans(run.began_at, run.ended_at):
            working = time.between(began_at, ended_at)
            total += working
            yield Stretch(began_at, ended_at, working, total)


def _runs(clock: ClockRecord, at: datetime) -> tuple[Run, ...]:
    return (*clock.runs, Run(clock.resumed_at, at)) if clock.resumed_at else clock.runs
