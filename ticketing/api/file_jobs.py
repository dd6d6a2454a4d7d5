"""Lists from files over HTTP: hand one in, see how far it is, get back the rows that were not taken."""

from typing import Any

import marshmallow as ma
from flask import Response, request
from flask.views import MethodView
from flask_babel import force_locale, gettext
from werkzeug.exceptions import UnsupportedMediaType

from ticketing.actions import audit, file_jobs
from ticketing.actions.file_jobs import Importer
from ticketing.actions.importers import IMPORTERS
from ticketing.api.door import CSV, XLSX, Door
from ticketing.api.fields import code, line
from ticketing.api.file_answers import file_of, of_faults, of_form
from ticketing.api.idempotent import idempotent
from ticketing.api.large import large_body
from ticketing.api.requests import PageArgs, paged, read_cursor
from ticketing.api.tickets.answers import person
from ticketing.auth import current_actor, needs
from ticketing.db import begin, do, reading
from ticketing.domain.file_jobs import MOST_BYTES, Names
from ticketing.domain.permissions import Permission
from ticketing.errors import NotFound
from ticketing.models.file_jobs import FileFault, FileJob
from ticketing.queries import file_jobs as looks

blp = Door("file-jobs", __name__, url_prefix="/file-jobs", description="Lists taken in from files, row by row")

LANGUAGES = ("zh_CN", "en")
FORMATS = ma.validate.OneOf(["csv", "xlsx"])
KINDS = ma.validate.OneOf(sorted(IMPORTERS))
#: What a browser or script says a list is; whatever it says, the bytes are looked at.
FILE_TYPES = ("application/octet-stream", CSV, "application/vnd.ms-excel", XLSX)
_BINARY = {"schema": {"type": "string", "format": "binary"}}
UPLOAD = {
    "requestBody": {
        "required": True,
        "description": "The file itself: a workbook (.xlsx), or CSV in UTF-8 or GB 18030.",
        "content": dict.fromkeys(FILE_TYPES, _BINARY),
    },
    "responses": {"415": {"$ref": "#/components/responses/Problem"}},
}


class HandInArgs(ma.Schema):
    """`into`: what the rows go into, where the kind asks for it (a campaign's id)."""

    kind = ma.fields.String(required=True, validate=KINDS)
    name = line(200, load_default="")
    into = code(load_default=None, allow_none=True)


class JobsArgs(PageArgs):
    kind = ma.fields.String(load_default=None, validate=KINDS)


class FormatArgs(ma.Schema):
    format = ma.fields.String(load_default="xlsx", validate=FORMATS)


class FaultsArgs(PageArgs):
    """With `format` the rows come back as a file: line, column and reason in front, the row as it was behind."""

    format = ma.fields.String(load_default=None, validate=FORMATS)


class JobSchema(ma.Schema):
    """`total` is null until the file has been read; added + changed + same + bad = handled."""

    id = ma.fields.Integer()
    direction = ma.fields.String(attribute="direction.value")
    kind = ma.fields.String()
    state = ma.fields.String(attribute="state.value")
    name = ma.fields.String()
    asked_at = ma.fields.AwareDateTime()
    asked_by = ma.fields.Function(lambda job: person(job.asker), metadata={"type": "object"})
    started_at = ma.fields.AwareDateTime(allow_none=True)
    finished_at = ma.fields.AwareDateTime(allow_none=True)
    total = ma.fields.Integer(allow_none=True)
    handled = ma.fields.Integer()
    added = ma.fields.Integer()
    changed = ma.fields.Integer()
    same = ma.fields.Integer()
    bad = ma.fields.Integer()
    reason = ma.fields.String()


class JobsSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(JobSchema))
    next = ma.fields.String(allow_none=True)


class ComplaintSchema(ma.Schema):
    """`column` is the key, `title` the head as it stands in the file; both empty for the row as a whole."""

    column = ma.fields.String()
    title = ma.fields.String()
    code = ma.fields.String()
    value = ma.fields.String()
    params = ma.fields.Dict()


class FaultSchema(ma.Schema):
    line = ma.fields.Integer()
    faults = ma.fields.List(ma.fields.Nested(ComplaintSchema))


class FaultsSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(FaultSchema))
    next = ma.fields.String(allow_none=True)


