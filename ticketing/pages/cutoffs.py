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
from ticketing.errors import NotFound
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
        made = sheet.sheet_of(
            [row["cells"] for row in reversed(rows)], counts, f"{first} – {last}", gettext("Whole centre")
        )
        return render_template("reports/print.html", sheet=made, back=f"/cutoffs?from={first}&to={last}")
    rate = share(counts.attempted, counts.count)
    return render_template("cutoffs.html", rows=rows, counts=counts, rate=rate, days=(first, last), **_choices())


@blueprint.get("/cutoffs/<int:cutoff_id>")
@needs(Permission.CALLBACK_WORK)
def one(cutoff_id: int) -> str:
    """The form in which one entry is written on."""
    with reading() as session:
        entry = page.one(session, current_actor(), cutoff_id)
        if entry is None:
            raise NotFound(what="cutoffs")
        row, cells = entry.row, _row(entry, now())["cells"]
    logged = dict(words_of("cut_cause"))[row.cause.value]
    return render_template("_cutoff.html", row=row, cells=cells, logged=logged, causes=words_of("cut_cause"))


def words_of(table: str) -> list[tuple[str, str]]:
    """The register's codes of one sort with the words that the form has for them."""
    return [(code, gettext(word)) for code, word in sheet.WORDS[table].items()]


def _choices() -> dict[str, Any]:
    statuses = [(code, word) for code, word in words_of("cut_status") if code in page.STATUSES]
    return {"causes": words_of("cut_cause"), "statuses": statuses, "args": request.args}


def _row(entry: page.Entry, at: Any) -> dict[str, Any]:
    cells = sheet.row_of(entry, zone(), lambda table, code: gettext(sheet.WORDS[table].get(code, code)))
    owner = entry.row.callback.owner if entry.row.callback else None
    return {
        "id": entry.row.id,
        "cells": cells,
        "said": entry.row.said_cause is not None,
        "tone": sheet.TONES[entry.status],
        "late": entry.status == "open" and not entry.tries and entry.row.due_at < at,
        "owner": owner.name if owner else "",
        "calls": len(entry.row.visits),
    }
