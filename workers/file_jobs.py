"""Lists from files, worked through beside the requests: two lines for each row's worth, the rest in the core."""

import time

from sqlalchemy.orm import undefer

from ticketing.actions import file_jobs
from ticketing.actions.importers import IMPORTERS
from ticketing.auth.sessions import actor_of_person
from ticketing.db import begin, do, reading
from ticketing.domain.actors import SYSTEM, Actor
from ticketing.domain.file_jobs import Direction, Table, table_of
from ticketing.errors import TicketingError
from ticketing.models.file_jobs import FileJob
from workers import exports

#: Half of what a job may take; what is left then is offered again.
LONGEST_S = 450.0


def owe() -> None:
    """Offer the lists that nobody works on, forget the old ones."""
    with begin(SYSTEM) as work:
        file_jobs.hand_out(work)
        file_jobs.forget(work)


def run(job_id: int) -> None:
    """Take a list in from where it stands; a failure is noted and it is tried again."""
    try:
        _take_up(job_id)
    except TicketingError as refusal:
        with begin(SYSTEM) as work:
            file_jobs.fail(work, job_id, refusal.code, final=True)
    except Exception:
        with begin(SYSTEM) as work:
            file_jobs.fail(work, job_id, "internal", final=False)
        raise


def _take_up(job_id: int) -> None:
    with reading() as session:
        job = session.get(FileJob, job_id)
    if job is not None and job.direction is Direction.EXPORT:
        exports.make(job_id)
    else:
        _run(job_id)


def _run(job_id: int) -> None:
    read = _read(job_id)
    if read is None:
        return
    kind, actor, table = read
    with begin(SYSTEM) as work:
        job = file_jobs.begin(work, job_id, len(table.lines))
    until = time.monotonic() + LONGEST_S
    while job is not None and time.monotonic() < until:
        if not do(actor, lambda work: file_jobs.step(work, job_id, IMPORTERS[kind], table)):
            return


def _read(job_id: int) -> tuple[str, Actor, Table] | None:
    """The list itself and on whose behalf it is taken in; None when it is over."""
    with reading() as session:
        job = session.get(FileJob, job_id, options=[undefer(FileJob.content)])
        if job is None or not job.is_open or job.content is None:
            return None
        actor = actor_of_person(session, job.asker)
        return job.kind, actor, table_of(job.content, IMPORTERS[job.kind].columns, job.names["heads"])
