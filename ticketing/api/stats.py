"""Figures over HTTP: sums by queue and agent, over any stretch, in any zone, as JSON or as a file."""

from typing import Any

import marshmallow as ma
from flask_babel import gettext
from marshmallow import validate

from ticketing.actions import audit
from ticketing.api.door import CSV, XLSX, Door
from ticketing.api.fields import instant as instant_field
from ticketing.api.reports import file_of
from ticketing.auth import current_actor, needs
from ticketing.db import begin, centre, now, reading
from ticketing.domain.instants import instant
from ticketing.domain.metrics import Formula
from ticketing.domain.permissions import Permission, Reach, reaches_of
from ticketing.errors import Forbidden
from ticketing.queries import figures
from ticketing.queries.figures import INTERVALS, Asked, Span
from ticketing.reports.figures import AGENTS, FORMULAS, QUEUES, pauses_in_words, sheet_of
from ticketing.reports.forms import FormDef

blp = Door("stats", __name__, url_prefix="/stats", description="Figures by queue and agent")

_FORMATS = ("json", "csv", "xlsx")


class StatsArgs(ma.Schema):
    """[from, to), cut by `interval` as the wall clock of `tz` shows it; `format` csv and xlsx give a file."""

    since = instant_field(data_key="from", required=True)
    until = instant_field(data_key="to", required=True)
    tz = ma.fields.String(validate=validate.Length(max=64), load_default=None)
    interval = ma.fields.String(validate=validate.OneOf(INTERVALS), load_default="day")
    format = ma.fields.String(validate=validate.OneOf(_FORMATS), load_default="json")


class QueueStatsArgs(StatsArgs):
    """`formula` and `threshold_s` (T) instead of each queue's own, for the past too."""

    queue = ma.fields.String(validate=validate.Length(1, 256), load_default=None)
    formula = ma.fields.Enum(Formula, by_value=True, load_default=None)
    threshold_s = ma.fields.Integer(validate=validate.Range(0, 86_400), load_default=None)


class AgentStatsArgs(StatsArgs):
    agent = ma.fields.String(validate=validate.Length(1, 64), load_default=None)


class StatsSchema(ma.Schema):
    """Each bucket has `start_at`, `end_at`, `name`, its figures by queue or agent and `together` of all of them;
    `total` and `together` are of the whole stretch. Service levels carry their formula's name and both counts."""

    tz = ma.fields.String()
    interval = ma.fields.String()
    buckets = ma.fields.List(ma.fields.Dict())
    total = ma.fields.Dict()
    together = ma.fields.Dict()
    formulas = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.String())


@blp.route("/queues", methods=["GET"])
@needs(Permission.BOARD_READ)
@blp.arguments(QueueStatsArgs, location="query")
@blp.response(200, StatsSchema)
@blp.file(CSV, XLSX)
def queue_stats(args: dict[str, Any]) -> Any:
    """Figures by queue; calls count where they arrive."""
    span, actor = _span(args), current_actor()
    with reading() as session:
        codes = figures.queues_of(session, actor, args["queue"])
    with reading() as session:
        found = figures.queue_report(session, span, Asked(codes, args["formula"], args["threshold_s"]))
    if args["format"] != "json":
        rows = [
            {"bucket": one["name"], "queue": code, **row}
            for one in found.buckets
            for code, row in one["queues"].items()
        ]
        return _file(QUEUES, args, span, rows, found.together)
    words = {name: gettext(text) for name, text in FORMULAS.items()}
    return {**_answer(span, found, "queues"), "formulas": words}


@blp.route("/agents", methods=["GET"])
@needs(Permission.REPORT_READ)
@blp.arguments(AgentStatsArgs, location="query")
@blp.response(200, StatsSchema)
@blp.file(CSV, XLSX)
def agent_stats(args: dict[str, Any]) -> Any:
    """Figures by agent (工号), of whom the asker may read reports."""
    span, actor = _span(args), current_actor()
    with reading() as session:
        people, names = figures.people_of(session, actor, args["agent"]), figures.names_of(session)
    with reading() as session:
        found = figures.agent_report(session, span, people)
    if args["format"] != "json":
        rows = [
            {"bucket": one["name"], "agent": code, "name": names.get(code, ""), "pauses": pauses_in_words(row), **row}
            for one in found.buckets
            for code, row in one["agents"].items()
        ]
        return _file(AGENTS, args, span, rows, {"pauses": pauses_in_words(found.together), **found.together})
    return _answer(span, found, "agents")


class ResolutionArgs(ma.Schema):
    """[from, to) by arrival of the calls, by opening of the tickets, by the due time of the call-backs."""

    since = instant_field(data_key="from", required=True)
    until = instant_field(data_key="to", required=True)
    queue = ma.fields.String(validate=validate.Length(1, 256), load_default=None)


class ResolutionSchema(ma.Schema):
    """Counts and shares: `repeat` by window in hours ("24", "48"), `fcr_ticket`, `callbacks`, `cutoffs`."""

    repeat = ma.fields.Dict()
    fcr_ticket = ma.fields.Dict()
    callbacks = ma.fields.Dict()
    cutoffs = ma.fields.Dict()


@blp.route("/resolution", methods=["GET"])
@needs(Permission.REPORT_READ)
@blp.arguments(ResolutionArgs, location="query")
@blp.response(200, ResolutionSchema)
def resolution_stats(args: dict[str, Any]) -> dict[str, Any]:
    """Repeat calls, first-call resolution by both methods, call-backs on time: of the whole centre."""
    actor = current_actor()
    if Reach.ALL not in reaches_of(actor, Permission.REPORT_READ):
        raise Forbidden()
    span = figures.span_of(args["since"], args["until"], centre().timezone, "month", now())
    with reading() as session:
        return figures.resolution(session, span, None if args["queue"] is None else {args["queue"]})


def _span(args: dict[str, Any]) -> Span:
    return figures.span_of(args["since"], args["until"], args["tz"] or centre().timezone, args["interval"], now())


def _answer(span: Span, found: Any, what: str) -> dict[str, Any]:
    buckets = [
        {
            "name": one["name"],
            "start_at": instant(one["start_us"]).isoformat(),
            "end_at": instant(one["end_us"]).isoformat(),
            what: one[what],
            "together": together,
        }
        for one, together in zip(found.buckets, found.each, strict=True)
    ]
    whole = {"total": found.total, "together": found.together}
    return {"tz": span.zone.key, "interval": span.interval, "buckets": buckets, **whole}


def _file(form: FormDef, args: dict[str, Any], span: Span, rows: list[dict[str, Any]], together: dict[str, Any]) -> Any:
    """A download, which the audit remembers."""
    stretch = f"{args['since'].astimezone(span.zone):%Y%m%dT%H%M}-{args['until'].astimezone(span.zone):%Y%m%dT%H%M}"
    with begin(current_actor(), nudge=False) as work:
        audit.record(work, "exported", f"figures:{form.key}", on=stretch, format=args["format"], rows=len(rows))
    return file_of(sheet_of(form, stretch, span.zone.key, rows, together), args["format"])
