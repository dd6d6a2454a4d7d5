"""The catalogue of sheets, and each sheet as a page that prints as paper."""

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, render_template, request
from flask.sansio.blueprints import BlueprintSetupState
from flask_babel import gettext

from ticketing.actions.report_nights import MOST_DAYS_BACK
from ticketing.auth import current_actor, needs
from ticketing.db import centre, now, reading
from ticketing.domain.permissions import Permission, Verdict, judge
from ticketing.errors import Invalid, NotFound
from ticketing.models.reports import ReportRun
from ticketing.pages.formats import as_date
from ticketing.pages.sheet_charts import drawn
from ticketing.pages.sheet_links import links_of
from ticketing.queries import custom_reports, lists
from ticketing.queries import reports as looks
from ticketing.reports import choice, closes, made
from ticketing.reports.catalogue import CATALOGUE, TITLES
from ticketing.reports.cells import shown
from ticketing.reports.corrections import told
from ticketing.reports.entries import Entry
from ticketing.reports.forms import Kind, Layout, Sheet
from ticketing.reports.periods import Grain, span_around
from ticketing.reports.words import WORDS, worded

blueprint = Blueprint("report_pages", __name__, url_prefix="/reports")

NUMBERS = frozenset({Kind.COUNT, Kind.PERCENT, Kind.DURATION, Kind.MONEY})
#: Sheets that are filled when somebody looks show this many rows; the file has them all.
MOST_SHOWN = 500
#: So many reports of one's own stand in the catalogue.
MOST_OWN = 50


@blueprint.record_once
def _paper(state: BlueprintSetupState) -> None:
    """What the sheet's own template needs, on whichever page or file it stands."""
    # Jinja's own _() would take the per cent sign of a column's title for a place to fill.
    state.app.jinja_env.globals.update(
        shown_cell=shown,
        number_kinds=NUMBERS,
        say=gettext,
        drawn_chart=drawn,
        correction_of=told,
        links_of=lambda sheet: links_of(sheet, centre()),
        forms_of=_forms_of,
        say_dimensions=lambda names: ", ".join(gettext(WORDS["dimension"][name]) for name in sorted(names)),
        titles_of=lambda form: {column.key: column.title for column in form.columns},
    )


def _forms_of(subject: str) -> list[tuple[str, str]]:
    """Key and English title of the forms that are filled from one matter, for the page of that matter."""
    return [
        (key, entry.form.title)
        for key, entry in CATALOGUE.items()
        if entry.grain is Grain.ONE and entry.form.subject == subject
    ]


@blueprint.get("")
@needs(Permission.REPORT_READ)
def catalogue() -> str:
    """Every sheet there is by subject, and how the latest nights went."""
    with reading() as session:
        nights = [_night(run) for run in looks.runs(session, limit=30)]
        failing = closes.failing(session, _yesterday() - _KEPT)
        own = custom_reports.page(session, current_actor(), None, MOST_OWN) if _builds() else ()
    return render_template("reports/catalogue.html", subjects=_subjects(), nights=nights, failing=failing, own=own)


def _builds() -> bool:
    return judge(current_actor(), Permission.REPORT_BUILD) is not Verdict.FORBIDDEN


@blueprint.get("/<key>")
@needs(Permission.REPORT_READ, Permission.QUALITY_READ)
def sheet(key: str) -> str:
    """One sheet: of a day, a stretch, a matter (`number`) or empty (`blank`); `print` is the paper alone.

    A day that has none yet says so; a stretch that makes no sense says why.
    """
    entry = made.entry_of(current_actor(), key)
    wanted = _wanted(entry)
    filled, problem = _sheet(wanted) if wanted.is_blank or _is_asked(entry, wanted) else (None, "")
    paper = request.args.get("print") or wanted.is_blank
    if paper and filled is not None:
        return render_template("reports/print.html", sheet=filled, back=_back(key))
    return render_template("reports/sheet.html", sheet=filled, problem=problem, **_around(entry, wanted))


def _is_asked(entry: Entry, wanted: made.Wanted) -> bool:
    return not entry.is_blank and (entry.grain is not Grain.ONE or bool(wanted.number))


