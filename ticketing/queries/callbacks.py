"""Who is to be rung, soonest first, narrowed to what the asker may work on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased, joinedload

from ticketing.domain.actors import Actor
from ticketing.domain.callbacks import OPEN_CALLBACKS, CallbackState, Window
from ticketing.domain.permissions import Permission
from ticketing.models.callbacks import Callback, CallbackAttempt
from ticketing.models.customers import CustomerPhone
from ticketing.models.tickets import Ticket
from ticketing.queries.figures.resolution import fell_due, met
from ticketing.queries.reach import Sides, within

NAMED = (
    joinedload(Callback.ticket),
    joinedload(Callback.customer),
    joinedload(Callback.queue),
    joinedload(Callback.owner),
    joinedload(Callback.moved_from),
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
    found = sa.select(Callback).where(_seen_by(actor), *_conditions(actor, wanted)).options(*NAMED)
    if after is not None:
        found = found.where(sa.tuple_(Callback.window_end, Callback.id) > after)
    return session.scalars(found.order_by(Callback.window_end, Callback.id).limit(limit)).all()


def get(session: Session, callback_id: int) -> Callback | None:
    """One call-back with everything that its row names."""
    return session.scalar(sa.select(Callback).filter_by(id=callback_id).options(*NAMED))


def promised_in(session: Session, person_id: int | None, window: Window) -> int:
    """How many open call-backs of this person are promised for a time that overlaps the window. One query."""
    return session.scalars(
        sa.select(sa.func.count()).where(
            Callback.owner_id == person_id,
            Callback.state.in_(OPEN_CALLBACKS),
            Callback.window_start < window.end,
            Callback.window_end > window.start,
        )
    ).one()


def owed(session: Session, numbers: Sequence[str]) -> set[str]:
    """Which of these numbers (E.164) are of customers who wait for a call-back, on this number or another of theirs."""
    waits = Callback.state.in_(OPEN_CALLBACKS)
    mine, theirs = aliased(CustomerPhone), aliased(CustomerPhone)
    directly = sa.select(Callback.phone).where(Callback.phone.in_(numbers), waits)
    otherwise = (
        sa.select(mine.e164)
        .join(theirs, sa.and_(theirs.customer_id == mine.customer_id, theirs.e164 != mine.e164))
        .join(Callback, Callback.phone == theirs.e164)
        .where(mine.e164.in_(numbers), sa.not_(mine.shared), sa.not_(theirs.shared), waits)
    )
    return set(session.scalars(sa.union(directly, otherwise)))


def numbers_of(session: Session, number: str) -> list[str]:
    """The number and the others of its customer; a number that several people share stands for itself alone."""
    mine, theirs = aliased(CustomerPhone), aliased(CustomerPhone)
    others = (
        sa.select(theirs.e164)
        .join(mine, theirs.customer_id == mine.customer_id)
        .where(mine.e164 == number, sa.not_(mine.shared), sa.not_(theirs.shared))
    )
    return sorted({number, *session.scalars(others)})


def attempts(session: Session, callback_id: int) -> Sequence[CallbackAttempt]:
    """Every try at it, the first in front, each with who made it."""
    found = sa.select(CallbackAttempt).filter_by(callback_id=callback_id)
    return session.scalars(found.options(joinedload(CallbackAttempt.person)).order_by(CallbackAttempt.no)).all()


def handed_on(session: Session, actor: Actor, since: datetime, limit: int) -> Sequence[Callback]:
    """What was taken off people who were not there, and is still open: read out when shifts change hands."""
    found = sa.select(Callback).where(_seen_by(actor), Callback.moved_at >= since, Callback.state.in_(OPEN_CALLBACKS))
    return session.scalars(found.options(*NAMED).order_by(Callback.window_end, Callback.id).limit(limit)).all()


def _seen_by(actor: Actor) -> sa.ColumnElement[bool]:
    holder = sa.func.coalesce(Callback.claimed_by, Callback.owner_id)
    # A lead answers for what their team's tickets promise, whoever of the team is to ring.
    team = sa.select(Ticket.team_id).where(Ticket.id == Callback.ticket_id).scalar_subquery()
    return within(actor, Permission.CALLBACK_WORK, Sides(owner=holder, team=team, queue=Callback.queue_id))


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
