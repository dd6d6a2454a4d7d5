"""Reports that people put together over HTTP: what can be chosen, one's own and shared ones, their results, orders."""

from typing import Any

import marshmallow as ma
from flask.views import MethodView
from flask_babel import gettext
from marshmallow import validate

from ticketing.actions import audit, custom_reports
from ticketing.api.door import CSV, XLSX, Door
from ticketing.api.fields import line
from ticketing.api.idempotent import idempotent
from ticketing.api.reports import SheetSchema, file_of
from ticketing.api.requests import PageArgs, if_match, paged, read_cursor
from ticketing.auth import current_actor, needs
from ticketing.db import begin, centre, do, now, reading
from ticketing.domain.builder import CHARTS, MOST_MEASURES, PERIODS, Cadence, Plan, Sharing
from ticketing.domain.permissions import Permission, Verdict, judge
from ticketing.errors import NotFound
from ticketing.models.custom_reports import CustomReport, CustomReportOrder
from ticketing.queries import custom_reports as looks
from ticketing.reports import builder, made
from ticketing.reports.builder.subjects import SUBJECTS
from ticketing.reports.catalogue import TITLES
from ticketing.reports.words import worded

blp = Door("custom-reports", __name__, url_prefix="/custom-reports", description="Reports that people put together")

_WORD = validate.Length(max=40)


class PlanSchema(ma.Schema):
    """`subject`, `by`, `per` and `measures` are keys of `GET /custom-reports/choices`; `period` a word, or `days` with
    `first` and `last`."""

    subject = ma.fields.String(required=True, validate=_WORD)
    measures = ma.fields.List(ma.fields.String(validate=_WORD), required=True, validate=validate.Length(max=40))
    by = ma.fields.String(load_default="", validate=_WORD)
    per = ma.fields.String(load_default="", validate=_WORD)
    period = ma.fields.String(load_default="last_7", validate=validate.OneOf([*PERIODS, "days"]))
    first = ma.fields.String(load_default="", validate=validate.Length(max=10))
    last = ma.fields.String(load_default="", validate=validate.Length(max=10))
    queue = line(256, load_default="", shortest=0)
    team = line(64, load_default="", shortest=0)
    agent = line(64, load_default="", shortest=0)
    chart = ma.fields.String(load_default="bars", validate=validate.OneOf(CHARTS))


class KeepBody(ma.Schema):
    name = line(80, required=True)
    plan = ma.fields.Nested(PlanSchema, required=True)
    shared = ma.fields.Enum(Sharing, by_value=True, load_default=Sharing.NOBODY)


class ChangeBody(ma.Schema):
    """Only what is to change."""

    name = line(80)
    plan = ma.fields.Nested(PlanSchema)
    shared = ma.fields.Enum(Sharing, by_value=True)


class ReportSchema(ma.Schema):
    id = ma.fields.Integer()
    version = ma.fields.Integer()
    name = ma.fields.String()
    plan = ma.fields.Dict()
    shared = ma.fields.Enum(Sharing, by_value=True)
    owner = ma.fields.String()
    changed_at = ma.fields.AwareDateTime()


class ReportsSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(ReportSchema))
    next = ma.fields.String(allow_none=True)


class ChoicesSchema(ma.Schema):
    """Every subject that the asker may ask about, with its parts, stretches and measures."""

    subjects = ma.fields.List(ma.fields.Dict())
    most_measures = ma.fields.Integer()


class ResultArgs(ma.Schema):
    format = ma.fields.String(load_default="json", validate=validate.OneOf(["json", "csv", "xlsx"]))


class OrderBody(ma.Schema):
    cadence = ma.fields.Enum(Cadence, by_value=True, required=True)


class OrderSchema(ma.Schema):
    cadence = ma.fields.Enum(Cadence, by_value=True)
    next_on = ma.fields.Date()


@blp.route("")
class Reports(MethodView):
    @needs(Permission.REPORT_BUILD)
    @blp.arguments(PageArgs, location="query")
    @blp.response(200, ReportsSchema)
    def get(self, args: dict[str, Any]) -> dict[str, Any]:
        """One's own and those that are shared with one, the newest first."""
        cursor = read_cursor(args["after"], int)
        with reading() as session:
            found = looks.page(session, current_actor(), cursor[0] if cursor else None, args["limit"] + 1)
        items, following = paged(found, args["limit"], lambda row: (row.id,))
        return {"items": [_row(one) for one in items], "next": following}

    @needs(Permission.REPORT_BUILD)
    @idempotent
    @blp.arguments(KeepBody)
    @blp.response(201, ReportSchema)
    def post(self, body: dict[str, Any]) -> dict[str, Any]:
        """Keep one. 409 `name_taken`, 422 with the field that cannot be chosen."""
        plan = Plan.of(body["plan"])
        return do(current_actor(), lambda work: _row(custom_reports.keep(work, body["name"], plan, body["shared"])))


