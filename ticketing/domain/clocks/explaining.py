"""Why a clock shows what it shows: every stretch it ran, the open hours inside it, and the running total (R12)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from ticketing.domain.calendars import WorkingTime
from ticketing.domain.clocks.records import ClockRecord, Run


@dataclass(frozen=True)
class Stretch:
    """Open time of the calendar in which the clock ran; `total_s` includes it. Pauses and closed hours lie between."""

    began_at: datetime
    ended_at: datetime
    working_s: int
    total_s: int


@dataclass(frozen=True)
class Unusual:
    """A day within the clock's run that had other hours: holiday, makeup or special, by its name."""

    on: date
    type: str
    name: str


#: A stretch of a clock with the working time that it is reckoned by.
Counted = tuple[Run, WorkingTime]


def explain(clock: ClockRecord, at: datetime, time: WorkingTime) -> Iterator[Stretch]:
    """The stretches that add up to the elapsed seconds of `clock` at `at`, in order, all on one calendar."""
    return stretches([(run, time) for run in ran(clock, at)])


def stretches(counted: Sequence[Counted]) -> Iterator[Stretch]:
    """The open hours inside these runs with their running total."""
    total = 0
    for run, time in counted:
        for began_at, ended_at in time.spans(run.began_at, run.ended_at):
            working = time.between(began_at, ended_at)
            total += working
            yield Stretch(began_at, ended_at, working, total)


def unusual_days(counted: Sequence[Counted]) -> list[Unusual]:
    """The holidays, make-up and special days that the runs went through."""
    found = {
        (day, type_, name) for run, time in counted for day, type_, name in time.unusual(run.began_at, run.ended_at)
    }
    return [Unusual(*one) for one in sorted(found)]


def by_team(counted: Sequence[Counted], hands: Sequence[tuple[datetime, str]]) -> dict[str, int]:
    """The working seconds that each team had it: `hands` says from when on which team (R7); they add up to all."""
    seconds: dict[str, int] = {}
    for index, (since, team) in enumerate(hands):
        until = hands[index + 1][0] if index + 1 < len(hands) else None
        for run, time in counted:
            began = run.began_at if index == 0 else max(run.began_at, since)
            ended = min(run.ended_at, until) if until else run.ended_at
            seconds[team] = seconds.get(team, 0) + (time.between(began, ended) if began < ended else 0)
    return seconds


def ran(clock: ClockRecord, at: datetime) -> tuple[Run, ...]:
    """The finished runs, and the one that lasts up to `at`."""
    return (*clock.runs, Run(clock.resumed_at, at)) if clock.resumed_at else clock.runs
