"""One suggestion, and how many said the same."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.models.suggestions import Suggestion
from ticketing.models.tickets import Ticket


@dataclass(frozen=True)
class Whole:
    """`suggestion` is None until somebody has written to it; `count` includes this one (件数)."""

    ticket: Ticket
    suggestion: Suggestion | None
    same_as: str | None
    count: int


def whole(session: Session, ticket: Ticket) -> Whole:
    """Three queries."""
    suggestion = session.scalar(sa.select(Suggestion).filter_by(ticket_id=ticket.id))
    origin = (suggestion.same_as_id if suggestion else None) or ticket.id
    others = session.scalars(sa.select(sa.func.count()).where(Suggestion.same_as_id == origin)).one()
    number = session.scalar(sa.select(Ticket.number).filter_by(id=origin)) if origin != ticket.id else None
    return Whole(ticket, suggestion, number, others + 1)