@blp.route("/choices", methods=["GET"])
@needs(Permission.REPORT_BUILD)
@blp.response(200, ChoicesSchema)
def choices() -> dict[str, Any]:
    """What can be asked, and how each figure is reckoned."""
    found = [
        {
            "key": one.key,
            "title": gettext(one.title),
            "by": {key: gettext(title) for key, (title, _) in one.sides.items()},
            "per": list(one.pers),
            "narrows": list(one.narrows),
            "crossed": one.is_crossed,
            "measures": {
                key: {
                    "title": gettext(column.title),
                    "kind": column.kind.value,
                    "means": gettext(column.means) if column.means else "",
                }
                for key, column in one.measures.items()
            },
        }
        for one in SUBJECTS.values()
        if judge(current_actor(), one.right) is not Verdict.FORBIDDEN
    ]
    return {"subjects": found, "most_measures": MOST_MEASURES}


@blp.route("/preview", methods=["POST"])
@needs(Permission.REPORT_BUILD)
@blp.arguments(PlanSchema)
@blp.response(200, SheetSchema)
def preview(body: dict[str, Any]) -> Any:
    """What a plan comes to, without keeping it."""
    return _result(Plan.of(body), "")


@blp.route("/<int:report_id>")
class Report(MethodView):
    @needs(Permission.REPORT_BUILD)
    @blp.response(200, ReportSchema)
    def get(self, report_id: int) -> dict[str, Any]:
        """One of one's own, or one that is shared."""
        return _row(_one(report_id))

    @needs(Permission.REPORT_BUILD)
    @blp.arguments(ChangeBody)
    @blp.response(200, ReportSchema)
    def patch(self, body: dict[str, Any], report_id: int) -> dict[str, Any]:
        """Change one's own; 403 for another's."""
        version = if_match()
        fields = {**body, "plan": Plan.of(body["plan"])} if "plan" in body else body
        return do(current_actor(), lambda work: _row(custom_reports.change(work, report_id, version, fields)))

    @needs(Permission.REPORT_BUILD)
    @blp.response(204)
    def delete(self, report_id: int) -> None:
        """Delete one's own, with what is ordered of it."""
        do(current_actor(), lambda work: custom_reports.drop(work, report_id))


@blp.route("/<int:report_id>/result", methods=["GET"])
@needs(Permission.REPORT_BUILD)
@blp.arguments(ResultArgs, location="query")
@blp.response(200, SheetSchema)
@blp.file(CSV, XLSX)
def result(args: dict[str, Any], report_id: int) -> Any:
    """What it comes to today, with the asker's own rights; 422 `too_many_rows` beyond what a page holds."""
    row = _one(report_id)
    sheet = _result(Plan.of(row.plan), row.name)
    if args["format"] == "json":
        return sheet
    with begin(current_actor(), nudge=False) as work:
        audit.record(work, "exported", f"custom_report:{row.id}", format=args["format"], rows=len(sheet.rows))
    return file_of(worded(sheet, gettext, TITLES), args["format"])


@blp.route("/<int:report_id>/order")
class Order(MethodView):
    @needs(Permission.REPORT_BUILD)
    @blp.arguments(OrderBody)
    @blp.response(200, OrderSchema)
    def put(self, body: dict[str, Any], report_id: int) -> CustomReportOrder:
        """Have it made for oneself at six in the morning: a file among one's own."""
        return do(current_actor(), lambda work: custom_reports.order(work, report_id, body["cadence"]))

    @needs(Permission.REPORT_BUILD)
    @blp.response(204)
    def delete(self, report_id: int) -> None:
        """Have it made no longer."""
        do(current_actor(), lambda work: custom_reports.call_off(work, report_id))


def _row(row: CustomReport) -> dict[str, Any]:
    names = ("id", "version", "name", "plan", "shared", "changed_at")
    return {**{name: getattr(row, name) for name in names}, "owner": row.owner.name}


def _one(report_id: int) -> CustomReport:
    with reading() as session:
        row = looks.one(session, current_actor(), report_id)
    if row is None:
        raise NotFound(what="custom_reports")
    return row


def _result(plan: Plan, name: str) -> Any:
    reader = made.Reader(current_actor(), centre(), now(), gettext("Whole centre"))
    with reading() as session:
        return builder.result(session, reader, plan, centre().day_of(now()), name)
