"""The pages that are live: a frame is painted here, the rows come over the socket."""

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, current_app, render_template, request
from markupsafe import Markup
from sqlalchemy.orm import Session

from ticketing.auth import current_actor, needs, public
from ticketing.db import reading
from ticketing.domain.days import monday_of
from ticketing.domain.permissions import Permission, Reach, Target, Verdict, judge, reaches_of
from ticketing.models.people import Person, Team
from ticketing.models.shifts import ShiftTemplate
from ticketing.pages.formats import as_date, block, local_day
from ticketing.pages.places import places
from ticketing.queries import people, shifts
from ticketing.queries.rosters import missing_year

blueprint = Blueprint("boards", __name__)


@blueprint.get("/kiosk")
@public
def kiosk() -> str:
    """Where a kiosk link leads: the page hands the token behind the # in, and goes on to the wallboard."""
    return render_template("kiosk.html")


@blueprint.get("/wallboard")
@needs(Permission.BOARD_READ)
def wallboard() -> str:
    with reading() as session:
        teams = {team.code: team.name for team in people.teams(session)}
        lead = _lead(session)
    # Names lead to people's days only for who may look at other people's.
    sees_days = bool(reaches_of(current_actor(), Permission.REPORT_READ) & {Reach.TEAM, Reach.ALL})
    screen = current_actor().id is None
    return render_template("wallboard.html", teams=block(teams), lead=block(lead), sees_days=sees_days, screen=screen)


def _lead(session: Session) -> dict[str, Any]:
    """Whose calls and states the reader may move; `teams` null: everybody's."""
    actor = current_actor()
    listen, force = (reaches_of(actor, right) for right in (Permission.CALL_LISTEN, Permission.AGENT_STATE_FORCE))
    reaches = listen | force
    own = [team.code for team in people.teams(session) if team.id == actor.scope.team_id]
    decides = bool(reaches_of(actor, Permission.LEAVE_DECIDE) | reaches_of(actor, Permission.ESCALATION_ASSIGN))
    rights = {"listen": bool(listen), "force": bool(force), "decides": decides}
    return {"teams": None if Reach.ALL in reaches else own, **rights}


@blueprint.get("/desk")
@needs(Permission.ESCALATION_READ)
def desk() -> str:
    with reading() as session:
        return render_template("desk.html", places=places(session))


@blueprint.get("/shifts")
@needs(Permission.ROSTER_READ)
def week() -> str:
    """One week's grid; `?week=` is any day of it, `?team=` narrows."""
    today = local_day(current_app.extensions["clock"].now())
    monday = monday_of(as_date(request.args.get("week"), today))
    team = request.args.get("team") or None
    actor = current_actor()
    reader = shifts.Reader(actor.id, actor.scope.team_id, reaches_of(actor, Permission.ROSTER_READ))
    with reading() as session:
        agents = [person for person in shifts.agents(session, reader) if person.team]
        teams = {person.team.code: person.team for person in agents if person.team}
        shown = [person for person in agents if team is None or (person.team and person.team.code == team)]
        data = _data(monday, shown, shifts.templates(session))
        names = [(each.code, each.name) for each in teams.values()]
        missing = missing_year(session, today)
    return render_template(
        "shifts.html", data=data, teams=names, team=team, missing=missing, weeks=1, **_around(monday)
    )


def _around(monday: date) -> dict[str, Any]:
    one_week = timedelta(days=7)
    return {"week": monday, "days": _days(monday), "before": monday - one_week, "after": monday + one_week}


def _days(monday: date) -> list[str]:
    return [(monday + timedelta(days=n)).isoformat() for n in range(7)]


def _data(monday: date, agents: list[Person], templates: Any) -> Markup:
    return block(
        {
            "week": monday.isoformat(),
            "days": _days(monday),
            # Work before rest: the first digits are the ones used most.
            "templates": [_template(each) for each in sorted(templates, key=lambda each: not each.working)],
            "people": [_person(each, each.team) for each in agents if each.team],
            "editable": _teams(agents, Permission.ROSTER_EDIT),
            "publishable": _teams(agents, Permission.ROSTER_PUBLISH),
        }
    )


def _teams(agents: list[Person], right: Permission) -> list[str]:
    """The teams over which the reader has the right."""
    teams = {each.team.code: Target(team_id=each.team_id) for each in agents if each.team}
    return [code for code, target in teams.items() if judge(current_actor(), right, target) is Verdict.ALLOWED]


def _template(each: ShiftTemplate) -> dict[str, Any]:
    names = ("code", "name", "name_en", "start_min", "end_min", "break_min", "working", "active")
    return {name: getattr(each, name) for name in names}


def _person(each: Person, team: Team) -> dict[str, Any]:
    return {"code": each.code, "name": each.name, "team": team.code, "team_name": team.name}
