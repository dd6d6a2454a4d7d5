"""The pages that are live: a frame is painted here, the rows come over the socket."""

from typing import Any

from flask import Blueprint, render_template
from sqlalchemy.orm import Session

from ticketing.auth import current_actor, needs, public
from ticketing.db import reading
from ticketing.domain.permissions import Permission, Reach, reaches_of
from ticketing.pages.formats import block
from ticketing.pages.places import places
from ticketing.queries import people

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
