"""The versions of a week: who changed which cell of a published roster, when and why."""

from flask import Blueprint, render_template, request
from flask_babel import gettext

from ticketing.auth import current_actor, needs
from ticketing.db import now, reading
from ticketing.domain.days import monday_of
from ticketing.domain.permissions import Permission, Reach, reaches_of
from ticketing.errors import NotFound
from ticketing.pages.formats import as_date, local_day
from ticketing.queries import people
from ticketing.queries.rosters import history
from ticketing.reports.roster_words import said

blueprint = Blueprint("roster_pages", __name__)


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
