"""The sheets over HTTP: what there is, one filled in, and the order to make one again."""

from typing import Any

import marshmallow as ma
from flask import Response
from flask.views import MethodView
from flask_babel import gettext

from ticketing.actions import audit, report_deliveries, reports
from ticketing.api.door import CSV, XLSX, Door
from ticketing.api.fields import day, line
from ticketing.auth import current_actor, needs
from ticketing.db import begin, centre, do, now, reading
from ticketing.domain.actors import Actor
from ticketing.domain.permissions import Permission
from ticketing.errors import Invalid
from ticketing.models.reports import ReportRun
from ticketing.queries import lists
from ticketing.queries import reports as looks
from ticketing.reports import choice, corrections, made
from ticketing.reports.asked import MOST_ROWS
from ticketing.reports.catalogue import CATALOGUE, TITLES
from ticketing.reports.files import to_csv, to_xlsx
from ticketing.reports.forms import Sheet
from ticketing.reports.words import worded

blp = Door("reports", __name__, url_prefix="/reports", description="The sheets of the binders")


class ReportArgs(ma.Schema):
    """`on` names the day, or any day of the week or month of a sheet; `to` ends a stretch. Forms of one matter want its
    `number`; `blank` is the empty form."""

    on = day(load_default=None, allow_none=True)
    to = day(load_default=None, allow_none=True)
    number = ma.fields.String(load_default="", validate=ma.validate.Length(max=40))
    blank = ma.fields.Boolean(load_default=False)
    format = ma.fields.String(load_default="json", validate=ma.validate.OneOf(["json", "csv", "xlsx"]))
    revision = ma.fields.Integer(load_default=None, validate=ma.validate.Range(1, 10_000))


class RunSchema(ma.Schema):
    id = ma.fields.Integer()
    key = ma.fields.String()
    on = ma.fields.Date(attribute="period_start")
    revision = ma.fields.Integer()
    state = ma.fields.String()
    finished_at = ma.fields.AwareDateTime(allow_none=True)
    signed_at = ma.fields.AwareDateTime(allow_none=True)
    content_hash = ma.fields.String(allow_none=True)
    reason = ma.fields.String()


class EntrySchema(ma.Schema):
    """`item` is chapter and number in the binders; `grain` day, week, month, span, now or one."""

    key = ma.fields.String()
    title = ma.fields.String()
    nightly = ma.fields.Boolean()
    item = ma.fields.String()
    grain = ma.fields.String()


class CatalogueSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(EntrySchema))
    runs = ma.fields.List(ma.fields.Nested(RunSchema))


class ColumnSchema(ma.Schema):
    key = ma.fields.String()
    title = ma.fields.Function(lambda column: gettext(column.title))
    kind = ma.fields.String()
    means = ma.fields.Function(lambda column: gettext(column.means) if column.means else "")


class SheetSchema(ma.Schema):
    """Durations in seconds, percentages 0..100, clocks as instants with offset."""

    key = ma.fields.Function(lambda sheet: sheet.form.key)
    title = ma.fields.Function(lambda sheet: gettext(sheet.form.title))
    number = ma.fields.String()
    on = ma.fields.String()
    scope = ma.fields.String()
    revision = ma.fields.Integer()
    made_at = ma.fields.String(allow_none=True)
    columns = ma.fields.Function(lambda sheet: ColumnSchema(many=True).dump(sheet.form.columns))
    rows = ma.fields.List(ma.fields.Dict())
    totals = ma.fields.Dict()
    changed = ma.fields.Function(lambda sheet: [[row, key, old] for (row, key), old in sheet.changed.items()])
    signed = ma.fields.Dict()
    correction = ma.fields.Dict()
    signer = ma.fields.String()
    version = ma.fields.Integer()
    unheard_min = ma.fields.Integer()
    afterwards = ma.fields.List(ma.fields.Dict())


class RerunSchema(ma.Schema):
    """A signed sheet is made again only with a `reason`."""

    on = day(required=True)
    reason = line(500, load_default="", shortest=0)


class DaySchema(ma.Schema):
    on = day(required=True)


class SubscriptionSchema(ma.Schema):
    subscribed = ma.fields.Boolean()


@blp.route("")
class Catalogue(MethodView):
    @needs(Permission.REPORT_READ)
    @blp.response(200, CatalogueSchema)
    def get(self) -> dict[str, Any]:
        """Every sheet there is, and the latest nights."""
        items = [
            {
                "key": key,
                "title": gettext(entry.form.title),
                "nightly": entry.nightly,
                "item": entry.form.item,
                "grain": entry.grain.value,
            }
            for key, entry in CATALOGUE.items()
        ]
        with reading() as session:
            return {"items": items, "runs": looks.runs(session)}


