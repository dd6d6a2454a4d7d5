"""Subscriptions of other systems, what they were told, and how a ticket looks to them."""

from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from ticketing.models.people import Person
from ticketing.models.queues import Queue
from ticketing.models.tickets import Ticket
from ticketing.models.webhooks import Webhook, WebhookDelivery


def everyone(session: Session) -> Sequence[Webhook]:
    """All of them by name, with who changed and who approved."""
    both = (joinedload(Webhook.changer), joinedload(Webhook.approver))
    return session.scalars(sa.select(Webhook).options(*both).order_by(Webhook.name)).all()


def live(session: Session) -> Sequence[Webhook]:
    """Those that are told just now."""
    return session.scalars(sa.select(Webhook).where(Webhook.active, Webhook.approved_at.is_not(None))).all()


def deliveries(session: Session, webhook_id: int, before: int | None, limit: int) -> Sequence[WebhookDelivery]:
    """What one was told, the newest first."""
    found = sa.select(WebhookDelivery).filter_by(webhook_id=webhook_id).order_by(WebhookDelivery.id.desc()).limit(limit)
    return session.scalars(found if before is None else found.where(WebhookDelivery.id < before)).all()


def tickets(session: Session, ids: Collection[int]) -> dict[int, dict[str, Any]]:
    """Tickets as others may see them: codes and numbers of the outside, nobody's name."""
    rows = session.execute(
        sa.select(Ticket, sa.cast(Queue.code, sa.Text), Person.code)
        .outerjoin(Queue, Queue.id == Ticket.queue_id)
        .outerjoin(Person, Person.id == Ticket.owner_id)
        .where(Ticket.id.in_(ids))
    )
    return {
        ticket.id: {
            "number": ticket.number,
            "kind": ticket.kind.value,
            "state": ticket.state.value,
            "priority": ticket.priority.value,
            "queue": queue,
            "owner": owner,
            "version": ticket.version,
        }
        for ticket, queue, owner in rows
    }
