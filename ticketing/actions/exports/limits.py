"""How much one person takes along: of one list, within a day, and for how long a file may be taken."""

from datetime import timedelta

import sqlalchemy as sa

from ticketing.domain.actors import Actor
from ticketing.domain.file_jobs import Direction, JobState
from ticketing.domain.permissions import Permission, Reach, reaches_of
from ticketing.errors import TooMany
from ticketing.models.file_jobs import FileJob
from ticketing.work import Work

#: Rows of one file: agents take their own work along, not the card index.
MOST_OF_AN_AGENT, MOST = 200, 50_000
#: Rows of all the files of one person within a day.
DAILY_OF_AN_AGENT, DAILY = 1_000, 200_000
MOST_WAITING = 5
LEASE = timedelta(minutes=2)
#: So long a file may be taken; then its rows may have changed, and who may see them.
GOOD_FOR = timedelta(hours=24)
_DAY = timedelta(hours=24)


def most(actor: Actor) -> int:
    """How many rows somebody may take along at once."""
    return MOST_OF_AN_AGENT if _is_agent(actor) else MOST


def allowed(work: Work, actor: Actor) -> int:
    """How many rows they may take along now: what a file may hold, within what is left of the day."""
    left = (DAILY_OF_AN_AGENT if _is_agent(actor) else DAILY) - _taken(work, actor)
    return max(min(most(actor), left), 0)


def check(work: Work, actor: Actor) -> None:
    """429 `too_many_exports` while five of one's own wait, `export_cap` once the day's rows are taken."""
    waiting = sa.select(sa.func.count()).where(*_own(actor), FileJob.state.in_((JobState.OWED, JobState.RUNNING)))
    if (work.session.scalar(waiting) or 0) >= MOST_WAITING:
        raise TooMany("too_many_exports", retry_after_s=60)
    if allowed(work, actor) == 0:
        raise TooMany("export_cap", retry_after_s=3_600)


def _is_agent(actor: Actor) -> bool:
    return reaches_of(actor, Permission.FILE_EXPORT) == {Reach.OWN}


def _taken(work: Work, actor: Actor) -> int:
    rows = sa.select(sa.func.coalesce(sa.func.sum(FileJob.handled), 0)).where(
        *_own(actor), FileJob.state == JobState.DONE, FileJob.finished_at > work.now - _DAY
    )
    return int(work.session.scalar(rows) or 0)


def _own(actor: Actor) -> tuple[sa.ColumnElement[bool], ...]:
    return FileJob.asked_by == actor.id, FileJob.direction == Direction.EXPORT