def _wanted(entry: Entry) -> made.Wanted:
    args = request.args
    today = centre().day_of(now())
    usual = today if entry.grain in (Grain.NOW, Grain.SPAN, Grain.ONE) else span_around(today, entry.grain)[0] - _DAY
    on = as_date(args.get("on"), usual)
    until = as_date(args.get("to"), on) if entry.grain is Grain.SPAN else None
    number = args.get("number", "").strip()[:40]
    blank = bool(args.get("blank"))
    return made.Wanted(entry.form.key, on, None, until, number, blank, MOST_SHOWN)


_DAY, _KEPT = timedelta(days=1), timedelta(days=MOST_DAYS_BACK)


def _sheet(wanted: made.Wanted) -> tuple[Sheet | None, str]:
    """The sheet as this person reads it, or None and why there is none."""
    reader = made.Reader(current_actor(), centre(), now(), gettext("Whole centre"))
    try:
        with reading() as session:
            found = made.sheet(session, reader, wanted)
            chosen = lists.columns(session, current_actor(), choice.subject_of(wanted.key), ())
    except NotFound:
        return None, ""
    except Invalid as refusal:
        return None, problems().get(refusal.code, refusal.code)
    return worded(choice.narrowed(found, chosen), gettext, TITLES), ""


def problems() -> dict[str, str]:
    """Why a sheet cannot be shown, in the reader's words, by the code of the refusal."""
    return {
        "period_ahead": gettext("These days have not begun yet."),
        "period_reversed": gettext("The last day lies before the first."),
        "period_too_long": gettext("A sheet covers one year at most."),
        "day_missing": gettext("Say the first and the last day."),
        "too_many_rows": gettext("These are more rows than a page holds. Narrow it, or have it made as a file."),
        "too_many_buckets": gettext("These are more rows than a page holds. Narrow it, or have it made as a file."),
        "too_many_measures": gettext("Twelve figures are enough for one report."),
        "not_crossed": gettext("This can be parted by one or by time, not by both."),
        "forbidden": gettext("You may not ask about this."),
    }


def _around(entry: Entry, wanted: made.Wanted) -> dict[str, Any]:
    """What stands around the paper: the days before and after, the columns, where people work with the same rows."""
    first, last = span_around(wanted.on, entry.grain)
    with reading() as session:
        chosen = lists.columns(session, current_actor(), choice.subject_of(wanted.key), ())
        subscribed = looks.is_subscribed(session, wanted.key, current_actor().id)
    return {
        "subscribed": subscribed,
        "entry": entry,
        "key": wanted.key,
        "title": gettext(entry.form.title),
        "on": wanted.on,
        "to": wanted.until or last,
        "number": wanted.number,
        "before": first - _DAY,
        "after": last + _DAY,
        "today": centre().day_of(now()),
        "chosen": chosen,
        "is_list": entry.form.layout is Layout.LIST,
        "most": MOST_SHOWN,
    }


def _back(key: str) -> str:
    kept = {name: value for name, value in request.args.items() if name in {"on", "to", "number"}}
    return f"/reports/{key}?" + "&".join(f"{name}={value}" for name, value in kept.items())


def _subjects() -> list[tuple[str, list[dict[str, Any]]]]:
    """The sheets that this person may open, by subject, those of the binders by their number."""
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in WORDS["subject"]}
    for key, entry in CATALOGUE.items():
        if judge(current_actor(), entry.right) is not Verdict.FORBIDDEN:
            found[entry.form.subject].append(_card(key, entry))
    return [(gettext(WORDS["subject"][name]), cards) for name, cards in found.items() if cards]


def _card(key: str, entry: Entry) -> dict[str, Any]:
    form = entry.form
    names = {"title": gettext(form.title), "columns": len(form.columns), "item": form.item, "key": key}
    return names | {"nightly": entry.nightly, "grain": entry.grain.value, "layout": form.layout.value}


def _night(run: ReportRun) -> dict[str, Any]:
    title = gettext(CATALOGUE[run.key].form.title) if run.key in CATALOGUE else run.key
    names = ("key", "period_start", "revision", "state", "started_at", "finished_at", "reason")
    return {"title": title, **{name: getattr(run, name) for name in names}}


def _yesterday() -> date:
    return centre().day_of(now()) - _DAY
