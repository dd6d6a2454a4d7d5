"""Visits as people look for them, a page at a time, the newest first."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.actors import Actor
from ticketing.domain.calls import Outcome, QueueRules
from ticketing.domain.instants import SECOND_US
from ticketing.domain.metrics.queues import TRANSFERS
from ticketing.domain.permissions import Permission
from ticketing.models.calls import QueueVisit
from ticketing.models.customers import Customer
from ticketing.models.people import Person
from ticketing.models.queues import Queue
from ticketing.models.telephony import Pbx
from ticketing.models.whole_calls import CallAlias
from ticketing.queries.figures.drill import OWN, SHORT
from ticketing.queries.reach import Sides, within

#: The newest first; a place in the list is (enter_us, id) of its last row.
After = tuple[int, int]


@dataclass(frozen=True)
class VisitFilter:
    """[from_us, to_us) by arrival; `agent` is a person's code or a raw name; None: any.

    `waited` is a decided wait of at most so many seconds, or `OWN` or `SHORT` for the queue's own threshold or limit
    of a short abandon; `scope` are the queues whose figures are meant.
    """

    from_us: int | None = None
    to_us: int | None = None
    queue: str | None = None
    agent: str | None = None
    outcomes: Collection[Outcome] = ()
    waited: int | str | None = None
    transferred: bool = False
    scope: Collection[str] | None = None


@dataclass(frozen=True)
class Listed:
    """A visit with the phone system's code and the code of the agent's person, if mapped."""

    visit: QueueVisit
    pbx: str
    person: str | None
    name: str | None
    customer: str | None
    call_id: int | None


def visits(session: Session, actor: Actor, wanted: VisitFilter, after: After | None, limit: int) -> Sequence[Listed]:
    """Visits that the actor may see, behind `after`, at most `limit`. One query."""
    alias = CallAlias
    call_id = sa.select(sa.func.max(alias.call_id)).where(
        alias.pbx_id == QueueVisit.pbx_id, alias.channel_uniqueid == QueueVisit.callid
    )
    names = (Pbx.code, Person.code, Person.name, Customer.name, call_id.scalar_subquery())
    rows = _seen_by(actor, sa.select(QueueVisit, *names)).outerjoin(Customer, Customer.id == QueueVisit.customer_id)
    rows = rows.where(*_conditions(wanted))
    if after is not None:
        rows = rows.where(sa.tuple_(QueueVisit.enter_us, QueueVisit.id) < after)
    rows = rows.order_by(QueueVisit.enter_us.desc(), QueueVisit.id.desc()).limit(limit)
    return [Listed(*row) for row in session.execute(rows)]


def count(session: Session, actor: Actor, wanted: VisitFilter) -> int:
    """How many visits the filter finds: the figure that the list stands behind."""
    rows = _seen_by(actor, sa.select(sa.func.count(QueueVisit.id))).where(*_conditions(wanted))
    return session.scalar(rows) or 0


def waited(text: str | None) -> int | str | None:
    """A filter's `waited` as an address says it; None for what is none."""
    if text in (OWN, SHORT):
        return text
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else None


def _seen_by(actor: Actor, rows: sa.Select[*tuple[Any, ...]]) -> sa.Select[*tuple[Any, ...]]:
    """Whoever may read calls sees those of their queues, and their own."""
    sides = Sides(owner=QueueVisit.person_id, queue=Queue.id)
    return (
        rows.join(Pbx, Pbx.id == QueueVisit.pbx_id)
        .outerjoin(Queue, Queue.code == QueueVisit.queue)
        .outerjoin(Person, Person.id == QueueVisit.person_id)
        .where(within(actor, Permission.CALL_READ, sides))
    )


def _conditions(wanted: VisitFilter) -> list[sa.ColumnElement[bool]]:
    visit = QueueVisit
    given: list[tuple[object, Callable[[], sa.ColumnElement[bool]]]] = [
        (wanted.from_us, lambda: visit.enter_us >= wanted.from_us),
        (wanted.to_us, lambda: visit.enter_us < wanted.to_us),
        (wanted.queue, lambda: visit.queue == wanted.queue),
        (wanted.scope, lambda: visit.queue.in_(wanted.scope or ())),
        (wanted.agent, lambda: sa.or_(visit.agent == wanted.agent, Person.code == wanted.agent)),
        (wanted.outcomes or None, lambda: visit.outcome.in_(wanted.outcomes)),
        (wanted.transferred or None, lambda: visit.end_reason.in_(sorted(TRANSFERS))),
        (wanted.waited, lambda: _waited(wanted.waited or 0)),
    ]
    return [condition() for value, condition in given if value is not None]


def _waited(limit: int | str) -> sa.ColumnElement[bool]:
    """As the roll-ups count it: a wait that nobody knows is none, and who waits still or was lost is in no share."""
    usual = QueueRules()
    limits: dict[int | str, sa.ColumnElement[int]] = {
        OWN: sa.func.coalesce(Queue.sl_threshold_s, usual.sl_threshold_s),
        SHORT: sa.func.coalesce(Queue.short_abandon_s, usual.short_abandon_s),
    }
    longest_us = limits.get(limit, sa.literal(limit)) * SECOND_US
    decided = QueueVisit.outcome.not_in([Outcome.WAITING, Outcome.LOST])
    return sa.and_(decided, sa.func.coalesce(QueueVisit.wait_us, 0) <= longest_us)
