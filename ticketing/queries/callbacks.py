"""Who is to be rung, soonest first, narrowed to what the asker may work on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from ticketing.domain.actors import Actor
from ticketing.domain.callbacks import OPEN_CALLBACKS, CallbackState
from ticketing.domain.permissions import Permission
from ticketing.models.callbacks import Callback
from ticketing.queries.figures.resolution import fell_due, met
from ticketing.queries.reach import Sides, within

_NAMED = (
    joinedload(Callback.ticket),
    joinedload(Callback.customer),
    joinedload(Callback.queue),
    joinedload(Callback.owner),
)


@dataclass(frozen=True, kw_only=True)
class Filter:
    """What the list is narrowed to; without states, the open ones. `overdue_at` is the instant to judge by; `met` is
    a word of `MET` with the stretch (microseconds) in which they fell due: what a figure counts, whatever the state."""

    states: Sequence[CallbackState] = ()
    mine: bool = False
    overdue_at: datetime | None = None
    met: tuple[str, int, int, datetime] | None = None
    queue: str | None = None


def page(
    session: Session, actor: Actor, wanted: Filter, after: tuple[datetime, int] | None, limit: int
) -> Sequence[Callback]:
    """Call-backs behind (window_end, id) `after`, in that order, at most `limit`. One query."""
    found = sa.select(Callback).where(_seen_by(actor), *_conditions(actor, wanted)).options(*_NAMED)
    if after is not None:
        found = found.where(sa.tuple_(Callback.window_end, Callback.id) > after)
    return session.scalars(found.order_by(Callback.window_end, Callback.id).limit(limit)).all()


def get(session: Session, callback_id: int) -> Callback | None:
    """One call-back with everything that its row names."""
    return session.scalar(sa.select(Callback).filter_by(id=callback_id).options(*_NAMED))


def _seen_by(actor: Actor) -> sa.ColumnElement[bool]:
    holder = sa.func.coalesce(Callback.claimed_by, Callback.owner_id)
    return within(actor, Permission.CALLBACK_WORK, Sides(owner=holder, queue=Callback.queue_id))


def _conditions(actor: Actor, wanted: Filter) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if wanted.met is not None:
        which, from_us, to_us, now = wanted.met
        found += [*fell_due((from_us, to_us)), met(which, now)]
    else:
        found.append(Callback.state.in_(wanted.states or OPEN_CALLBACKS))
    if wanted.queue is not None:
        found.append(Callback.queue.has(code=wanted.queue))
    if wanted.mine:
        found.append(sa.or_(Callback.owner_id == actor.id, Callback.claimed_by == actor.id))
    if wanted.overdue_at is not None:
        found += [Callback.window_end < wanted.overdue_at, Callback.state.in_(OPEN_CALLBACKS)]
    return found
