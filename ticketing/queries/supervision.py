"""Orders, questions for more time and bulletins, as screens show them."""

from collections.abc import Sequence
from itertools import islice

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from ticketing.domain.actors import Actor
from ticketing.domain.permissions import Permission, Verdict, judge
from ticketing.models.supervision import Bulletin, Extension, Order
from ticketing.models.tickets import Ticket


def orders_of(session: Session, number: str) -> Sequence[Order]:
    """The orders of one ticket, newest first."""
    named = joinedload(Order.by), joinedload(Order.to), joinedload(Order.ticket)
    found = sa.select(Order).join(Ticket).where(Ticket.number == number).options(*named)
    return session.scalars(found.order_by(Order.id.desc())).all()


def open_orders(session: Session, person_id: int) -> Sequence[Order]:
    """What somebody has still to answer, the soonest due first."""
    found = sa.select(Order).where(Order.to_id == person_id, Order.answered_at.is_(None))
    named = joinedload(Order.by), joinedload(Order.to), joinedload(Order.ticket)
    return session.scalars(found.options(*named).order_by(Order.due_at, Order.id)).all()


def extensions_of(session: Session, number: str) -> Sequence[Extension]:
    """The questions for more time on one ticket, newest first."""
    named = joinedload(Extension.asker), joinedload(Extension.decider), joinedload(Extension.ticket)
    found = sa.select(Extension).join(Ticket).where(Ticket.number == number).options(*named)
    return session.scalars(found.order_by(Extension.id.desc())).all()


def open_extensions(session: Session, actor: Actor, limit: int) -> Sequence[Extension]:
    """What waits for a decision on tickets over which the actor decides, the soonest due first."""
    named = joinedload(Extension.asker), joinedload(Extension.ticket)
    found = sa.select(Extension).where(Extension.decided_at.is_(None)).options(*named)
    ordered = found.order_by(Extension.was_due_at, Extension.id)
    allowed = (
        one
        for one in session.scalars(ordered)
        if judge(actor, Permission.ESCALATION_ASSIGN, one.ticket.target) is Verdict.ALLOWED
    )
    return list(islice(allowed, limit))


def bulletins(session: Session, team_id: int | None, after: int | None, limit: int) -> Sequence[Bulletin]:
    """What was told to everybody and to this team, newest first, below id `after`."""
    found = sa.select(Bulletin).where(sa.or_(Bulletin.team_id.is_(None), Bulletin.team_id == team_id))
    if after is not None:
        found = found.where(Bulletin.id < after)
    named = joinedload(Bulletin.by), joinedload(Bulletin.ticket)
    return session.scalars(found.options(*named).order_by(Bulletin.id.desc()).limit(limit)).all()
