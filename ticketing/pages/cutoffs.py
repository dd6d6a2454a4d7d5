"""The register of cut-off calls: the list with its filters, and the form as it is printed."""

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, render_template, request
from flask_babel import gettext

from ticketing.auth import current_actor, needs
from ticketing.db import centre, now, reading
from ticketing.domain.days import day_bounds
from ticketing.domain.instants import instant, micros
from ticketing.domain.permissions import Permission
from ticketing.errors import NotFound
from ticketing.pages.formats import as_date, instant_us, zone
from ticketing.queries.cutoffs import page
from ticketing.reports import cutoffs as sheet
from ticketing.reports.forms import share

blueprint = Blueprint("cutoff_pages", __name__)

MOST = 300


@blueprint.get("/cutoffs")
@needs(Permission.CALLBACK_WORK)
def register() -> str:
    """`from` and `to` are business days, `status` and `cause` narrow; `print` gives the form on paper. Behind a figure
    they are instants, and `met` is what it counts."""
    args, at = request.args, now()
    (first, last), (from_us, to_us) = _stretch(centre().day_of(at))
    status, cause = args.get("met") or args.get("status", ""), args.get("cause", "")
    wanted = page.Filter(from_us=from_us, to_us=to_us, status=status, cause=cause)
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


def _stretch(today: date) -> tuple[tuple[date, date], tuple[int, int]]:
    """The business days that are asked for, and their instants; of the stretch of a figure the days that it touches."""
    args, here = request.args, centre()
    behind = instant_us(args.get("from")), instant_us(args.get("to"))
    if args.get("met") and behind[0] is not None and behind[1] is not None:
        days = here.day_of(instant(behind[0])), here.day_of(instant(max(behind[1] - 1, behind[0])))
        return days, (behind[0], behind[1])
    last = as_date(args.get("to"), today)
    first = as_date(args.get("from"), last - timedelta(days=6))
    start, _ = day_bounds(first, here.zone, here.day_start_hour)
    _, end = day_bounds(last, here.zone, here.day_start_hour)
    return (first, last), (micros(start), micros(end))


def words_of(table: str) -> list[tuple[str, str]]:
    """The register's codes of one sort with the words that the form has for them."""
    return [(code, gettext(word)) for code, word in sheet.WORDS[table].items()]


def _choices() -> dict[str, Any]:
    statuses = [(code, word) for code, word in words_of("cut_status") if code in page.STATUSES]
    statuses += [(code, gettext("Rung back within 5 minutes")) for code in page.RATED]
    chosen = request.args.get("met") or request.args.get("status", "")
    file_status = chosen if chosen in dict(statuses) else ""
    return {"causes": words_of("cut_cause"), "statuses": statuses, "chosen": chosen, "file_status": file_status}


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
