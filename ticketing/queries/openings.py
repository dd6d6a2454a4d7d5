"""Whose business a customer's number is: of those who spoke with them, or keep a ticket of theirs."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.actors import Actor
from ticketing.domain.permissions import Permission, Reach, reaches_of
from ticketing.models.calls import QueueVisit
from ticketing.models.customers import CustomerPhone
from ticketing.models.people import Person
from ticketing.models.tickets import Ticket


def dealt_with(session: Session, actor: Actor, customer_id: int) -> bool:
    """Whether the actor's right to open numbers reaches this customer: by a ticket or by an answered call."""
    reaches = reaches_of(actor, Permission.PHONE_OPEN)
    if Reach.ALL in reaches:
        return True
    people = sa.select(Person.id).where(Person.id == actor.id)
    if Reach.TEAM in reaches and actor.scope.team_id is not None:
        people = sa.select(Person.id).where(sa.or_(Person.id == actor.id, Person.team_id == actor.scope.team_id))
    ticket = sa.exists().where(
        Ticket.customer_id == customer_id, sa.or_(Ticket.owner_id.in_(people), Ticket.created_by.in_(people))
    )
    numbers = sa.select(CustomerPhone.e164).where(CustomerPhone.customer_id == customer_id)
    call = sa.exists().where(QueueVisit.caller_norm.in_(numbers), QueueVisit.person_id.in_(people))
    return bool(session.scalar(sa.select(sa.or_(ticket, call))))
