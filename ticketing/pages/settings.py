"""One's own settings: keys, ring, notifications, and what this browser can do."""

from flask import Blueprint, render_template

from ticketing.auth import current_actor, signed_in
from ticketing.db import reading
from ticketing.domain.keys import DEFAULTS
from ticketing.models.roster_runs import FeedKind
from ticketing.pages.formats import block
from ticketing.queries import feeds

blueprint = Blueprint("settings", __name__)


@blueprint.get("/settings")
@signed_in
def own() -> str:
    """For everybody who has logged in."""
    with reading() as session:
        good = {feed.kind.value: feed for feed in feeds.of_person(session, current_actor().id or 0)}
    kinds = [(kind.value, good.get(kind.value)) for kind in FeedKind]
    return render_template("settings.html", usual=block(dict(DEFAULTS)), feeds=kinds)
