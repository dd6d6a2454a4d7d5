"""Hand a list in; who asked may call it off as long as it is not through."""

from dataclasses import dataclass, field
from typing import Any

from ticketing.actions import audit
from ticketing.actions.file_jobs.kinds import Importer
from ticketing.domain.events import FileJobEnded, FileJobOwed
from ticketing.domain.file_jobs import Direction, JobState, Names, head_of
from ticketing.domain.permissions import Permission
from ticketing.errors import Forbidden
from ticketing.models.file_jobs import FileJob
from ticketing.work import Work

LONGEST_NAME = 120


@dataclass(frozen=True)
class Handed:
    """A file as it came: its name as its owner knows it, its bytes, how heads and words are written."""

    name: str
    content: bytes
    names: Names
    params: dict[str, Any] = field(default_factory=dict)


def take_in(work: Work, importer: Importer, handed: Handed) -> FileJob:
    """Owe the import of a list; a worker takes it up. What can be seen at once is refused at once: a file that is
    none (`bad_file`, `file_too_large`), a head without the columns that must be there (`no_head`)."""
    work.require(Permission.FILE_IMPORT)
    work.require(importer.permission)
    if work.actor.id is None:
        raise Forbidden(permission=Permission.FILE_IMPORT.value)
    params = importer.prepare(work, handed.params)
    head = head_of(handed.content, importer.columns, handed.names.heads)
    job = work.add(
        FileJob(
            direction=Direction.IMPORT,
            kind=importer.kind,
            state=JobState.OWED,
            asked_by=work.actor.id,
            asked_at=work.now,
            name=handed.name[-LONGEST_NAME:],
            params=params,
            names={"heads": dict(handed.names.heads), "words": {k: dict(v) for k, v in handed.names.words.items()}},
            titles=list(head.titles),
            content=handed.content,
        )
    )
    work.record(FileJobOwed(job.id))
    audit.record(work, "import_asked", f"file_job:{job.id}", kind=importer.kind, name=job.name)
    return job


def call_off(work: Work, job_id: int) -> FileJob:
    """No further row is handled; what was done stays. 409 `job_ended` when it is through."""
    work.require(Permission.FILE_IMPORT)
    job = work.get(FileJob, job_id)
    work.require(Permission.FILE_IMPORT, job.target)
    job.end(JobState.CANCELLED, work.now)
    job.content = None
    work.record(FileJobEnded(job.id, job.state.value))
    return job
