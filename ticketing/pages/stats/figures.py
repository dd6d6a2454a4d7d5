"""Queue and agent statistics: a period, a chart with its table, every figure with its formula and its calls."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from flask import request
from flask_babel import gettext

from ticketing.auth import current_actor, needs
from ticketing.db import reading
from ticketing.domain.metrics import Formula
from ticketing.domain.permissions import Permission
from ticketing.pages.charts import bars
from ticketing.pages.frame import may
from ticketing.pages.places import queue_names
from ticketing.pages.stats.asked import page, span, threshold, zones
from ticketing.pages.stats.blueprint import blueprint
from ticketing.queries import figures
from ticketing.queries.figures import Asked, Span
from ticketing.queries.figures.drill import stays_behind, stays_of_agent
from ticketing.reports.cells import shown
from ticketing.reports.figures import AGENTS, FORMULAS, QUEUES, pauses_in_words


@blueprint.get("/queues")
@needs(Permission.BOARD_READ)
def queues() -> str:
    """`from` and `to` (days, both included), `interval`, `tz`, `queue`, `formula`, `t` (seconds) narrow."""
    what, asked = span(), _asked()
    with reading() as session:
        codes = figures.queues_of(session, current_actor(), request.args.get("queue") or None)
        names = queue_names(session)
        choices = zones(session)
    with reading() as session:
        found = figures.queue_report(session, what, Asked(codes, *asked))
    total = [_queue_row(code, names.get(code, code), what, row) for code, row in found.total.items()]
    together = _queue_row(None, gettext("All queues"), what, found.together)
    buckets = [
        {"name": _when(one["name"]), **_queue_row(request.args.get("queue") or None, "", _cut(what, one), row)}
        for one, row in zip(found.buckets, found.each, strict=True)
    ]
    series = [("offered", gettext("Offered")), ("answered", gettext("Answered")), ("abandoned", gettext("Abandoned"))]
    return page(
        "stats/queues.html",
        what,
        choices,
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
    what = span()
    with reading() as session:
        people, names = (
            figures.people_of(session, current_actor(), request.args.get("agent") or None),
            figures.names_of(session),
        )
        everybody = figures.people_of(session, current_actor())
        choices = zones(session)
    with reading() as session:
        found = figures.agent_report(session, what, people)
    total = [_agent_row(code, names.get(code, ""), what, row) for code, row in found.total.items()]
    together = _agent_row(None, gettext("All agents"), what, found.together)
    only = request.args.get("agent") or None
    buckets = [
        {"name": _when(one["name"]), **_agent_row(only, "", _cut(what, one), row)}
        for one, row in zip(found.buckets, found.each, strict=True)
    ]
    hours = [(one["name"], {name: (one["figures"][name] or 0) / 3600 for name in _HOURS}) for one in buckets]
    series = [(name, gettext(title)) for name, title in _HOURS.items()]
    return page(
        "stats/agents.html",
        what,
        choices,
        form=AGENTS,
        total=total,
        together=together,
        buckets=buckets,
        chart=bars(hours, series, None),
        agents=sorted((code, names.get(code, "")) for code in everybody.values()),
    )


_HOURS = {"talk_s": "Talking", "ready_s": "Ready", "acw_s": "Wrap-up", "paused_s": "Paused"}


def _asked() -> tuple[Formula | None, int | None]:
    name = request.args.get("formula", "")
    return Formula(name) if name in set(Formula) else None, threshold()


def _cut(what: Span, bucket: dict[str, Any]) -> Span:
    return Span(bucket["start_us"], bucket["end_us"], what.zone, what.interval, what.now_us)


def _queue_row(code: str | None, name: str, what: Span, row: dict[str, Any]) -> dict[str, Any]:
    def link(figure: str) -> dict[str, str] | None:
        level = (row["sl_threshold_s"], Formula(row["sl_name"]))
        return stays_behind(figure, what.from_us, what.to_us, code, *level) if may(Permission.CALL_READ) else None

    return _row(QUEUES, name, row, link)


def _agent_row(code: str | None, name: str, what: Span, row: dict[str, Any]) -> dict[str, Any]:
    def link(figure: str) -> dict[str, str] | None:
        if code is None or not may(Permission.CALL_READ):
            return None
        return stays_of_agent(figure, what.from_us, what.to_us, code)

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
