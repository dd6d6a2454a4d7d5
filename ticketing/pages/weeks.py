"""The roster as a grid: one week, or four, edited in the browser; the cells come by the page's socket."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, current_app, render_template, request
from markupsafe import Markup
from sqlalchemy.orm import Session

from ticketing.auth import current_actor, needs
from ticketing.db import centre, reading
from ticketing.domain.days import monday_of
from ticketing.domain.permissions import Permission, Reach, Target, Verdict, judge, reaches_of
from ticketing.domain.roster import DayKind
from ticketing.models.people import Person, Team
from ticketing.models.shifts import ShiftTemplate
from ticketing.pages.formats import as_date, block, local_day
from ticketing.queries import admin, shifts
from ticketing.queries.rosters import missing_year, places, special_days
from ticketing.queries.rosters.plans import template_of

blueprint = Blueprint("weeks", __name__)

LONG = 4
_TEMPLATE = ("code", "name", "name_en", "start_min", "end_min", "break_min", "working", "active")


@blueprint.get("/shifts")
@needs(Permission.ROSTER_READ)
def week() -> str:
    """The grid; `?week=` is any day of the first week, `?weeks=4` shows four of them, `?team=` narrows."""
    today = local_day(current_app.extensions["clock"].now())
    monday = monday_of(as_date(request.args.get("week"), today))
    weeks = LONG if request.args.get("weeks") == str(LONG) else 1
    team = request.args.get("team") or None
    actor = current_actor()
    reader = shifts.Reader(actor.id, actor.scope.team_id, reaches_of(actor, Permission.ROSTER_READ))
    with reading() as session:
        agents = [person for person in shifts.agents(session, reader) if person.team]
        teams = {person.team.code: person.team.name for person in agents if person.team}
        shown = [person for person in agents if team is None or (person.team and person.team.code == team)]
        is_whole = team is None and Reach.ALL in reader.reaches
        data = _data(session, monday, weeks, shown, is_whole)
        missing = missing_year(session, today)
    around = _around(monday, weeks)
    return render_template(
        "shifts.html", data=data, teams=[*teams.items()], team=team, missing=missing, weeks=weeks, **around
    )


def _around(monday: date, weeks: int) -> dict[str, Any]:
    step = timedelta(weeks=weeks)
    return {"week": monday, "days": _days(monday, weeks), "before": monday - step, "after": monday + step}


def _days(monday: date, weeks: int) -> list[str]:
    return [(monday + timedelta(days=n)).isoformat() for n in range(7 * weeks)]


def _data(session: Session, monday: date, weeks: int, agents: Sequence[Person], is_whole: bool) -> Markup:
    """What the page knows before the first row of the board comes."""
    # Work before rest: the first digits are the ones used most.
    templates = sorted(shifts.templates(session), key=lambda each: not each.working)
    kinds = special_days(session, monday, monday + timedelta(weeks=weeks))
    days = [monday + timedelta(days=n) for n in range(7 * weeks)]
    editable = _teams(agents, Permission.ROSTER_EDIT)
    queues = [one for one in admin.queues(session) if one.active] if editable else []
    return block(
        {
            "week": monday.isoformat(),
            "weeks": [(monday + timedelta(weeks=n)).isoformat() for n in range(weeks)],
            "days": _days(monday, weeks),
            "templates": [_template(each) | {"wanted": _wanted(each, days, kinds)} for each in templates],
            "people": [_person(each, each.team) for each in agents if each.team],
            # How many a shift wants is said of a site: of a team alone nobody can tell.
            "whole": is_whole and len({one.id for one in places(session, centre()).values()}) == 1,
            "queues": [{"code": one.code, "name": one.name, "name_en": one.name_en} for one in queues],
            "editable": editable,
            "publishable": _teams(agents, Permission.ROSTER_PUBLISH),
        }
    )


def _teams(agents: Sequence[Person], right: Permission) -> list[str]:
    """The teams over which the reader has the right."""
    teams = {each.team.code: Target(team_id=each.team_id) for each in agents if each.team}
    return [code for code, target in teams.items() if judge(current_actor(), right, target) is Verdict.ALLOWED]


def _template(each: ShiftTemplate) -> dict[str, Any]:
    return {name: getattr(each, name) for name in _TEMPLATE}


def _wanted(each: ShiftTemplate, days: Sequence[date], kinds: dict[date, DayKind]) -> list[int]:
    rule = template_of(each)
    usual = {True: DayKind.WORKDAY, False: DayKind.REST}
    return [rule.wanted(kinds.get(day, usual[day.weekday() < 5])) for day in days]


def _person(each: Person, team: Team) -> dict[str, Any]:
    return {"code": each.code, "name": each.name, "team": team.code, "team_name": team.name}
