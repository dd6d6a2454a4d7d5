"""Judges shifts that are over, judges days again whose roster was changed, and makes weeks public."""

from datetime import date

from ticketing.actions import attendance, escalations, presence
from ticketing.actions.presence import break_line
from ticketing.db import do
from ticketing.domain.actors import SYSTEM
from ticketing.work import Work

#: Nobody waits for an old day, and other things are due: so many batches at a time.
BATCHES = 5


def settle() -> None:
    """A few batches of what is owed; the rest the next time."""
    for _ in range(BATCHES):
        if do(SYSTEM, attendance.settle) == 0:
            return


def publish() -> None:
    """Last week on Monday at six, and weeks again of which a day was put right."""
    do(SYSTEM, attendance.publish_weeks)


def remind() -> None:
    """Missed punches that nobody has certified for three working days."""
    do(SYSTEM, attendance.remind)


def breaks() -> None:
    """Who is next in line for a break."""
    do(SYSTEM, break_line.advance)


def plan_ends() -> None:
    """The ends of shifts that come within minutes."""
    do(SYSTEM, presence.plan_ends)


def recompute(roster_id: int, version: int, days: list[str], people: list[int]) -> None:
    """A published change of days that have begun: judge them again, up to five weeks back, a batch a transaction."""

    def deed(work: Work) -> None:
        today = work.centre.day_of(work.now)
        begun = [day for day in map(date.fromisoformat, days) if today - attendance.LOOKS_BACK <= day <= today]
        attendance.mark(work.session, [(one, day) for one in people for day in begun], "schedule")

    # Who was told of something and is not here any more, by this change, is followed by whoever is.
    do(SYSTEM, lambda work: len(escalations.hand_over(work)))
    do(SYSTEM, deed)
    while do(SYSTEM, attendance.settle):
        pass
