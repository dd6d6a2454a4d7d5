"""Hand a ticket to another queue or team."""

from typing import Any

from ticketing.actions import tickets
from ticketing.api.requests import if_match
from ticketing.api.tickets import answers, bodies
from ticketing.api.tickets.blueprint import blp
from ticketing.api.tickets.looks import whole
from ticketing.auth import current_actor, needs
from ticketing.db import do
from ticketing.domain.permissions import Permission


@blp.route("/<number>/transfer", methods=["PUT"])
@needs(Permission.TICKET_WRITE)
@blp.arguments(bodies.TransferBody)
@blp.response(200, answers.TicketSchema)
def transfer(body: dict[str, Any], number: str) -> dict[str, Any]:
    """The customer's clocks run on; what the team owes begins (OLA). Who loses sight of it by that gets 404 after."""
    version = if_match()
    do(current_actor(), lambda work: tickets.transfer(work, number, version, **body).id)
    return whole(number)
