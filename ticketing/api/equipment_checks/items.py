"""What is looked at, and how often."""

from typing import Any

from flask.views import MethodView

from ticketing.actions import equipment_checks as checks
from ticketing.api.equipment_checks import bodies
from ticketing.api.equipment_checks.blueprint import blp
from ticketing.api.idempotent import idempotent
from ticketing.api.requests import if_match
from ticketing.auth import current_actor, needs
from ticketing.db import do, reading
from ticketing.domain.equipment_checks import Plan
from ticketing.domain.permissions import Permission
from ticketing.models.equipment_checks import CheckItem
from ticketing.queries import equipment_checks as looks


@blp.route("/check-items")
class Items(MethodView):
    @needs(Permission.EQUIPMENT_READ)
    @blp.response(200, bodies.CheckItemsSchema)
    def get(self) -> dict[str, Any]:
        """Every item in the order of the sheet, those no longer looked at, too."""
        with reading() as session:
            return {"items": looks.items(session)}

    @needs(Permission.EQUIPMENT_WRITE)
    @idempotent
    @blp.arguments(bodies.ItemWishSchema)
    @blp.response(201, bodies.CheckItemSchema)
    def post(self, body: dict[str, Any]) -> CheckItem:
        """A new item, on the sheets begun from now on."""
        return do(current_actor(), lambda work: checks.add_item(work, body["code"], body))


@blp.route("/check-items/<int:item_id>", methods=["PATCH"])
@needs(Permission.EQUIPMENT_WRITE)
@blp.arguments(bodies.ItemEditSchema)
@blp.response(200, bodies.CheckItemSchema)
def edit_item(body: dict[str, Any], item_id: int) -> CheckItem:
    """Change what is named; sheets of the past keep it as it was."""
    version = if_match()
    return do(current_actor(), lambda work: checks.edit_item(work, item_id, version, body))


@blp.route("/equipment-check-plan")
class CheckPlan(MethodView):
    @needs(Permission.EQUIPMENT_READ)
    @blp.response(200, bodies.CheckPlanSchema)
    def get(self) -> Plan:
        """How often a check is due."""
        with reading() as session:
            return looks.plan(session)

    @needs(Permission.EQUIPMENT_WRITE)
    @blp.arguments(bodies.CheckPlanSchema)
    @blp.response(200, bodies.CheckPlanSchema)
    def put(self, body: dict[str, Any]) -> Plan:
        """From the next check on."""
        return do(current_actor(), lambda work: checks.plan(work, Plan(**body)))
