"""What people ask of the roster, and the versions of a week: who changed which cell when and why."""

from datetime import date

from flask import Blueprint, render_template, request
from flask_babel import gettext
from sqlalchemy.orm import Session

from ticketing.auth import current_actor, needs
from ticketing.db import centre, now, reading
from ticketing.domain.actors import Actor
from ticketing.domain.days import monday_of
from ticketing.domain.permissions import Permission, Reach, reaches_of
from ticketing.domain.roster.entitlement import Entitlement
from ticketing.errors import NotFound
from ticketing.models.roster_runs import RosterRun
from ticketing.pages.formats import as_date, local_day
from ticketing.queries import leaves, people
from ticketing.queries import rosters as places
from ticketing.queries.rosters import history
from ticketing.reports.roster_words import said

blueprint = Blueprint("roster_pages", __name__)


@blueprint.get("/shifts/requests")
@needs(Permission.LEAVE_ASK, Permission.LEAVE_DECIDE)
def requests() -> str:
    """What one has asked for, what one is asked, which gaps there are; for whoever decides, what waits."""
    actor = current_actor()
    reaches = reaches_of(actor, Permission.LEAVE_DECIDE)
    whose = leaves.Whose(actor.id, actor.scope.team_id, reaches or frozenset({Reach.OWN}))
    with reading() as session:
        place = places.place_of(session, actor.scope.team_id, centre())
        today = place.day_of(now())
        team_ids = place.team_ids if actor.scope.team_id is not None else None
        usual = place.rules.month_rests
        return render_template(
            "requests.html",
            me=actor.id,
            decides=bool(reaches),
            today=today,
            leaves=leaves.leaves(session, whose, today),
            swaps=leaves.swaps(session, whose, today),
            covers=leaves.covers(session, today, team_ids),
            shifts=leaves.shifts_ahead(session, actor.id, now()),
            others=_others(session, actor, place.team_ids),
            rests=_rests(session, actor, today, usual),
        )


def _others(session: Session, actor: Actor, team_ids: tuple[int, ...]) -> list[tuple[str, str]]:
    """Everybody else of the site, for a swap or a sick call."""
    rows = people.of_teams(session, team_ids)
    return [(row.code or "", row.name) for row in rows if row.id != actor.id]


def _rests(session: Session, actor: Actor, today: date, usual: int | None) -> list[Entitlement]:
    if usual is None or actor.id is None:
        return []
    return [leaves.entitlement_of(session, actor.id, month, usual) for month in leaves.this_and_next(today)]


@blueprint.get("/shifts/runs/<int:run_id>")
@needs(Permission.ROSTER_PUBLISH)
def run(run_id: int) -> str:
    """How far a generation is, what came of it and what could not be met."""
    with reading() as session:
        found, names = session.get(RosterRun, run_id), people.names(session)
    if found is None:
        raise NotFound(what="roster_run")
    shortages, breaches = (said(rows, names, gettext) for rows in (found.shortages or [], found.breaches or []))
    return render_template("roster_run.html", run=found, shortages=shortages, breaches=breaches)


@blueprint.get("/shifts/versions")
@needs(Permission.ROSTER_READ)
def versions() -> str:
    """`team` by code and `week`, any day of it."""
    actor = current_actor()
    reaches = reaches_of(actor, Permission.ROSTER_READ)
    monday = monday_of(as_date(request.args.get("week"), local_day(now())))
    with reading() as session:
        seen = [team for team in people.teams(session) if Reach.ALL in reaches or team.id == actor.scope.team_id]
        team = next((one for one in seen if one.code == request.args.get("team")), None)
        if team is None:
            raise NotFound(what="team")
        names = people.names(session)
        told = history.versions(session, team.code, monday)
    rows = [{"told": one, "findings": said(one.version.findings, names, gettext)} for one in told]
    return render_template("roster_versions.html", team=team, week=monday, rows=rows, names=names)