@blp.route("/<key>")
class Report(MethodView):
    @needs(Permission.REPORT_READ, Permission.QUALITY_READ)
    @blp.arguments(ReportArgs, location="query")
    @blp.response(200, SheetSchema)
    @blp.file(CSV, XLSX)
    def get(self, args: dict[str, Any], key: str) -> Any:
        """One sheet as JSON, CSV or a workbook; 404 while a nightly one is not made. 422 `too_many_rows` for a file of
        more than 5,000 rows, which `POST /exports` makes."""
        if args["on"] is None and not args["number"] and not args["blank"]:
            raise Invalid("day_missing", errors={"on": ["required"]})
        on = args["on"] or centre().day_of(now())
        # One more than a request writes: then it is a file for the background.
        most = MOST_ROWS if args["format"] == "json" else MOST_ROWS + 1
        wanted = made.Wanted(key, on, args["revision"], args["to"], args["number"], args["blank"], most)
        sheet = sheet_for(current_actor(), wanted, most=args["format"] != "json")
        if args["format"] == "json":
            return sheet
        if len(sheet.rows) > MOST_ROWS:
            raise Invalid("too_many_rows", most=MOST_ROWS, export=choice.subject_of(key))
        with begin(current_actor(), nudge=False) as work:
            audit.record(work, "exported", f"report:{key}", on=on, format=args["format"], rows=len(sheet.rows))
        return file_of(sheet, args["format"])


@blp.route("/<key>/runs")
class Runs(MethodView):
    @needs(Permission.REPORT_RUN)
    @blp.arguments(RerunSchema)
    @blp.response(202, RunSchema)
    def post(self, body: dict[str, Any], key: str) -> ReportRun:
        """Make a finished day's sheet again; it is kept as a revision only if it differs."""
        return do(current_actor(), lambda work: reports.rerun(work, key, body["on"], body["reason"]))


@blp.route("/<key>/signature")
class Signature(MethodView):
    @needs(Permission.REPORT_RUN)
    @blp.arguments(DaySchema)
    @blp.response(201, RunSchema)
    def post(self, body: dict[str, Any], key: str) -> ReportRun:
        """Sign a month's newest revision: what comes too late for it stands in the next. 409 once it is signed."""
        return do(current_actor(), lambda work: reports.sign(work, key, body["on"]))


@blp.route("/<key>/subscription")
class Subscription(MethodView):
    @needs(Permission.REPORT_READ)
    @blp.response(200, SubscriptionSchema)
    def put(self, key: str) -> dict[str, bool]:
        """Be told whenever this sheet is made or corrected."""
        return {"subscribed": do(current_actor(), lambda work: report_deliveries.subscribe(work, key, wanted=True))}

    @needs(Permission.REPORT_READ)
    @blp.response(200, SubscriptionSchema)
    def delete(self, key: str) -> dict[str, bool]:
        """Be told no longer."""
        return {"subscribed": do(current_actor(), lambda work: report_deliveries.subscribe(work, key, wanted=False))}


def sheet_for(actor: Actor, wanted: made.Wanted, *, most: bool = False) -> Sheet:
    """The sheet with the rows that this actor may see; as a file with the columns of their choice, codes in words."""
    reader = made.Reader(actor, centre(), now(), gettext("Whole centre"))
    with reading() as session:
        sheet = made.sheet(session, reader, wanted)
        if not most:
            return sheet
        chosen = lists.columns(session, actor, choice.subject_of(wanted.key), ())
    return worded(choice.narrowed(sheet, chosen), gettext, TITLES)


def file_of(sheet: Sheet, kind: str) -> Response:
    """The sheet as a download in the reader's language, its name safe in a header."""
    name = f"{sheet.form.key}_{sheet.on.replace(' – ', '_')}.{kind}"
    body = to_csv(sheet, gettext) if kind == "csv" else to_xlsx(sheet, gettext, _about(sheet))
    answer = Response(body, mimetype=CSV if kind == "csv" else XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _about(sheet: Sheet) -> list[tuple[str, str]]:
    return [
        (gettext("Sheet"), gettext(sheet.form.title)),
        (gettext("No."), sheet.number),
        (gettext("Business day"), sheet.on),
        (gettext("Scope"), sheet.scope),
        (gettext("Revision"), str(sheet.revision)),
        (gettext("Made at"), sheet.made_at or ""),
        (gettext("Correction"), corrections.told(sheet, gettext)),
        (gettext("Signed by"), sheet.signer),
        (gettext("Rules version"), str(sheet.version or sheet.form.version)),
        (gettext("Time zone"), centre().timezone),
        (gettext("The day begins at"), f"{centre().day_start_hour:02d}:00"),
    ]
