"""Lists given out as files, made beside the requests with the rights of whoever asked; each leaves an audit row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from ticketing.actions import audit
from ticketing.domain.actors import Actor
from ticketing.domain.events import FileJobEnded, FileJobOwed
from ticketing.domain.file_jobs import OPEN_JOBS, Direction, JobState
from ticketing.domain.permissions import Permission, Reach, reaches_of
from ticketing.errors import Forbidden, Invalid, NotFound, TooMany
from ticketing.models.file_jobs import FileJob
from ticketing.queries import finding
from ticketing.reports import customer_sheet, ticket_list
from ticketing.work import Work

#: What each list may show.
COLUMNS = {"tickets": ticket_list.KEYS, "customers": customer_sheet.KEYS}
USUAL = {"tickets": ticket_list.USUAL, "customers": customer_sheet.KEYS}
FORMATS = ("csv", "xlsx")
#: Agents take their own work along, not the card index.
MOST_OF_AN_AGENT, MOST = 200, 50_000
MOST_WAITING = 5
LEASE = timedelta(minutes=2)


@dataclass(frozen=True)
class Wanted:
    """Which list, narrowed by which words, in which columns (none: the usual), in whose language."""

    kind: str
    format: str
    words: Mapping[str, str]
    columns: Sequence[str]
    language: str


def ask(work: Work, wanted: Wanted) -> FileJob:
    """Owe a file. `bad_filter`, `unknown_column`, and 429 `too_many_exports` while five of one's own wait."""
    work.require(Permission.FILE_EXPORT)
    if work.actor.id is None:
        raise Forbidden(permission=Permission.FILE_EXPORT.value)
    known = COLUMNS[wanted.kind]
    if set(wanted.columns) - set(known):
        raise Invalid("unknown_column", errors={"columns": ["unknown_column"]})
    finding.read(wanted.words, finding.Asked(work.now, work.centre.zone))
    own = sa.select(sa.func.count()).where(
        FileJob.asked_by == work.actor.id, FileJob.direction == Direction.EXPORT, FileJob.state.in_(OPEN_JOBS)
    )
    if (work.session.scalar(own) or 0) >= MOST_WAITING:
        raise TooMany("too_many_exports", retry_after_s=60)
    job = work.add(
        FileJob(
            direction=Direction.EXPORT,
            kind=wanted.kind,
            asked_by=work.actor.id,
            asked_at=work.now,
            name=f"{wanted.kind}-{work.now.astimezone(work.centre.zone):%Y%m%d-%H%M%S}.{wanted.format}",
            params={
                "format": wanted.format,
                "words": dict(wanted.words),
                "columns": list(wanted.columns or USUAL[wanted.kind]),
                "language": wanted.language,
            },
        )
    )
    work.record(FileJobOwed(job.id))
    audit.record(work, "export_asked", f"file_job:{job.id}", list=wanted.kind, wanted=dict(wanted.words))
    return job


def most(actor: Actor) -> int:
    """How many rows somebody may take along at once."""
    return MOST_OF_AN_AGENT if reaches_of(actor, Permission.FILE_EXPORT) == {Reach.OWN} else MOST


def come_so_far(work: Work, job_id: int, handled: int) -> bool:
    """Note the rows so far; whether to go on."""
    job = work.get(FileJob, job_id)
    job.handled, job.lease_until = handled, work.now + LEASE
    return job.is_open


def finish(work: Work, job_id: int, content: bytes, rows: int) -> None:
    """The file is there; who took which list along, and how many rows of it, stands in the audit."""
    job = work.get(FileJob, job_id)
    if not job.is_open:
        return
    job.end(JobState.DONE, work.now)
    job.content, job.handled, job.total, job.added = content, rows, rows, rows
    work.record(FileJobEnded(job.id, job.state.value))
    words = job.params.get("words", {})
    audit.record(work, "exported", f"file_job:{job.id}", list=job.kind, rows=rows, wanted=words)


def fetched(work: Work, job_id: int) -> FileJob:
    """Note that whoever asked for it takes the file; anybody else's does not exist. 404 once it is deleted."""
    work.require(Permission.FILE_EXPORT)
    job = work.get(FileJob, job_id)
    if job.asked_by != work.actor.id or job.direction is not Direction.EXPORT or job.content is None:
        raise NotFound(what="file_jobs")
    audit.record(work, "export_fetched", f"file_job:{job.id}", rows=job.handled)
    return job