@blp.route("")
class Jobs(MethodView):
    @needs(Permission.FILE_IMPORT)
    @blp.arguments(JobsArgs, location="query")
    @blp.response(200, JobsSchema)
    def get(self, args: dict[str, Any]) -> dict[str, Any]:
        """The lists that the asker handed in (a supervisor: all), the newest first."""
        cursor = read_cursor(args["after"], int)
        with reading() as session:
            found = looks.page(session, current_actor(), args["kind"], cursor[0] if cursor else None, args["limit"] + 1)
        items, following = paged(found, args["limit"], lambda job: (job.id,))
        return {"items": items, "next": following}

    @needs(Permission.FILE_IMPORT)
    @large_body(MOST_BYTES + 1)
    @idempotent
    @blp.arguments(HandInArgs, location="query")
    @blp.doc(**UPLOAD)
    @blp.response(202, JobSchema)
    def post(self, args: dict[str, Any]) -> FileJob:
        """Hand a list in; it is taken in beside the requests, good rows are kept and bad ones come back."""
        if request.mimetype not in FILE_TYPES:
            raise UnsupportedMediaType()
        importer = IMPORTERS[args["kind"]]
        params = {} if args["into"] is None else {"into": args["into"]}
        handed = file_jobs.Handed(args["name"], request.get_data(), names_of(importer), params)
        return _seen(do(current_actor(), lambda work: file_jobs.take_in(work, importer, handed).id))


@blp.route("/<int:job_id>")
class Job(MethodView):
    @needs(Permission.FILE_IMPORT)
    @blp.response(200, JobSchema)
    def get(self, job_id: int) -> FileJob:
        """How far it is."""
        return _seen(job_id)

    @needs(Permission.FILE_IMPORT)
    @blp.response(200, JobSchema)
    def delete(self, job_id: int) -> FileJob:
        """Call it off: what was taken in stays. 409 `job_ended` when it is through."""
        return _seen(do(current_actor(), lambda work: file_jobs.call_off(work, job_id).id))


@blp.route("/<int:job_id>/faults", methods=["GET"])
@needs(Permission.FILE_IMPORT)
@blp.arguments(FaultsArgs, location="query")
@blp.response(200, FaultsSchema)
@blp.file(CSV, XLSX)
def faults(args: dict[str, Any], job_id: int) -> Any:
    """The rows that were not taken, with line, column and reason."""
    cursor = read_cursor(args["after"], int)
    job = _seen(job_id)
    if args["format"]:
        return _faults_file(job, args["format"])
    with reading() as session:
        found = looks.faults(session, job_id, cursor[0] if cursor else 0, args["limit"] + 1)
    items, following = paged(found, args["limit"], lambda fault: (fault.line,))
    return {"items": items, "next": following}


@blp.route("/forms/<kind>", methods=["GET"])
@needs(Permission.FILE_IMPORT)
@blp.arguments(FormatArgs, location="query")
@blp.file(CSV, XLSX)
def form(args: dict[str, Any], kind: str) -> Response:
    """The empty list with its heads in the reader's language, to be filled in; a star marks what must be there."""
    if kind not in IMPORTERS:
        raise NotFound()
    return of_form(IMPORTERS[kind], args["format"])


def names_of(importer: Importer) -> Names:
    """Every way in which heads and words may be written: the keys, and their words in each language."""
    heads = {head.casefold(): column.key for column in importer.columns for head in (column.key, *column.also)}
    words = {
        column.key: {code.casefold(): code for code in column.words} for column in importer.columns if column.words
    }
    for language in LANGUAGES:
        with force_locale(language):
            for column in importer.columns:
                heads[gettext(column.title).casefold()] = column.key
                for code_, word in column.words.items():
                    words[column.key][gettext(word).casefold()] = code_
    return Names(heads, words)


def _seen(job_id: int) -> FileJob:
    with reading() as session:
        job = looks.one(session, current_actor(), job_id)
    if job is None:
        raise NotFound()
    return job


def _faults_file(job: FileJob, kind: str) -> Response:
    with reading() as session:
        rows: list[FileFault] = list(looks.faults(session, job.id, 0, 100_000))
    with begin(current_actor(), nudge=False) as work:
        audit.record(work, "exported", f"file_job:{job.id}", format=kind, rows=len(rows))
    return file_of(f"faults_{job.id}", kind, *of_faults(job, rows))
