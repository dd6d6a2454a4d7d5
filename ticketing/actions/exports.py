"""Lists given out as files, made beside the requests with the rights of whoever asked; each leaves an audit row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from ticketing.actions import audit
from ticketing.domain.actors import Actor
from ticketing.domain.events import FileJobEnded, FileJobOwed
from ticketing.domain.file_jobs import OPEN_JOBS, Direction, JobState
from ticketing.domain.permissions import Permission, Reach, reaches_of
from ticketing.errors import Forbidden, Gone, Invalid, NotFound, TooMany
from ticketing.models.file_jobs import FileJob
from ticketing.queries import finding
from ticketing.reports import choice, customer_sheet, made, ticket_list
from ticketing.work import Work

#: What each list may show.
COLUMNS = {"tickets": ticket_list.KEYS, "customers": customer_sheet.KEYS}
USUAL = {"tickets": ticket_list.USUAL, "customers": customer_sheet.KEYS}
FORMATS = ("csv", "xlsx")
#: Agents take their own work along, not the card index.
MOST_OF_AN_AGENT, MOST = 200, 50_000
MOST_WAITING = 5
LEASE = timedelta(minutes=2)
#: So long a file may be taken; then its rows may have changed, and who may see them.
GOOD_FOR = timedelta(hours=24)


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
    known = _known(work, wanted)
    if set(wanted.columns) - set(known):
        raise Invalid("unknown_column", errors={"columns": ["unknown_column"]})
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
            name=_file_name(work, wanted),
            params={
                "format": wanted.format,
                "words": dict(wanted.words),
                "columns": list(wanted.columns or USUAL.get(wanted.kind, known)),
                "language": wanted.language,
            },
        )
    )
    work.record(FileJobOwed(job.id))
    audit.record(work, "export_asked", f"file_job:{job.id}", list=wanted.kind, wanted=dict(wanted.words))
    return job


def _file_name(work: Work, wanted: Wanted) -> str:
    """A sheet's key has a colon before it, which no file may."""
    at = work.now.astimezone(work.centre.zone)
    return f"{wanted.kind.replace(':', '-')}-{at:%Y%m%d-%H%M%S}.{wanted.format}"


def _known(work: Work, wanted: Wanted) -> Sequence[str]:
    """The columns that the list has; its filter is read, so that nonsense is refused before it is owed."""
    if wanted.kind in COLUMNS:
        finding.read(wanted.words, finding.Asked(work.now, work.centre.zone))
        return COLUMNS[wanted.kind]
    made.entry_of(work.actor, choice.key_of(wanted.kind))
    days_of(wanted.words)
    return choice.columns_of(wanted.kind) or ()


def days_of(words: Mapping[str, str]) -> tuple[date, date]:
    """First and last day of a sheet that is asked for as a file; `bad_filter` for anything else."""
    try:
        first = date.fromisoformat(words.get("on", ""))
        return first, date.fromisoformat(words.get("to") or words["on"])
    except ValueError as error:
        raise Invalid("bad_filter", errors={"wanted": ["on", "to"]}) from error


def cancel(work: Work, job_id: int) -> FileJob:
    """Call one's own file off; what was written of it so far is not kept. `job_ended` once it is there."""
    work.require(Permission.FILE_EXPORT)
    job = work.get(FileJob, job_id)
    if job.asked_by != work.actor.id or job.direction is not Direction.EXPORT:
        raise NotFound(what="file_jobs")
    job.end(JobState.CANCELLED, work.now)
    work.record(FileJobEnded(job.id, job.state.value))
    audit.record(work, "export_cancelled", f"file_job:{job.id}", list=job.kind)
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
    if job.finished_at is not None and work.now - job.finished_at > GOOD_FOR:
        raise Gone("export_expired")
    audit.record(work, "export_fetched", f"file_job:{job.id}", rows=job.handled)
    return job
