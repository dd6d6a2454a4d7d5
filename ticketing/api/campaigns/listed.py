"""The people on a plan's list, and the next of them for whoever is ready to ring."""

from typing import Any

from ticketing.actions import audit, campaigns
from ticketing.api.callbacks import answers
from ticketing.api.callbacks.bodies import CallbackSchema
from ticketing.api.campaigns import bodies
from ticketing.api.campaigns.blueprint import blp
from ticketing.api.campaigns.plans import seen
from ticketing.api.requests import paged, read_cursor
from ticketing.auth import current_actor, needs
from ticketing.db import do, reading
from ticketing.domain.permissions import Permission
from ticketing.models.callbacks import Callback
from ticketing.queries import campaigns as looks
from ticketing.work import Work


@blp.route("/<int:campaign_id>/targets", methods=["GET"])
@needs(Permission.CALLBACK_WORK, Permission.CAMPAIGN_WRITE)
@blp.arguments(bodies.TargetsArgs, location="query")
@blp.response(200, bodies.TargetsSchema)
def targets(args: dict[str, Any], campaign_id: int) -> dict[str, Any]:
    """Who stands on the list, and what came of them."""
    seen(campaign_id)
    cursor = read_cursor(args["after"], int)
    with reading() as session:
        found = looks.targets(session, campaign_id, args["state"], cursor[0] if cursor else 0, args["limit"] + 1)
    items, following = paged(found, args["limit"], lambda row: (row.id,))
    return {"items": [bodies.target(row) for row in items], "next": following}


@blp.route("/<int:campaign_id>/next", methods=["POST"])
@needs(Permission.CALLBACK_WORK)
@blp.response(201, CallbackSchema)
def draw(campaign_id: int) -> dict[str, Any]:
    """The next of the list as a call-back of mine; who holds one already gets that one again."""

    def deed(work: Work) -> Callback:
        callback = campaigns.draw(work, campaign_id)
        audit.record(work, "phone_opened", f"callback:{callback.id}")
        return callback

    return answers.seen(do(current_actor(), deed).id)
