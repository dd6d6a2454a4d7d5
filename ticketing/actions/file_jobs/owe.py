"""Offer what nobody works on, and forget what nobody needs any more."""

from datetime import timedelta

import sqlalchemy as sa

from ticketing.domain.events import FileJobOwed
from ticketing.domain.file_jobs import OPEN_JOBS
from ticketing.models.file_jobs import FileJob
from ticketing.work import Work

#: A list that was asked for is announced at once; so long after, it is offered again.
OFFERED_AGAIN_AFTER = timedelta(minutes=2)
#: Files and the cells of bad rows hold names and numbers: they are kept for a week.
KEPT_FOR = timedelta(days=7)
MOST_AT_ONCE = 100


def hand_out(work: Work) -> list[int]:
    """The lists that wait for a worker, or whose worker died; each is announced again. Safe to run at any time."""
    forgotten = sa.and_(FileJob.lease_until.is_(None), FileJob.asked_at <= work.now - OFFERED_AGAIN_AFTER)
    waiting = work.session.scalars(
        sa.select(FileJob)
        .where(FileJob.state.in_(OPEN_JOBS), sa.or_(FileJob.lease_until <= work.now, forgotten))
        .order_by(FileJob.id)
        .limit(MOST_AT_ONCE)
        .with_for_update(skip_locked=True)
    ).all()
    for job in waiting:
        job.lease_until = work.now + OFFERED_AGAIN_AFTER
        work.record(FileJobOwed(job.id))
    return [job.id for job in waiting]


def forget(work: Work) -> int:
    """Delete the lists that ended a week ago, with their bad rows; gives how many."""
    old = sa.delete(FileJob).where(FileJob.state.not_in(OPEN_JOBS), FileJob.finished_at < work.now - KEPT_FOR)
    return len(work.session.scalars(old.returning(FileJob.id).execution_options(synchronize_session=False)).all())
