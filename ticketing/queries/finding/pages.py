"""One page of a list of tickets: keyset paged in every order, the text looked up where it was cut into pieces."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.sql.base import ExecutableOption

from ticketing.domain.actors import Actor
from ticketing.domain.finding import question
from ticketing.domain.tickets import Priority
from ticketing.errors import Invalid
from ticketing.models.base import UtcDateTime
from ticketing.models.finding import TicketWords
from ticketing.models.tickets import OPEN_STATES, Ticket
from ticketing.queries import by_words
from ticketing.queries.finding.filters import Filter, Sort, conditions
from ticketing.queries.finding.sides import seen_by

#: The people and things that a row names, fetched with it.
NAMED = (joinedload(Ticket.owner), joinedload(Ticket.customer), joinedload(Ticket.queue), joinedload(Ticket.team))

_KEYS: dict[Sort, tuple[Any, ...]] = {
    Sort.NEWEST: (Ticket.id.desc(),),
    Sort.OLDEST: (Ticket.id,),
    Sort.DUE: (Ticket.next_due_at, Ticket.id),
    Sort.PRIORITY: (Ticket.urgency, Ticket.id),
}

#: What the cursor of each order is made of.
CURSORS: dict[Sort, tuple[type, ...]] = {
    Sort.NEWEST: (int,),
    Sort.OLDEST: (int,),
    Sort.DUE: (str, int),
    Sort.PRIORITY: (int, int),
}


def page(
    session: Session,
    actor: Actor,
    wanted: Filter,
    after: tuple[Any, ...] | None,
    limit: int,
    sort: Sort = Sort.NEWEST,
    options: Sequence[ExecutableOption] = NAMED,
) -> Sequence[Ticket]:
    """At most `limit` tickets behind the row whose `cursor_of` is `after`. With a text at most five queries.

    `options` say which parts of a ticket are fetched with it.
    """
    narrowed = [seen_by(actor), *conditions(actor, wanted), *_in_work(sort, wanted)]
    if after is not None:
        narrowed.append(_behind(sort, after))
    found = sa.select(Ticket).options(*options).order_by(*_KEYS[sort]).limit(limit)
    if not wanted.text:
        return session.scalars(found.where(*narrowed)).all()
    asked = question(wanted.text)
    if asked is None:
        return []
    if sort is Sort.NEWEST:
        ids = by_words.newest(session, sa.select(Ticket.id).where(*narrowed), TicketWords, asked, limit)
        return session.scalars(found.where(Ticket.id.in_(ids))).all() if ids else []
    return session.scalars(found.where(*narrowed, Ticket.id.in_(by_words.among(TicketWords, asked)))).all()


def cursor_of(ticket: Ticket, sort: Sort) -> tuple[Any, ...]:
    """The sort values of a row, as plain values that `page` takes back."""
    if sort is Sort.DUE and ticket.next_due_at is not None:
        return (ticket.next_due_at.isoformat(), ticket.id)
    # As `Ticket.urgency` says it, which no row brings along.
    return (len(Priority) - ticket.priority.rank, ticket.id) if sort is Sort.PRIORITY else (ticket.id,)


def _in_work(sort: Sort, wanted: Filter) -> list[sa.ColumnElement[bool]]:
    if sort not in (Sort.DUE, Sort.PRIORITY):
        return []
    # Said twice, the planner takes it for rarer than it is.
    said = bool(wanted.states) and set(wanted.states) <= set(OPEN_STATES)
    states: list[sa.ColumnElement[bool]] = [] if said else [Ticket.state.in_(OPEN_STATES)]
    return [*states, Ticket.next_due_at.is_not(None)] if sort is Sort.DUE else states


def _behind(sort: Sort, after: tuple[Any, ...]) -> sa.ColumnElement[bool]:
    match sort:
        case Sort.NEWEST:
            return Ticket.id < sa.literal(after[0])
        case Sort.OLDEST:
            return Ticket.id > sa.literal(after[0])
        case Sort.DUE:
            return sa.tuple_(Ticket.next_due_at, Ticket.id) > sa.tuple_(_at(after[0]), sa.literal(after[1]))
        case Sort.PRIORITY:
            return sa.tuple_(Ticket.urgency, Ticket.id) > sa.tuple_(*map(sa.literal, after))


def _at(text: str) -> sa.BindParameter[datetime]:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise Invalid("bad_cursor") from None
    if at.tzinfo is None:
        raise Invalid("bad_cursor")
    return sa.literal(at, UtcDateTime())
