"""Plans: made, changed, run, signed, each with how far it is."""

from typing import Any

from flask.views import MethodView

from ticketing.actions import campaigns
from ticketing.actions.campaigns import CampaignWish
from ticketing.api.campaigns import bodies
from ticketing.api.campaigns.blueprint import blp
from ticketing.api.idempotent import idempotent
from ticketing.api.requests import if_match, paged, read_cursor
from ticketing.auth import current_actor, needs
from ticketing.db import do, reading
from ticketing.domain.permissions import Permission
from ticketing.errors import NotFound
from ticketing.queries import campaigns as looks


@blp.route("")
class Plans(MethodView):
    @needs(Permission.CALLBACK_WORK, Permission.CAMPAIGN_WRITE)
    @blp.arguments(bodies.CampaignsArgs, location="query")
    @blp.response(200, bodies.CampaignsSchema)
    def get(self, args: dict[str, Any]) -> dict[str, Any]:
        """The newest first, each with how far it is."""
        cursor = read_cursor(args["after"], int)
        states = [args["state"]] if args["state"] else []
        with reading() as session:
            found = looks.page(session, current_actor(), states, cursor[0] if cursor else None, args["limit"] + 1)
            items, following = paged(found, args["limit"], lambda row: (row.id,))
            progress = looks.progress(session, [row.id for row in items])
            return {"items": [bodies.campaign(row, progress[row.id]) for row in items], "next": following}

    @needs(Permission.CAMPAIGN_WRITE)
    @idempotent
    @blp.arguments(bodies.CampaignBody)
    @blp.response(201, bodies.CampaignSchema)
    def post(self, body: dict[str, Any]) -> dict[str, Any]:
        """A draft; its list comes as a file (`POST /file-jobs?kind=follow_ups&into=<id>`)."""
        return seen(do(current_actor(), lambda work: campaigns.make(work, CampaignWish(**body)).id))


@blp.route("/<int:campaign_id>")
class Plan(MethodView):
    @needs(Permission.CALLBACK_WORK, Permission.CAMPAIGN_WRITE)
    @blp.response(200, bodies.CampaignSchema)
    def get(self, campaign_id: int) -> dict[str, Any]:
        """One plan and how far it is."""
        return seen(campaign_id)

    @needs(Permission.CAMPAIGN_WRITE)
    @blp.arguments(bodies.CampaignBody)
    @blp.response(200, bodies.CampaignSchema)
    def put(self, body: dict[str, Any], campaign_id: int) -> dict[str, Any]:
        """Another plan; one that is done can only be summed up."""
        version, wish = if_match(), CampaignWish(**body)
        return seen(do(current_actor(), lambda work: campaigns.edit(work, campaign_id, version, wish).id))


@blp.route("/<int:campaign_id>/state", methods=["PUT"])
@needs(Permission.CAMPAIGN_WRITE)
@blp.arguments(bodies.StateBody)
@blp.response(200, bodies.CampaignSchema)
def move(body: dict[str, Any], campaign_id: int) -> dict[str, Any]:
    """Run it, pause it, end it."""
    return seen(do(current_actor(), lambda work: campaigns.move(work, campaign_id, body["state"]).id))


@blp.route("/<int:campaign_id>/review", methods=["PUT"])
@needs(Permission.CAMPAIGN_REVIEW)
@blp.response(200, bodies.CampaignSchema)
def review(campaign_id: int) -> dict[str, Any]:
    """Sign a plan that is done; not by whoever made it."""
    return seen(do(current_actor(), lambda work: campaigns.review(work, campaign_id).id))


def seen(campaign_id: int) -> dict[str, Any]:
    """The plan as the asker may see it."""
    with reading() as session:
        row = looks.one(session, current_actor(), campaign_id)
        if row is None:
            raise NotFound()
        return bodies.campaign(row, looks.progress(session, [row.id])[row.id])
