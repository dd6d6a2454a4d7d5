"""Queue and agent statistics: a period, a chart with its table, every figure with its formula and its calls."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo, available_timezones

import sqlalchemy as sa
from flask import Blueprint, redirect, render_template, request
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug import Response

from ticketing.auth import current_actor, needs
from ticketing.db import centre, now, reading
from ticketing.domain.metrics import Formula
from ticketing.domain.permissions import Permission
from ticketing.models.telephony import Pbx
from ticketing.pages.charts import bars
from ticketing.pages.formats import as_date, local_day
from ticketing.pages.frame import may
from ticketing.queries import admin, figures
from ticketing.queries.figures import INTERVALS, Asked, Span
from ticketing.queries.figures.drill import calls_behind, calls_of_agent
from ticketing.reports.cells import shown
from ticketing.reports.figures import AGENTS, FORMULAS, QUEUES, pauses_in_words

blueprint = Blueprint("stats_pages", __name__, url_prefix="/stats")

#: By default a week back, and of so many days at most by the hour and by the quarter.
DAYS_BACK = 6
FINEST = {"15m": 7, "hour": 62}
_LONGEST_DAYS = 1_100
_LINKS = ("offered", "answered", "abandoned", "short_abandoned", "lost", "transfers")


@blueprint.get("")
@needs(Permission.BOARD_READ, Permission.REPORT_READ)
def first() -> Response:
    """The statistics that whoever asks may see."""
    return redirect("/stats/queues" if may(Permission.BOARD_READ) else "/stats/agents")


@blueprint.get("/queues")
@needs(Permission.BOARD_READ)
def queues() -> str:
    """`from` and `to` (days, both included), `interval`, `tz`, `queue`, `formula`, `t` (seconds) narrow."""
    span, asked = _span(), _asked()
    with reading() as session:
        codes = figures.queues_of(session, current_actor(), request.args.get("queue") or None)
        names = {queue.code: queue.name for queue in admin.queues(session)}
        zones = _zones(session)
    with reading() as session:
        found = figures.queue_report(session, span, Asked(codes, *asked))
    total = [_queue_row(code, names.get(code, code), span, row) for code, row in found.total.items()]
    together = _queue_row(None, gettext("All queues"), span, found.together)
    buckets = [
        {"name": _when(one["name"]), **_queue_row(request.args.get("queue") or None, "", _cut(span, one), row)}
        for one, row in zip(found.buckets, found.each, strict=True)
    ]
    series = [("offered", gettext("Offered")), ("answered", gettext("Answered")), ("abandoned", gettext("Abandoned"))]
    return _page(
        "stats/queues.html",
        span,
        zones,
        form=QUEUES,
        total=total,
        together=together,
        buckets=buckets,
        chart=bars([(one["name"], one["figures"]) for one in buckets], series, ("sl_pct", gettext("Service level"))),
        queues=sorted(names.items()),
        formulas=[(name, gettext(text)) for name, text in FORMULAS.items()],
    )


@blueprint.get("/agents")
@needs(Permission.REPORT_READ)
def agents() -> str:
    """`from` and `to` (days, both included), `interval`, `tz`, `agent` narrow."""
    span = _span()
    with reading() as session:
        people, names = (
            figures.people_of(session, current_actor(), request.args.get("agent") or None),
            figures.names_of(session),
        )
        everybody = figures.people_of(session, current_actor())
        zones = _zones(session)
    with reading() as session:
        found = figures.agent_report(session, span, people)
    total = [_agent_row(code, names.get(code, ""), span, row) for code, row in found.total.items()]
    together = _agent_row(None, gettext("All agents"), span, found.together)
    only = request.args.get("agent") or None
    buckets = [
        {"name": _when(one["name"]), **_agent_row(only, "", _cut(span, one), row)}
        for one, row in zip(found.buckets, found.each, strict=True)
    ]
    hours = [(one["name"], {name: (one["figures"][name] or 0) / 3600 for name in _HOURS}) for one in buckets]
    series = [(name, gettext(title)) for name, title in _HOURS.items()]
    return _page(
        "stats/agents.html",
        span,
        zones,
        form=AGENTS,
        total=total,
        together=together,
        buckets=buckets,
        chart=bars(hours, series, None),
        agents=sorted((code, names.get(code, "")) for code in everybody.values()),
    )


_HOURS = {"talk_s": "Talking", "ready_s": "Ready", "acw_s": "Wrap-up", "paused_s": "Paused"}


def _page(template: str, span: Span, zones: list[str], **parts: Any) -> str:
    first_day = datetime.fromtimestamp(span.from_us / 1e6, span.zone).date()
    last_day = datetime.fromtimestamp(span.to_us / 1e6 - 1, span.zone).date()
    args = {"from": first_day.isoformat(), "to": last_day.isoformat(), "tz": span.zone.key, "interval": span.interval}
    file = {
        **{name: value for name, value in request.args.items() if name in {"queue", "formula", "agent"} and value},
        **({"threshold_s": request.args["t"]} if _threshold() is not None else {}),
        "from": datetime.fromtimestamp(span.from_us / 1e6, span.zone).isoformat(),
        "to": datetime.fromtimestamp(span.to_us / 1e6, span.zone).isoformat(),
        "tz": span.zone.key,
        "interval": span.interval,
    }
    intervals = [
        ("15m", gettext("15 minutes")),
        ("hour", gettext("Hour")),
        ("day", gettext("Day")),
        ("month", gettext("Month")),
    ]
    return render_template(
        template, args=request.args, asked=args, zones=zones, intervals=intervals, file=urlencode(file), **parts
    )


def _span() -> Span:
    """The days that are asked for, in the zone that is asked for; what makes no sense becomes the default."""
    here = centre()
    name = request.args.get("tz", "")
    zone = ZoneInfo(name) if name in available_timezones() else here.zone
    today = local_day(now())
    last = min(as_date(request.args.get("to"), today), today + timedelta(days=1))
    first_day = min(as_date(request.args.get("from"), last - timedelta(days=DAYS_BACK)), last)
    first_day = max(first_day, last - timedelta(days=_LONGEST_DAYS))
    interval = request.args.get("interval", "")
    interval = interval if interval in INTERVALS else "day"
    if (last - first_day).days >= FINEST.get(interval, _LONGEST_DAYS + 1):
        interval = "day"
    return figures.span_of(
        _midnight(first_day, zone), _midnight(last + timedelta(days=1), zone), zone.key, interval, now()
    )


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)


def _asked() -> tuple[Formula | None, int | None]:
    name = request.args.get("formula", "")
    return Formula(name) if name in set(Formula) else None, _threshold()


def _threshold() -> int | None:
    text = request.args.get("t", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None


def _zones(session: Session) -> list[str]:
    """The zones in use, and the one that is asked for."""
    used = {centre().timezone, "UTC", *session.scalars(sa.select(Pbx.timezone).distinct())}
    asked = request.args.get("tz", "")
    return sorted(used | ({asked} if asked in available_timezones() else set()))


def _cut(span: Span, bucket: dict[str, Any]) -> Span:
    return Span(bucket["start_us"], bucket["end_us"], span.zone, span.interval, span.now_us)


def _queue_row(code: str | None, name: str, span: Span, row: dict[str, Any]) -> dict[str, Any]:
    def link(figure: str) -> dict[str, str] | None:
        return calls_behind(figure, span.from_us, span.to_us, code, row["sl_threshold_s"])

    return _row(QUEUES, name, row, link)


def _agent_row(code: str | None, name: str, span: Span, row: dict[str, Any]) -> dict[str, Any]:
    def link(figure: str) -> dict[str, str] | None:
        return None if code is None else calls_of_agent(figure, span.from_us, span.to_us, code)

    return {"code": code, **_row(AGENTS, name, {**row, "pauses": pauses_in_words(row)}, link)}


def _row(form: Any, name: str, row: dict[str, Any], link: Callable[[str], dict[str, str] | None]) -> dict[str, Any]:
    """A line of a table: each figure as written, with the calls behind it where there are any."""
    cells = []
    for column in form.columns:
        value, query = row.get(column.key), link(column.key) if row.get(column.key) else None
        cells.append({"key": column.key, "text": shown(column, value), "calls": urlencode(query) if query else ""})
    return {"title": name, "figures": row, "cells": {cell["key"]: cell for cell in cells}}


def _when(name: str) -> str:
    """A bucket's name without what every other has too: `11-21 09:00 +08:00`."""
    if "T" not in name:
        return name
    at = datetime.fromisoformat(name)
    return f"{at:%m-%d %H:%M} {at.isoformat()[-6:]}"
