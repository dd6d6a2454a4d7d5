"""A stretch of a list at a time: each row whole or not at all, the place reached kept in the same work."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy.exc import DataError, IntegrityError

from ticketing.actions import notices
from ticketing.actions.file_jobs.kinds import Importer
from ticketing.domain.events import FileJobEnded
from ticketing.domain.file_jobs import BadCell, Fault, JobState, Line, Table, Taken, read_cell
from ticketing.domain.file_jobs.cells import Reading, text_of
from ticketing.errors import TicketingError
from ticketing.models.file_jobs import FileFault, FileJob
from ticketing.work import Work

LEASE = timedelta(minutes=2)
ROWS_A_STEP = 50
MOST_ATTEMPTS = 5
LONGEST_VALUE = 200


def begin(work: Work, job_id: int, total: int) -> FileJob | None:
    """Take the job up with so many rows; None when there is nothing to do (done, called off)."""
    job = work.get(FileJob, job_id)
    if not job.is_open:
        return None
    job.total = total
    job.lease(work.now, work.now + LEASE)
    return job


def step(work: Work, job_id: int, importer: Importer, table: Table) -> bool:
    """Take the next rows in; whether any are left. A worker that dies leaves off behind whole rows."""
    job = work.get(FileJob, job_id)
    if job.state is not JobState.RUNNING:
        return False
    for line in table.lines[job.handled : job.handled + ROWS_A_STEP]:
        _row(work, job, importer, table, line)
    job.lease_until = work.now + LEASE
    if job.handled < len(table.lines):
        return True
    _end(work, job, JobState.DONE)
    return False


def fail(work: Work, job_id: int, reason: str, *, final: bool) -> None:
    """It cannot be read (`final`), or something broke: then it is tried again until its attempts are used up."""
    job = work.get(FileJob, job_id)
    if not job.is_open:
        return
    if final or job.attempts >= MOST_ATTEMPTS:
        _end(work, job, JobState.FAILED, reason)
    else:
        job.lease_until, job.reason = work.now + LEASE, reason


def _end(work: Work, job: FileJob, state: JobState, reason: str = "") -> None:
    job.end(state, work.now, reason)
    job.content = None
    work.record(FileJobEnded(job.id, state.value))
    params: notices.Params = {"job_id": job.id, "name": job.name, "bad": job.bad, "taken": job.handled - job.bad}
    kind = "file_done" if state is JobState.DONE else "file_failed"
    notices.tell(work, job.asked_by, kind, f"file_job:{job.id}", notices.Subject(), params)


def _row(work: Work, job: FileJob, importer: Importer, table: Table, line: Line) -> None:
    values, faults = _values(work, job, importer, table, line)
    taken = None
    if not faults:
        taken, faults = _taken(work, job, importer, values)
    if faults:
        work.session.add(_fault_row(job, table, line, faults))
    job.count(taken)


def _values(
    work: Work, job: FileJob, importer: Importer, table: Table, line: Line
) -> tuple[dict[str, Any], list[Fault]]:
    """Every cell of a row by its column's rule; all complaints at once."""
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    words: Mapping[str, Mapping[str, str]] = job.names.get("words", {})
    for at, key in table.head.keys.items():
        cell = line.cells[at] if at < len(line.cells) else None
        reading = Reading(work.centre.zone, work.centre.phone_region, words.get(key, {}))
        try:
            value = read_cell(importer.column(key), cell, reading)
        except BadCell as bad:
            faults.append(Fault(key, bad.code, text_of(cell)[:LONGEST_VALUE], bad.params))
        else:
            values |= {key: value} if value is not None else {}
    return values, faults


def _taken(work: Work, job: FileJob, importer: Importer, values: Mapping[str, Any]) -> tuple[Taken | None, list[Fault]]:
    """What the row came to, or why the house refused it; a row refused leaves no trace."""
    try:
        with work.undoable():
            return importer.take(work, job.params, values), []
    except TicketingError as refusal:
        return None, _faults_of(refusal, values)
    except IntegrityError:
        return None, [Fault("", "conflict")]
    except DataError:
        return None, [Fault("", "invalid")]


def _faults_of(refusal: TicketingError, values: Mapping[str, Any]) -> list[Fault]:
    errors = refusal.params.get("errors")
    params = {key: value for key, value in refusal.params.items() if key != "errors"}
    if not isinstance(errors, Mapping):
        return [Fault("", refusal.code, params=params)]
    return [
        Fault(str(key), str(codes[0] if isinstance(codes, list) else codes), text_of(values.get(key)), params)
        for key, codes in errors.items()
    ]


def _fault_row(job: FileJob, table: Table, line: Line, faults: Sequence[Fault]) -> FileFault:
    titles = {key: table.head.titles[at] for at, key in table.head.keys.items()}
    told = [
        {
            "column": one.column,
            "title": titles.get(one.column, ""),
            "code": one.code,
            "value": one.value[:LONGEST_VALUE],
            "params": dict(one.params),
        }
        for one in faults
    ]
    return FileFault(job_id=job.id, line=line.no, faults=told, cells=[text_of(cell)[:2_000] for cell in line.cells])
