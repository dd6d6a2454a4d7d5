"""What a list of tickets is narrowed to, as conditions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa

from ticketing.domain.actors import Actor
from ticketing.domain.tickets import TERMINAL, Priority, TicketKind, TicketState
from ticketing.models.people import Person
from ticketing.models.queues import Queue
from ticketing.models.tickets import Ticket
from ticketing.queries.figures.resolution import solved

_DONE = frozenset({*TERMINAL, TicketState.RESOLVED})


class Sort(StrEnum):
    """`due` and `priority` list what is in work: what is done has neither a deadline nor a hurry."""

    NEWEST = "newest"
    OLDEST = "oldest"
    DUE = "due"
    PRIORITY = "priority"


@dataclass(frozen=True, kw_only=True)
class Filter:
    """What a list is narrowed to; `owner` is `me`, `none` or a person's code, `overdue_at` the instant to judge by;
    `breached`: a clock of it has broken; `opened_from` and `opened_to` are instants, the latter outside;
    `solved` is (any | once, from, to in microseconds): what first-call resolution by ticket counts."""

    states: Sequence[TicketState] = ()
    kind: TicketKind | None = None
    priorities: Sequence[Priority] = ()
    owner: str | None = None
    queue: str | None = None
    category: str = ""
    customer_id: int | None = None
    breached: bool = False
    overdue_at: datetime | None = None
    opened_from: datetime | None = None
    opened_to: datetime | None = None
    text: str = ""
    solved: tuple[str, int, int] | None = None


def conditions(actor: Actor, wanted: Filter) -> list[sa.ColumnElement[bool]]:
    """Everything but the text, which is looked up in an index of its own."""
    found = [*_words(wanted), *_times(wanted)]
    if wanted.owner is not None:
        found.append(owned(Ticket.owner_id, actor, wanted.owner))
    if wanted.queue is not None:
        found.append(Ticket.queue_id == queue_id(wanted.queue))
    if wanted.solved is not None:
        found += solved(wanted.solved[0], wanted.solved[1:])
    return found


def owned(column: sa.orm.InstrumentedAttribute[int | None], actor: Actor, owner: str) -> sa.ColumnElement[bool]:
    """`column` names the owner that was asked for."""
    if owner == "none":
        return column.is_(None)
    if owner == "me":
        return column == actor.id
    person = sa.select(Person.id).where(sa.or_(Person.code == owner, Person.login == owner)).limit(1)
    return column == person.scalar_subquery()


def queue_id(code: str) -> sa.ScalarSelect[int]:
    """The id of the queue with this code."""
    return sa.select(Queue.id).where(Queue.code == code).scalar_subquery()


def _words(wanted: Filter) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if wanted.states:
        found.append(Ticket.state.in_(wanted.states))
    if wanted.kind is not None:
        found.append(Ticket.kind == wanted.kind)
    if wanted.priorities:
        found.append(Ticket.priority.in_(wanted.priorities))
    if wanted.category:
        found.append(Ticket.category.startswith(wanted.category, autoescape=True))
    if wanted.customer_id is not None:
        found.append(Ticket.customer_id == wanted.customer_id)
    if wanted.breached:
        found.append(Ticket.breached.is_(True))
    return found


def _times(wanted: Filter) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if wanted.overdue_at is not None:
        found += [Ticket.next_due_at < wanted.overdue_at, Ticket.state.not_in(_DONE)]
    if wanted.opened_from is not None:
        found.append(Ticket.opened_at >= wanted.opened_from)
    if wanted.opened_to is not None:
        found.append(Ticket.opened_at < wanted.opened_to)
    return found
