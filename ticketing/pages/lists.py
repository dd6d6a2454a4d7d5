"""Lists taken in from files: how far each is, and the rows that came back with line, column and reason."""

from typing import Any

from flask import Blueprint, render_template, request
from flask_babel import gettext

from ticketing.actions.importers import IMPORTERS
from ticketing.auth import current_actor, needs
from ticketing.db import reading
from ticketing.domain.permissions import Permission
from ticketing.errors import NotFound
from ticketing.models.file_jobs import FileFault, FileJob
from ticketing.queries import file_jobs
from ticketing.reports.faults import reason_of

blueprint = Blueprint("list_pages", __name__, url_prefix="/lists")

PER_PAGE = 100


@blueprint.get("")
@needs(Permission.FILE_IMPORT)
def taken_in() -> str:
    """The newest first, and the empty forms."""
    with reading() as session:
        rows = file_jobs.page(session, current_actor(), None, None, PER_PAGE)
    titles = {kind: gettext(one.title) for kind, one in IMPORTERS.items()}
    return render_template("lists/list.html", rows=rows, titles=titles)


@blueprint.get("/<int:job_id>")
@needs(Permission.FILE_IMPORT)
def one(job_id: int) -> str:
    """One list with its bad rows; `after` goes on behind a line."""
    text = request.args.get("after", "0")
    after = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
    with reading() as session:
        job = _of(session, job_id)
        found = file_jobs.faults(session, job_id, after, PER_PAGE + 1)
    faults = [_told(fault) for fault in found[:PER_PAGE]]
    more = found[PER_PAGE - 1].line if len(found) > PER_PAGE else None
    title = gettext(IMPORTERS[job.kind].title)
    return render_template("lists/one.html", job=job, faults=faults, more=more, title=title)


@blueprint.get("/<int:job_id>/progress")
@needs(Permission.FILE_IMPORT)
def progress(job_id: int) -> str:
    """The bar alone; a page asks for it once a second until the list is through."""
    with reading() as session:
        return render_template("lists/_progress.html", job=_of(session, job_id))


def _of(session: Any, job_id: int) -> FileJob:
    job = file_jobs.one(session, current_actor(), job_id)
    if job is None:
        raise NotFound()
    return job


def _told(fault: FileFault) -> dict[str, Any]:
    said = [(one["title"], one["value"], reason_of(one, gettext)) for one in fault.faults]
    return {"line": fault.line, "said": said}
