"""The catalogue of sheets, and each sheet as a page that prints as paper."""

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, current_app, render_template, request
from flask.sansio.blueprints import BlueprintSetupState
from flask_babel import gettext

from ticketing.auth import current_actor, needs
from ticketing.db import reading
from ticketing.domain.days import business_day
from ticketing.domain.permissions import Permission
from ticketing.errors import NotFound
from ticketing.models.reports import ReportRun
from ticketing.pages.formats import as_date, zone
from ticketing.queries import reports as looks
from ticketing.reports import made
from ticketing.reports.catalogue import CATALOGUE
from ticketing.reports.cells import shown
from ticketing.reports.forms import Kind, Sheet

blueprint = Blueprint("report_pages", __name__, url_prefix="/reports")

NUMBERS = frozenset({Kind.COUNT, Kind.PERCENT, Kind.DURATION, Kind.MONEY})


@blueprint.record_once
def _paper(state: BlueprintSetupState) -> None:
    """What the sheet's own template needs, on whichever page or file it stands."""
    # Jinja's own _() would take the per cent sign of a column's title for a place to fill.
    state.app.jinja_env.globals.update(shown_cell=shown, number_kinds=NUMBERS, say=gettext)


@blueprint.get("")
@needs(Permission.REPORT_READ)
def catalogue() -> str:
    """Every sheet there is, and how the latest nights went."""
    with reading() as session:
        runs = looks.runs(session, limit=30)
        nights = [_night(run) for run in runs]
    return render_template("reports/catalogue.html", sheets=_sheets(), nights=nights, yesterday=_yesterday())


@blueprint.get("/<key>")
@needs(Permission.REPORT_READ)
def sheet(key: str) -> str:
    """One day's sheet; a day that has none yet says so and offers the latest that has."""
    if key not in CATALOGUE:
        raise NotFound(what="report")
    on = as_date(request.args.get("on"), _yesterday())
    with reading() as session:
        filled = _filled(session, key, on)
    about = {"key": key, "on": on, "title": gettext(CATALOGUE[key].form.title)}
    days = {"before": on - timedelta(days=1), "after": on + timedelta(days=1), "yesterday": _yesterday()}
    return render_template("reports/sheet.html", sheet=filled, **about, **days)


def _filled(session: Any, key: str, on: date) -> Sheet | None:
    try:
        return made.sheet(session, current_actor(), made.Wanted(key, on), zone(), gettext("Whole centre"))
    except NotFound:
        return None


def _sheets() -> list[dict[str, Any]]:
    return [
        {"key": key, "title": gettext(entry.form.title), "nightly": entry.nightly, "columns": len(entry.form.columns)}
        for key, entry in CATALOGUE.items()
    ]


def _night(run: ReportRun) -> dict[str, Any]:
    title = gettext(CATALOGUE[run.key].form.title) if run.key in CATALOGUE else run.key
    names = ("key", "period_start", "revision", "state", "started_at", "finished_at", "reason")
    return {"title": title, **{name: getattr(run, name) for name in names}}


def _yesterday() -> date:
    now = current_app.extensions["clock"].now()
    return business_day(now, zone(), current_app.config["REXIAN"].day_start_hour) - timedelta(days=1)
