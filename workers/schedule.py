"""What runs now and then: each line asks the database what is owed, so a missed or doubled run does no harm."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import structlog

from workers import (
    attendance,
    calls,
    counts,
    deadlines,
    equipment_checks,
    erasures,
    escalations,
    figures,
    file_jobs,
    giving,
    quality,
    reports,
    services,
    timelines,
)
from workers.outward import hooks, messages
from workers.rosters import runs

log = structlog.get_logger()


@dataclass(frozen=True)
class Periodic:
    """`run` is called every `every_s` seconds, in no transaction, on every node that has a clock."""

    name: str
    every_s: float
    run: Callable[[], None]


#: What people wait for, beside the dispatcher.
TIMELY: Sequence[Periodic] = (
    Periodic("miss the consoles that went silent", 10.0, timelines.miss),
    Periodic("write down the sheets that the night owes", 30.0, reports.owe),
    Periodic("notice what came too late for its sheet", 60.0, reports.notice),
    Periodic("offer the lists that nobody takes in", 30.0, file_jobs.owe),
    Periodic("take up the edits whose worker is gone", 30.0, deadlines.owe),
    Periodic("take up the rosters whose worker is gone", 60.0, runs.owe),
    Periodic("hand open escalations to the shift that has come", 60.0, escalations.hand_over),
    Periodic("write down the equipment checks that are due", 60.0, equipment_checks.owe),
    Periodic("draw the calls of last week that are to be heard", 60.0, quality.draw),
    Periodic("give tickets to those who are here", 2.0, giving.give),
    Periodic("take tickets back from those who went home", 15.0, giving.take_back),
    Periodic("tell who is next in line for a break", 3.0, attendance.breaks),
    Periodic("plan the ends of shifts that come", 30.0, attendance.plan_ends),
    Periodic("judge the shifts that are over", 20.0, attendance.settle),
    Periodic("make last week's attendance public", 60.0, attendance.publish),
    Periodic("tell who must certify a missed punch", 300.0, attendance.remind),
    Periodic("note how our own services are", 60.0, services.note),
    Periodic("sum what changed into the counts of tickets", 5.0, counts.settle),
)
#: What follows from the log and may lag a little behind it.
BOOKS: Sequence[Periodic] = (
    Periodic("work out the calls that the log touched", 0.5, calls.work_out),
    Periodic("end the calls that a restart cut off", 60.0, calls.sweep),
    Periodic("add up the days that are over", 60.0, figures.settle),
    Periodic("forget what hung on old messages", 3_600.0, messages.forget_files),
    Periodic("forget what was told a month ago", 3_600.0, hooks.forget),
    Periodic("erase the persons who asked for it", 5.0, erasures.erase_owed),
)
PERIODIC: Sequence[Periodic] = (*BOOKS[:2], *TIMELY, *BOOKS[2:])


class Schedule:
    """Runs what its time has come for, one after the other."""

    def __init__(self, jobs: Sequence[Periodic]) -> None:
        # Everything is due at the start: that is how a night that was slept through is made up.
        self._due = dict.fromkeys(jobs, 0.0)

    def step(self) -> float:
        """Run what is due; a job that fails is tried again at its next time, and the others run all the same."""
        for job, due in list(self._due.items()):
            if time.monotonic() >= due:
                self._due[job] = time.monotonic() + job.every_s
                try:
                    job.run()
                except Exception:
                    log.exception("periodic_failed", job=job.name)
        return 1.0
