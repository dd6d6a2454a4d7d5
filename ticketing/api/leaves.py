"""Leave, days of rest and errands over HTTP: asked for, decided by somebody else, written down after a sick call."""

from typing import Any

import marshmallow as ma
from flask.views import MethodView

from ticketing.actions import leaves
from ticketing.api.door import Door
from ticketing.api.fields import code, day, line
from ticketing.api.idempotent import idempotent
from ticketing.api.requests import if_match
from ticketing.auth import current_actor, needs
from ticketing.db import centre, do, now, reading
from ticketing.domain.actors import Actor
from ticketing.domain.permissions import Permission, Reach, reaches_of
from ticketing.models.leaves import Leave, LeaveKind
from ticketing.queries import leaves as looks
from ticketing.queries import rosters
from ticketing.work import Work

blp = Door("leave", __name__, url_prefix="/leave", description="Leave, days of rest, errands, sick calls")


class LeaveBody(ma.Schema):
    """`start_at` and `end_at` for an errand; `phoned_at` when the leader was told by telephone before the form.

    `person`: on whose behalf a leader writes it down; `override`: why a leader lets it pass after its deadline.
    """

    kind = ma.fields.Enum(LeaveKind, by_value=True, required=True)
    first_on = day(required=True)
    last_on = day(required=True)
    reason = line(load_default="", shortest=0)
    start_at = ma.fields.AwareDateTime(load_default=None, allow_none=True)
    end_at = ma.fields.AwareDateTime(load_default=None, allow_none=True)
    phoned_at = ma.fields.AwareDateTime(load_default=None, allow_none=True)
    override = line(load_default="", shortest=0)
    person = code(load_default=None, allow_none=True, data_key="person", attribute="person_code")


class SickBody(ma.Schema):
    person = code(required=True, attribute="person_code")
    first_on = day(required=True)
    last_on = day(required=True)
    phoned_at = ma.fields.AwareDateTime(load_default=None, allow_none=True)
    reason = line(load_default="", shortest=0)


class DecisionBody(ma.Schema):
    """`why` is required to refuse."""

    approved = ma.fields.Boolean(required=True)
    why = line(load_default="", shortest=0)


class LeaveSchema(ma.Schema):
    id = ma.fields.Integer()
    person = ma.fields.String(attribute="person.code")
    name = ma.fields.String(attribute="person.name")
    kind = ma.fields.String(attribute="kind.value")
    first_on = ma.fields.Date()
    last_on = ma.fields.Date()
    start_at = ma.fields.AwareDateTime(allow_none=True)
    end_at = ma.fields.AwareDateTime(allow_none=True)
    days = ma.fields.Float()
    reason = ma.fields.String()
    state = ma.fields.String(attribute="state.value")
    asked_at = ma.fields.AwareDateTime()
    retroactive = ma.fields.Boolean()
    decided_at = ma.fields.AwareDateTime(allow_none=True)
    decision = ma.fields.String()
    version = ma.fields.Integer()


class LeavesSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(LeaveSchema))


class EntitlementSchema(ma.Schema):
    """Days of rest of a month; `lost_by`: the days of leave in the month before that took them away."""

    month = ma.fields.String()
    days = ma.fields.Integer()
    used = ma.fields.Integer()
    left = ma.fields.Integer()
    lost_by = ma.fields.List(ma.fields.Date())


class EntitlementsSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(EntitlementSchema))


class SickSchema(ma.Schema):
    leave = ma.fields.Nested(LeaveSchema)
    covers = ma.fields.List(ma.fields.Integer())


@blp.route("")
class Leaves(MethodView):
    @needs(Permission.LEAVE_ASK, Permission.LEAVE_DECIDE)
    @blp.response(200, LeavesSchema)
    def get(self) -> dict[str, Any]:
        """One's own requests; a lead's team's and a supervisor's everybody's, those that wait first."""
        with reading() as session:
            return {"items": looks.leaves(session, whose(current_actor()), centre().day_of(now()))}

    @needs(Permission.LEAVE_ASK, Permission.LEAVE_DECIDE)
    @idempotent
    @blp.arguments(LeaveBody)
    @blp.response(201, LeaveSchema)
    def post(self, body: dict[str, Any]) -> Leave:
        """Ask for leave, a day of rest or an errand."""
        wish = leaves.LeaveWish(**body)
        return do(current_actor(), lambda work: _loaded(work, leaves.ask(work, wish)))


@blp.route("/sick", methods=["POST"])
@needs(Permission.LEAVE_DECIDE)
@idempotent
@blp.arguments(SickBody)
@blp.response(201, SickSchema)
def sick(body: dict[str, Any]) -> dict[str, Any]:
    """Somebody rang in ill: leave that counts at once, and a gap for each published shift of its days."""
    call = leaves.SickCall(**(body | {"phoned_at": body["phoned_at"] or now()}))
    return do(current_actor(), lambda work: _sick(work, call))


@blp.route("/<int:leave_id>/decision", methods=["PUT"])
@needs(Permission.LEAVE_DECIDE)
@blp.arguments(DecisionBody)
@blp.response(200, LeaveSchema)
def decide(body: dict[str, Any], leave_id: int) -> Leave:
    """Approve or refuse somebody else's request."""
    args = (leave_id, body["approved"], body["why"], if_match())
    return do(current_actor(), lambda work: _loaded(work, leaves.decide(work, *args)))


@blp.route("/<int:leave_id>", methods=["DELETE"])
@needs(Permission.LEAVE_ASK)
@blp.response(200, LeaveSchema)
def cancel(leave_id: int) -> Leave:
    """Take one's own request back."""
    return do(current_actor(), lambda work: _loaded(work, leaves.cancel(work, leave_id)))


@blp.route("/entitlement", methods=["GET"])
@needs(Permission.LEAVE_ASK)
@blp.response(200, EntitlementsSchema)
def entitlement() -> dict[str, Any]:
    """One's own days of rest of this month and the next, where the site counts them by the month."""
    actor = current_actor()
    with reading() as session:
        place = rosters.place_of(session, actor.scope.team_id, centre())
        usual = place.rules.month_rests
        if usual is None or actor.id is None:
            return {"items": []}
        months = looks.this_and_next(place.day_of(now()))
        return {"items": [looks.entitlement_of(session, actor.id, month, usual) for month in months]}


def whose(actor: Actor) -> looks.Whose:
    """Whose requests an actor may look at: by the right to decide, at least one's own."""
    reaches = reaches_of(actor, Permission.LEAVE_DECIDE) or frozenset({Reach.OWN})
    return looks.Whose(actor.id, actor.scope.team_id, reaches)


def _loaded(work: Work, leave: Leave) -> Leave:
    """With its person read while the transaction is open."""
    work.session.flush()
    work.session.refresh(leave, ["person"])
    return leave


def _sick(work: Work, call: leaves.SickCall) -> dict[str, Any]:
    leave, covers = leaves.report_sick(work, call)
    return {"leave": _loaded(work, leave), "covers": [cover.id for cover in covers]}
