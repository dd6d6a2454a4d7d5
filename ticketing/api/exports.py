"""Lists as files over HTTP: ask for one, see how far it is, take it along."""

from typing import Any

import marshmallow as ma
from flask import Response
from flask.views import MethodView
from flask_babel import get_locale
from marshmallow import validate

from ticketing.actions import exports
from ticketing.api.door import CSV, XLSX, Door
from ticketing.api.fields import line
from ticketing.api.idempotent import idempotent
from ticketing.api.requests import PageArgs, paged, read_cursor
from ticketing.auth import current_actor, needs
from ticketing.db import begin, do, reading
from ticketing.domain.permissions import Permission
from ticketing.errors import NotFound
from ticketing.models.custom_reports import OpenNumberRequest
from ticketing.models.file_jobs import FileJob
from ticketing.queries import custom_reports, finding
from ticketing.queries import exports as looks
from ticketing.reports import choice

blp = Door("exports", __name__, url_prefix="/exports", description="Lists given out as files")


def _is_list(name: str) -> None:
    if name not in exports.COLUMNS and choice.columns_of(name) is None and not name.startswith("custom:"):
        raise ma.ValidationError("unknown_list")


class ExportBody(ma.Schema):
    """`wanted` is a filter in the words of `GET /tickets` (customers: `q`; `sheet:<key>`: `on`, `to`; `custom:<id>`:
    none); without `columns` the usual ones."""

    list_ = ma.fields.String(required=True, validate=[validate.Length(max=60), _is_list], data_key="list")
    format = ma.fields.String(load_default="xlsx", validate=validate.OneOf(exports.FORMATS))
    wanted = ma.fields.Dict(
        keys=ma.fields.String(validate=validate.OneOf((*finding.WORDS, "on", "to"))),
        values=ma.fields.String(validate=validate.Length(max=200)),
        load_default=dict,
    )
    columns = ma.fields.List(
        ma.fields.String(validate=validate.Length(max=40)), load_default=list, validate=validate.Length(max=50)
    )


class ExportSchema(ma.Schema):
    """`handled` rows are written so far; the file is there once `state` is done, and for a week."""

    id = ma.fields.Integer()
    list_ = ma.fields.String(attribute="kind", data_key="list")
    name = ma.fields.String()
    state = ma.fields.String(attribute="state.value")
    asked_at = ma.fields.AwareDateTime()
    finished_at = ma.fields.AwareDateTime(allow_none=True)
    handled = ma.fields.Integer()
    total = ma.fields.Integer(allow_none=True)


class ExportsSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(ExportSchema))
    next = ma.fields.String(allow_none=True)


@blp.route("")
class Exports(MethodView):
    @needs(Permission.FILE_EXPORT)
    @blp.arguments(PageArgs, location="query")
    @blp.response(200, ExportsSchema)
    def get(self, args: dict[str, Any]) -> dict[str, Any]:
        """One's own files, the newest first."""
        cursor = read_cursor(args["after"], int)
        with reading() as session:
            found = looks.own(session, current_actor(), cursor[0] if cursor else None, args["limit"] + 1)
        items, following = paged(found, args["limit"], lambda job: (job.id,))
        return {"items": items, "next": following}

    @needs(Permission.FILE_EXPORT)
    @idempotent
    @blp.arguments(ExportBody)
    @blp.response(202, ExportSchema)
    def post(self, body: dict[str, Any]) -> FileJob:
        """Ask for a file; it is made beside the requests, with no more rows than the asker may see."""
        return do(current_actor(), lambda work: exports.ask(work, _wanted(body)))


class OpenNumbersBody(ExportBody):
    """The same, with whole telephone numbers; why, for whoever decides."""

    reason = line(500, required=True)


class DecisionBody(ma.Schema):
    approved = ma.fields.Boolean(required=True)
    note = line(500, load_default="", shortest=0)


class OpenNumbersSchema(ma.Schema):
    """`approved` null: nobody has decided yet; `job_id` is the export that came of a yes."""

    id = ma.fields.Integer()
    list_ = ma.fields.String(data_key="list")
    reason = ma.fields.String()
    asked_at = ma.fields.AwareDateTime()
    asked_by = ma.fields.String()
    decided_at = ma.fields.AwareDateTime(allow_none=True)
    approved = ma.fields.Boolean(allow_none=True)
    note = ma.fields.String()
    job_id = ma.fields.Integer(allow_none=True)


class WaitingSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(OpenNumbersSchema))


@blp.route("/open-numbers")
class OpenNumbers(MethodView):
    @needs(Permission.EXPORT_APPROVE)
    @blp.response(200, WaitingSchema)
    def get(self) -> dict[str, Any]:
        """What waits for a decision, the oldest first."""
        with reading() as session:
            return {"items": [_row(one) for one in custom_reports.waiting(session)]}

    @needs(Permission.PHONE_OPEN)
    @idempotent
    @blp.arguments(OpenNumbersBody)
    @blp.response(202, OpenNumbersSchema)
    def post(self, body: dict[str, Any]) -> dict[str, Any]:
        """Ask for a file with whole numbers; it is made once another person has said yes."""
        return do(current_actor(), lambda work: _row(exports.request(work, _wanted(body), body["reason"])))


@blp.route("/open-numbers/<int:request_id>/decision", methods=["PUT"])
@needs(Permission.EXPORT_APPROVE)
@blp.arguments(DecisionBody)
@blp.response(200, OpenNumbersSchema)
def decide(body: dict[str, Any], request_id: int) -> dict[str, Any]:
    """Say yes or no; 403 on one's own request, 409 once it is decided."""
    return do(
        current_actor(),
        lambda work: _row(exports.decide(work, request_id, approved=body["approved"], note=body["note"])),
    )


def _row(row: OpenNumberRequest) -> dict[str, Any]:
    names = ("id", "reason", "asked_at", "decided_at", "approved", "note", "job_id")
    about = {"list_": row.wanted["kind"], "asked_by": row.asker.name}
    return {**{name: getattr(row, name) for name in names}, **about}


def _wanted(body: dict[str, Any]) -> exports.Wanted:
    language = str(get_locale() or "zh_CN")
    return exports.Wanted(body["list_"], body["format"], body["wanted"], body["columns"], language)


@blp.route("/<int:job_id>", methods=["GET"])
@needs(Permission.FILE_EXPORT)
@blp.response(200, ExportSchema)
def one(job_id: int) -> FileJob:
    """How far it is."""
    with reading() as session:
        job = looks.one(session, current_actor(), job_id)
    if job is None:
        raise NotFound()
    return job


@blp.route("/<int:job_id>", methods=["DELETE"])
@needs(Permission.FILE_EXPORT)
@blp.response(200, ExportSchema)
def cancel(job_id: int) -> FileJob:
    """Call it off; 409 once it has ended."""
    return do(current_actor(), lambda work: exports.cancel(work, job_id))


@blp.route("/<int:job_id>/file", methods=["GET"])
@needs(Permission.FILE_EXPORT)
@blp.file(CSV, XLSX)
def fetch(job_id: int) -> Response:
    """The file, for whoever asked for it, for 24 hours (then 410); each time it is taken is a line of the audit."""
    with begin(current_actor(), nudge=False) as work:
        job = exports.fetched(work, job_id)
        name, content = job.name, job.content
    answer = Response(content, mimetype=CSV if name.endswith(".csv") else XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
