"""Attendance: one day of everybody, one month by person, the weeks as they were published, the rules."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, render_template, request
from sqlalchemy.orm import Session

from ticketing.auth import current_actor, needs
from ticketing.db import centre, now, reading
from ticketing.domain.break_line import away_of
from ticketing.domain.days import day_bounds, monday_of
from ticketing.domain.permissions import Permission, Reach, reaches_of
from ticketing.pages import words
from ticketing.pages.formats import as_date
from ticketing.queries import break_line
from ticketing.queries.attendance import days, months, uncertified, weeks
from ticketing.queries.attendance.rules import rules
from ticketing.queries.people import teams

blueprint = Blueprint("attendance_pages", __name__, url_prefix="/attendance")


@blueprint.get("")
@needs(Permission.ATTENDANCE_READ)
def day() -> str:
    """`on` (today by default) and `team`: who should be there, who came and went, and what was found."""
    today = centre().day_of(now())
    on = as_date(request.args.get("on"), today)
    actor = current_actor()
    low, high = day_bounds(on, centre().zone, centre().day_start_hour)
    with reading() as session:
        rows = days.of_days(session, actor, on, on, now(), centre(), _team())
        mine = actor.id
        told = {
            "rows": rows,
            "bands": {band.code: band for band in rules(session).bands},
            "outages": weeks.outages(session, low, high) if _is_lead() else [],
            "excuses": weeks.excuses(session, low, high) if _is_lead() else [],
            "waiting": uncertified.of_actor(session, actor, today),
            "breaks": break_line.line(session, now()) if on == today and _is_lead() else None,
            "away_of": away_of,
            "on": on,
            "before": on - timedelta(days=1),
            "after": on + timedelta(days=1) if on < today else None,
        }
        return render_template("attendance/day.html", mine=mine, **told, **_around(session, "day"))


@blueprint.get("/<code>/<on>")
@needs(Permission.ATTENDANCE_READ)
def one(code: str, on: str) -> str:
    """One person's day with every revision and the evidence behind each."""
    day_ = as_date(on, centre().day_of(now()))
    with reading() as session:
        person = days.one_person(session, current_actor(), code)
        found = days.revisions(session, person.id, day_)
        bands = {band.code: band for band in rules(session).bands}
        return render_template("attendance/one.html", shown=person, on=day_, found=found, bands=bands)


@blueprint.get("/month")
@needs(Permission.ATTENDANCE_READ)
def month() -> str:
    """`month` (2026-03): counters, full attendance, and the texts of the centre's book that were reached."""
    today = centre().day_of(now())
    first = as_date(f"{request.args.get('month', '')}-01", today.replace(day=1))
    with reading() as session:
        rows = months.months(session, current_actor(), first, centre(), _team())
        return render_template("attendance/month.html", rows=rows, first=first, **_around(session, "month"))


@blueprint.get("/week")
@needs(Permission.ATTENDANCE_ADMIN)
def week() -> str:
    """`week` is any day of it; the last one that is over by default."""
    today = centre().day_of(now())
    monday = monday_of(as_date(request.args.get("week"), weeks.last_week(today)))
    with reading() as session:
        found = weeks.revisions(session, monday)
        newest = found[0] if found else None
        told = {"found": found, "newest": newest, "grid": _grid(newest.cells) if newest else {}}
        steps = {"monday": monday, "before": monday - timedelta(days=7), "after": monday + timedelta(days=7)}
        dates = [(monday + timedelta(days=n)).isoformat() for n in range(7)]
        return render_template("attendance/week.html", **told, **steps, dates=dates, **_around(session, "week"))


@blueprint.get("/rules")
@needs(Permission.ATTENDANCE_READ)
def the_rules() -> str:
    """Bands with their open and closed ends, the order of evidence, allowances."""
    with reading() as session:
        return render_template("attendance/rules.html", rules=rules(session), **_around(session, "rules"))


def _grid(cells: list[dict[str, Any]]) -> dict[str, dict[str, dict[str, Any]]]:
    """Cells by person and day."""
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for cell in cells:
        found.setdefault(cell["person"], {})[cell["on_day"]] = cell
    return found


def _around(session: Session, tab: str) -> dict[str, Any]:
    is_lead = _is_lead()
    return {
        "tab": tab,
        "teams": [(team.code, team.name) for team in teams(session)] if is_lead else [],
        "team": _team(),
        "is_lead": is_lead,
        "english": words.language() != "zh",
    }


def _is_lead() -> bool:
    """Whether the reader answers for other people's days."""
    return bool(reaches_of(current_actor(), Permission.ATTENDANCE_CERTIFY) & {Reach.TEAM, Reach.ALL})


def _team() -> str | None:
    return request.args.get("team") or None
