"""What rosters stand on: kinds of shifts, sites with their rules, holidays, what is known of people."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any
from zoneinfo import available_timezones

from flask import render_template, request

from ticketing.actions.shifts import ACTIVITIES
from ticketing.auth import current_actor, needs
from ticketing.db import centre, now, reading
from ticketing.domain.holidays import CN
from ticketing.domain.permissions import Permission, reaches_of
from ticketing.domain.roster import Rules
from ticketing.errors import NotFound
from ticketing.models.shifts import ShiftTemplate
from ticketing.models.sites import CalendarDay
from ticketing.pages.admin import blueprint, page
from ticketing.pages.formats import local_day
from ticketing.queries import people, shifts
from ticketing.queries.rosters import sites, terms

BLANK_SITE = {"code": "", "name": "", "day_start_min": 0, "version": None}
#: Rows of a form that are left empty for more.
SPARE = 2


@blueprint.get("/rosters")
@needs(Permission.ROSTER_PUBLISH)
def rosters() -> str:
    """Kinds of shifts, sites, and the years whose holidays are known."""
    with reading() as session:
        templates = shifts.templates(session)
        places, teams = sites.everyone(session), sites.team_codes(session)
        known, missing = sites.known_years(session), sites.missing_year(session, local_day(now()))
        entered = sites.entered(session)
    counts = {year: sum(one.on_day.year == year for one in entered) for year in known}
    return page(
        "rosters",
        templates=sorted(templates, key=lambda one: (not one.active, not one.working)),
        sites=places,
        teams=teams,
        years=[(year, counts[year]) for year in sorted(known)],
        missing=missing,
    )


@blueprint.get("/rosters/templates/new")
@needs(Permission.ROSTER_PUBLISH)
def new_template() -> str:
    return _template_form(None)


@blueprint.get("/rosters/templates/<code>")
@needs(Permission.ROSTER_PUBLISH)
def one_template(code: str) -> str:
    with reading() as session:
        found = next((one for one in shifts.templates(session) if one.code == code), None)
    if found is None:
        raise NotFound(what="shift_template")
    return _template_form(found)


def _template_form(found: ShiftTemplate | None) -> str:
    breaks = [*(found.breaks if found else ()), *({} for _ in range(SPARE))]
    activities = [*(found.activities if found else ()), *({} for _ in range(SPARE))]
    return render_template(
        "admin/_shift_kind.html", template=found, breaks=breaks, activities=activities, kinds=ACTIVITIES
    )


@blueprint.get("/rosters/sites/new")
@needs(Permission.ROSTER_PUBLISH)
def new_site() -> str:
    return _site_form(None)


@blueprint.get("/rosters/sites/<code>")
@needs(Permission.ROSTER_PUBLISH)
def one_site(code: str) -> str:
    return _site_form(code)


def _site_form(code: str | None) -> str:
    with reading() as session:
        site = next((one for one in sites.everyone(session) if one.code == code), None)
        own = sites.team_codes(session).get(site.id, []) if site else []
        teams = [(team.code, team.name) for team in people.teams(session)]
    if code is not None and site is None:
        raise NotFound(what="site")
    usual = {field.name: getattr(Rules(), field.name) for field in fields(Rules)}
    zones = sorted(one for one in available_timezones() if "/" in one)
    said = site.rules if site else {}
    return render_template(
        "admin/_site.html",
        site=site or {**BLANK_SITE, "timezone": centre().timezone},
        is_new=site is None,
        rules=said,
        usual=usual,
        own=own,
        teams=teams,
        zones=zones,
        skills=_pairs(said.get("skills") or {}),
    )


def _pairs(skills: Mapping[str, int]) -> str:
    return ", ".join(f"{skill}={count}" for skill, count in sorted(skills.items()))


@blueprint.get("/rosters/holidays/<int:year>")
@needs(Permission.CALENDAR_ADMIN)
def holidays(year: int) -> str:
    """The year's days as they were entered; a year that was never entered begins with what is shipped."""
    if not 2000 <= year <= 2100:
        raise NotFound(what="holidays")
    with reading() as session:
        entered = [one for one in sites.entered(session) if one.on_day.year == year]
    rows = _entered_periods(entered) if entered else _shipped_periods(year)
    return render_template("admin/_holidays.html", year=year, rows=[*rows, *({} for _ in range(SPARE))])


def _entered_periods(days: list[CalendarDay]) -> list[dict[str, Any]]:
    """Days of one name that follow each other as one row."""
    rows: list[dict[str, Any]] = []
    for one in days:
        last = rows[-1] if rows else None
        joins = last is not None and one.kind == "holiday" and last["kind"] == "holiday" and last["name"] == one.name
        if last is not None and joins and (one.on_day - last["last_on"]).days == 1:
            last["last_on"] = one.on_day
        else:
            rows.append(_row(one.kind, one.name, one.on_day, one.on_day, one.as_dow))
    return rows


def _shipped_periods(year: int) -> list[dict[str, Any]]:
    rows = []
    for one in CN.get(year, ()):
        rows.append(_row("holiday", one.name, one.first, one.last, None))
        rows += [_row("makeup", one.name, day, day, as_dow) for day, as_dow in one.made_up]
    return rows


def _row(kind: str, name: str, first: date, last: date, as_dow: int | None) -> dict[str, Any]:
    return {"kind": kind, "name": name, "on_day": first, "last_on": last, "as_dow": as_dow}


@blueprint.get("/roster-people")
@needs(Permission.ROSTER_EDIT)
def roster_people() -> str:
    """What rosters know of everybody whose roster one may edit; `?q=` searches number and name."""
    text = request.args.get("q", "").strip().casefold()
    with reading() as session:
        rows = _terms(session)
    shown = [row for row in rows if text in f"{row['person']} {row['name']}".casefold()]
    return page("roster-people", rows=shown, q=text)


@blueprint.get("/roster-people/<person>")
@needs(Permission.ROSTER_EDIT)
def one_roster_person(person: str) -> str:
    with reading() as session:
        found = next((row for row in _terms(session) if row["person"] == person), None)
        templates = [one for one in shifts.templates(session) if one.active and one.working]
    if found is None:
        raise NotFound(what="person")
    choices = [("", "—"), *((one.code, one.name) for one in templates)]
    return render_template("admin/_terms.html", row=found, choices=choices)


def _terms(session: Any) -> list[dict[str, Any]]:
    actor = current_actor()
    reader = shifts.Reader(actor.id, actor.scope.team_id, reaches_of(actor, Permission.ROSTER_EDIT))
    return terms.everyone(session, reader)
