"""A file while it is made, when it is there, and when it is taken."""

from ticketing.actions import audit, notices
from ticketing.actions.deliveries import LARGEST_FILE, OutFile, deliver, to_person
from ticketing.actions.exports.limits import GOOD_FOR, LEASE
from ticketing.domain.deliveries import Channel, Template
from ticketing.domain.events import FileJobEnded
from ticketing.domain.file_jobs import Direction, JobState
from ticketing.domain.permissions import Permission
from ticketing.errors import Gone, NotFound
from ticketing.models.file_jobs import FileJob
from ticketing.work import Work

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def come_so_far(work: Work, job_id: int, handled: int) -> bool:
    """Note the rows so far; whether to go on."""
    job = work.get(FileJob, job_id)
    job.handled, job.lease_until = handled, work.now + LEASE
    return job.is_open


def finish(work: Work, job_id: int, content: bytes, rows: int) -> None:
    """The file is there and its owner is told; who took which list along, and how much of it, stands in the audit."""
    job = work.get(FileJob, job_id)
    if not job.is_open:
        return
    job.end(JobState.DONE, work.now)
    job.content, job.handled, job.total, job.added = content, rows, rows, rows
    work.record(FileJobEnded(job.id, job.state.value))
    words = job.params.get("words", {})
    is_open = {"open_numbers": job.params["open"]} if "open" in job.params else {}
    audit.record(work, "exported", f"file_job:{job.id}", list=job.kind, rows=rows, wanted=words, **is_open)
    params: notices.Params = {"name": job.name, "rows": rows}
    notices.tell(work, job.asked_by, "export_done", f"file_job:{job.id}", notices.Subject(), params)
    if "ordered" in job.params:
        _mail(work, job, content)


def _mail(work: Work, job: FileJob, content: bytes) -> None:
    """What somebody ordered comes to them, if they have an address and it is not too large for a mail."""
    to = to_person(job.asker, Channel.EMAIL)
    if to is None:
        return
    values = {"title": job.name, "on": str(job.params["on"]), "detail": "", "link": "/exports"}
    files = [OutFile(job.name, _XLSX, content)] if len(content) <= LARGEST_FILE else []
    key = f"export:{job.id}"
    deliver(work, channel=Channel.EMAIL, to=to, template=Template.REPORT, values=values, key=key, files=files)


def fetched(work: Work, job_id: int) -> FileJob:
    """Note that whoever asked for it takes the file; anybody else's does not exist. 404 once it is deleted."""
    work.require(Permission.FILE_EXPORT)
    job = work.get(FileJob, job_id)
    if job.asked_by != work.actor.id or job.direction is not Direction.EXPORT:
        raise NotFound(what="file_jobs")
    if job.state is JobState.DONE and (job.content is None or _is_over(work, job)):
        raise Gone("export_expired")
    if job.content is None:
        raise NotFound(what="file_jobs")
    audit.record(work, "export_fetched", f"file_job:{job.id}", rows=job.handled)
    return job


def _is_over(work: Work, job: FileJob) -> bool:
    return job.finished_at is not None and work.now - job.finished_at > GOOD_FOR
