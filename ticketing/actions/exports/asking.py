"""Asking for a file, and calling it off."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from ticketing.actions import audit
from ticketing.actions.exports import limits
from ticketing.actions.exports.wanted import COLUMNS, USUAL, Wanted
from ticketing.domain.events import FileJobEnded, FileJobOwed
from ticketing.domain.file_jobs import Direction, JobState
from ticketing.domain.permissions import Permission
from ticketing.errors import Forbidden, Invalid, NotFound
from ticketing.models.custom_reports import CustomReportOrder
from ticketing.models.file_jobs import FileJob
from ticketing.queries import custom_reports, finding
from ticketing.reports import choice, made
from ticketing.work import Work

CUSTOM = "custom:"


def ask(work: Work, wanted: Wanted) -> FileJob:
    """Owe a file. `bad_filter`, `unknown_column`; 429 `too_many_exports` and `export_cap`."""
    work.require(Permission.FILE_EXPORT)
    if work.actor.id is None:
        raise Forbidden(permission=Permission.FILE_EXPORT.value)
    known = checked(work, wanted)
    limits.check(work, work.actor)
    return owe(work, work.actor.id, wanted, columns=list(wanted.columns or USUAL.get(wanted.kind, known)))


def owe(work: Work, person_id: int, wanted: Wanted, **more: Any) -> FileJob:
    """The job of a file that may be made; `more` goes into its parameters."""
    params = {"format": wanted.format, "words": dict(wanted.words), "language": wanted.language}
    job = work.add(
        FileJob(
            direction=Direction.EXPORT,
            kind=wanted.kind,
            asked_by=person_id,
            asked_at=work.now,
            params={**params, "columns": list(wanted.columns), **more},
        )
    )
    job.name = _file_name(work, wanted, job.id)
    work.record(FileJobOwed(job.id))
    audit.record(work, "export_asked", f"file_job:{job.id}", list=wanted.kind, wanted=dict(wanted.words))
    return job


def owe_ordered(work: Work, order: CustomReportOrder, on: date) -> FileJob:
    """The file of a report that somebody ordered, as of the morning of a day; made with their rights of then."""
    wanted = Wanted(f"{CUSTOM}{order.report_id}", "xlsx", {}, (), order.person.language or "zh_CN")
    return owe(work, order.person_id, wanted, on=on.isoformat(), ordered=order.cadence.value)


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


def checked(work: Work, wanted: Wanted) -> Sequence[str]:
    """The columns that the list has; its filter is read, so that nonsense is refused before it is owed."""
    known = _known(work, wanted)
    if set(wanted.columns) - set(known):
        raise Invalid("unknown_column", errors={"columns": ["unknown_column"]})
    return known


def _known(work: Work, wanted: Wanted) -> Sequence[str]:
    if wanted.kind in COLUMNS:
        finding.read(wanted.words, finding.Asked(work.now, work.centre.zone))
        return COLUMNS[wanted.kind]
    if wanted.kind.startswith(CUSTOM):
        number = wanted.kind.removeprefix(CUSTOM)
        if not number.isascii() or not number.isdigit() or len(number) > 18:
            raise NotFound(what="custom_reports")
        if custom_reports.one(work.session, work.actor, int(number)) is None:
            raise NotFound(what="custom_reports")
        return ()
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


def _file_name(work: Work, wanted: Wanted, job_id: int) -> str:
    """With the mark by which the audit knows the file again; a sheet's key has a colon before it, which no file may."""
    at = work.now.astimezone(work.centre.zone)
    return f"{wanted.kind.replace(':', '-')}-{at:%Y%m%d-%H%M%S}-{watermark(job_id)}.{wanted.format}"


def watermark(job_id: int) -> str:
    """Stands in the file and in its name: whose it is and what it holds is in the audit under the job."""
    return f"E{job_id}"
