"""One matter with everything that its forms ask for."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from ticketing.domain.actors import Actor
from ticketing.domain.permissions import Permission
from ticketing.errors import NotFound
from ticketing.models.callbacks import Callback, CallbackAttempt
from ticketing.models.people import Person
from ticketing.models.satisfaction import Rating
from ticketing.models.tickets import Ticket
from ticketing.queries import complaints
from ticketing.queries.reach import Sides, within
from ticketing.queries.sheets import calls, tickets


@dataclass(frozen=True)
class Dossier:
    """`call` is a row of `sheets.calls.one_call`, `whole` the complaint if the ticket is one."""

    case: tickets.Case
    whole: complaints.Whole | None
    call: Any
    rating: Rating | None


def of(session: Session, actor: Actor, number: str) -> Dossier:
    """Everything about a ticket; `NotFound` where there is none within the reader's reach."""
    case = tickets.one(session, actor, number)
    if case is None:
        raise NotFound(what="tickets")
    ticket = case.ticket
    call = calls.one_call(session, actor, ticket.visit_callid) if ticket.visit_callid else None
    latest = sa.select(Rating).where(Rating.ticket_id == ticket.id, Rating.answered_at.is_not(None))
    rating = session.scalar(latest.order_by(Rating.answered_at.desc()).limit(1))
    return Dossier(case, complaints.whole(session, ticket), call, rating)


def attempts(session: Session, actor: Actor, lo: Any, hi: Any, most: int) -> list[Any]:
    """(attempt, callback, ticket, customer) of the attempts at call-backs of a stretch, in their order."""
    from_ = sa.select(CallbackAttempt).join(Callback, Callback.id == CallbackAttempt.callback_id)
    sides = Sides(owner=sa.func.coalesce(CallbackAttempt.person_id, Callback.owner_id), queue=Callback.queue_id)
    found = (
        from_.where(CallbackAttempt.started_at >= lo, CallbackAttempt.started_at < hi)
        .where(within(actor, Permission.CALLBACK_WORK, sides))
        .options(joinedload(CallbackAttempt.person))
        .order_by(CallbackAttempt.started_at, CallbackAttempt.id)
        .limit(most)
    )
    tries = session.scalars(found).all()
    owed = {row.id: row for row in session.scalars(_callbacks({one.callback_id for one in tries}))}
    return [(one, owed[one.callback_id]) for one in tries]


def promises(session: Session, actor: Actor, lo: Any, hi: Any, most: int) -> list[Callback]:
    """Call-backs whose window ended in a stretch, by that end."""
    team = sa.select(Person.team_id).where(Person.id == Callback.owner_id).scalar_subquery()
    sides = Sides(owner=Callback.owner_id, team=team, queue=Callback.queue_id)
    found = (
        sa.select(Callback)
        .where(Callback.window_end >= lo, Callback.window_end < hi)
        .where(within(actor, Permission.CALLBACK_WORK, sides))
        .options(*_NAMED)
        .order_by(Callback.window_end, Callback.id)
        .limit(most)
    )
    return list(session.scalars(found))


_NAMED = (
    joinedload(Callback.ticket).joinedload(Ticket.owner),
    joinedload(Callback.customer),
    joinedload(Callback.owner),
    joinedload(Callback.queue),
)


def _callbacks(ids: set[int]) -> sa.Select[Any]:
    return sa.select(Callback).where(Callback.id.in_(ids)).options(*_NAMED)
