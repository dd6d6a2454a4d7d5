"""Numbers are masked wherever they are listed; to see one in full, say why."""

import marshmallow as ma

from ticketing.actions import phone_openings
from ticketing.api.door import Door
from ticketing.api.fields import line
from ticketing.auth import current_actor, needs
from ticketing.db import do
from ticketing.domain.permissions import Permission

blp = Door("phone_openings", __name__, url_prefix="", description="See a telephone number in full, for a reason")


class ReasonSchema(ma.Schema):
    reason = line(200, 2, required=True)


class NumbersSchema(ma.Schema):
    phones = ma.fields.List(ma.fields.String())


@blp.route("/customers/<int:customer_id>/phone-opening", methods=["POST"])
@needs(Permission.PHONE_OPEN)
@blp.arguments(ReasonSchema)
@blp.response(200, NumbersSchema)
def of_customer(body: dict[str, str], customer_id: int) -> dict[str, list[str]]:
    """The customer's numbers; one's own callers only (a lead: the team's). Audited, at most 30 an hour."""
    numbers = do(current_actor(), lambda work: phone_openings.of_customer(work, customer_id, body["reason"]))
    return {"phones": numbers}


@blp.route("/tickets/<number>/phone-opening", methods=["POST"])
@needs(Permission.PHONE_OPEN)
@blp.arguments(ReasonSchema)
@blp.response(200, NumbersSchema)
def of_ticket(body: dict[str, str], number: str) -> dict[str, list[str]]:
    """The number to call back of one's own ticket (a lead: the team's). Audited, at most 30 an hour."""
    return {"phones": do(current_actor(), lambda work: phone_openings.of_ticket(work, number, body["reason"]))}
