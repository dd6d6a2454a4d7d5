"""One's own settings: keys, ring, notifications, and what this browser can do."""

from flask import Blueprint, render_template

from ticketing.auth import signed_in
from ticketing.domain.keys import DEFAULTS
from ticketing.pages.formats import block

blueprint = Blueprint("settings", __name__)


@blueprint.get("/settings")
@signed_in
def own() -> str:
    """For everybody who has logged in."""
    return render_template("settings.html", usual=block(dict(DEFAULTS)))
