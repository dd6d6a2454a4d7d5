"""Where every statistics page hangs."""

from flask import Blueprint, redirect
from werkzeug import Response

from ticketing.auth import needs
from ticketing.domain.permissions import Permission
from ticketing.pages.frame import may

blueprint = Blueprint("stats_pages", __name__, url_prefix="/stats")


@blueprint.get("")
@needs(Permission.BOARD_READ, Permission.REPORT_READ)
def first() -> Response:
    """The statistics that whoever asks may see."""
    return redirect("/stats/queues" if may(Permission.BOARD_READ) else "/stats/agents")
