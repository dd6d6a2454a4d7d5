"""Whose business a ticket is."""

import sqlalchemy as sa

from ticketing.domain.actors import Actor
from ticketing.domain.permissions import Permission
from ticketing.models.tickets import Ticket
from ticketing.queries.reach import Sides, within


def seen_by(actor: Actor) -> sa.ColumnElement[bool]:
    """Agents see their queues' tickets and their own, leads and supervisors all."""
    return within(
        actor, Permission.TICKET_READ, Sides(owner=Ticket.owner_id, team=Ticket.team_id, queue=Ticket.queue_id)
    )
