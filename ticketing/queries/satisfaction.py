"""What customers said: sums of the ratings by whatever they are asked for, and one rating behind a link."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from ticketing.domain.satisfaction import Contentment, Fault, Tally
from ticketing.models.people import Person
from ticketing.models.queues import Queue
from ticketing.models.satisfaction import Rating
from ticketing.models.tickets import Ticket

_SUMS = (
    sa.func.count(),
    sa.func.count(Rating.answered_at),
    sa.func.count().filter(Rating.contentment == Contentment.SATISFIED),
    sa.func.count().filter(Rating.contentment == Contentment.DISSATISFIED),
    *(sa.func.count().filter(Rating.fault == fault) for fault in (Fault.ATTITUDE, Fault.SOLUTION, Fault.BOTH)),
)


@dataclass(frozen=True)
class Scope:
    """The stretch in which customers were asked, end excluded; of one team or one person where named."""

    first: datetime
    last: datetime
    team_id: int | None = None
    person_id: int | None = None


def whole(session: Session, scope: Scope) -> Tally:
    """Everything in the stretch, by the index on the instant of asking."""
    row = session.execute(sa.select(*_SUMS).where(*_within(scope))).one()
    return Tally(*(int(one) for one in row))


def by(session: Session, scope: Scope, side: str) -> Mapping[str, Tally]:
    """The same by one of `via`, `queue` (code), `agent` (number or log-in), `kind` of the ticket."""
    key, table, tie = _SIDES[side]
    found = sa.select(key, *_SUMS).select_from(Rating).where(*_within(scope)).group_by(key).order_by(key)
    if table is not None:
        found = found.join(table, tie)
    return {_word(row[0]): Tally(*(int(one) for one in row[1:])) for row in session.execute(found)}


def behind(session: Session, token_hash: str) -> Rating | None:
    """The rating that a link stands for, with its ticket."""
    return session.scalar(sa.select(Rating).filter_by(token_hash=token_hash).options(joinedload(Rating.ticket)))


def of_ticket(session: Session, ticket_id: int) -> list[Rating]:
    """Every question about a ticket, oldest first."""
    return list(session.scalars(sa.select(Rating).filter_by(ticket_id=ticket_id).order_by(Rating.id)))


def _within(scope: Scope) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = [Rating.asked_at >= scope.first, Rating.asked_at < scope.last]
    if scope.person_id is not None:
        found.append(Rating.person_id == scope.person_id)
    elif scope.team_id is not None:
        found.append(Rating.person_id.in_(sa.select(Person.id).filter_by(team_id=scope.team_id)))
    return found


def _word(value: object) -> str:
    return str(getattr(value, "value", value))


_SIDES: dict[str, tuple[Any, Any, Any]] = {
    "via": (Rating.via, None, None),
    "queue": (Queue.code, Queue, Queue.id == Rating.queue_id),
    "agent": (sa.func.coalesce(Person.code, Person.login), Person, Person.id == Rating.person_id),
    "kind": (Ticket.kind, Ticket, Ticket.id == Rating.ticket_id),
}
