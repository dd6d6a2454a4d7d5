"""The register of cut-off calls: the list with its filters, and the form as it is printed."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, render_template, request
from flask_babel import gettext

from ticketing.auth import current_actor, needs
from ticketing.db import centre, now, reading
from ticketing.domain.days import day_bounds
from ticketing.domain.instants import micros
from ticketing.domain.permissions import Permission
from ticketing.pages.formats import as_date, zone
from ticketing.queries.cutoffs import page
from ticketing.reports import cutoffs as sheet
from ticketing.reports.forms import share

blueprint = Blueprint("cutoff_pages", __name__)

MOST = 300


@blueprint.get("/cutoffs")
@needs(Permission.CALLBACK_WORK)
def register() -> str:
    """`from` and `to` are business days, `status` and `cause` narrow; `print` gives the form on paper."""
    args, at = request.args, now()
    today = centre().day_of(at)
    last = as_date(args.get("to"), today)
    first = as_date(args.get("from"), last - timedelta(days=6))
    start, _ = day_bounds(first, centre().zone, centre().day_start_hour)
    _, end = day_bounds(last, centre().zone, centre().day_start_hour)
    status, cause = args.get("status", ""), args.get("cause", "")
    wanted = page.Filter(from_us=micros(start), to_us=micros(end), status=status, cause=cause)
    with reading() as session:
        entries = page.page(session, current_actor(), wanted, None, MOST)
        counts = page.figures(session, current_actor(), wanted)
        rows = [_row(entry, at) for entry in entries]
    if args.get("print"):
        made = sheet.sheet_of([row["cells"] for row in reversed(rows)], counts, f"{first} – {last}", "")
        return render_template("reports/paper.html", sheet=made)
    rate = share(counts.attempted, counts.count)
    return render_template("cutoffs.html", rows=rows, counts=counts, rate=rate, days=(first, last), **_choices())


def _choices() -> dict[str, Any]:
    words = {table: [(code, gettext(word)) for code, word in sheet.WORDS[table].items()] for table in sheet.WORDS}
    return {"causes": words["cut_cause"], "statuses": words["cut_status"], "args": request.args}


def _row(entry: page.Entry, at: Any) -> dict[str, Any]:
    cells = sheet.row_of(entry, zone(), lambda table, code: gettext(sheet.WORDS[table].get(code, code)))
    owner = entry.row.callback.owner if entry.row.callback else None
    return {
        "cells": cells,
        "tone": sheet.TONES[entry.status],
        "late": entry.status == "open" and not entry.tries and entry.row.due_at < at,
        "owner": owner.name if owner else "",
        "calls": len(entry.row.visits),
    }
