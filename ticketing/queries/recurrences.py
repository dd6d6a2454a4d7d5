"""What comes round, with the one occurrence of each that exists."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from ticketing.domain.actors import Actor
from ticketing.domain.callbacks import OPEN_CALLBACKS
from ticketing.domain.permissions import Permission
from ticketing.models.callbacks import Callback
from ticketing.models.recurrences import Recurrence
from ticketing.queries.callbacks import NAMED
from ticketing.queries.reach import Sides, within

_NAMED = (joinedload(Recurrence.ticket), joinedload(Recurrence.calendar), joinedload(Recurrence.owner))


@dataclass(frozen=True)
class Filter:
    """Of one ticket (by number), with those that are over, below id `before`."""

    ticket: str | None = None
    ended: bool = False
    before: int | None = None


def page(session: Session, actor: Actor, wanted: Filter, limit: int) -> Sequence[Recurrence]:
    """The newest first. One query."""
    sides = Sides(owner=Recurrence.owner_id, queue=Recurrence.queue_id)
    found = sa.select(Recurrence).where(within(actor, Permission.CALLBACK_WORK, sides)).options(*_NAMED)
    if wanted.ticket is not None:
        found = found.where(Recurrence.ticket.has(number=wanted.ticket))
    if not wanted.ended:
        found = found.where(Recurrence.ended_at.is_(None))
    if wanted.before is not None:
        found = found.where(Recurrence.id < wanted.before)
    return session.scalars(found.order_by(Recurrence.id.desc()).limit(limit)).all()


def one(session: Session, recurrence_id: int) -> Recurrence | None:
    """One with everything that its row names."""
    return session.scalar(sa.select(Recurrence).filter_by(id=recurrence_id).options(*_NAMED))


def owed(session: Session, ids: Collection[int]) -> dict[int, Callback]:
    """The open occurrence of each of these. One query."""
    found = sa.select(Callback).where(Callback.recurrence_id.in_(ids), Callback.state.in_(OPEN_CALLBACKS))
    return {row.recurrence_id: row for row in session.scalars(found.options(*NAMED)) if row.recurrence_id}
