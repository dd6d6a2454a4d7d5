"""Visits as people look for them, a page at a time, the newest first."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.actors import Actor
from ticketing.domain.calls import Outcome
from ticketing.domain.permissions import Permission
from ticketing.models.calls import QueueVisit
from ticketing.models.people import Person
from ticketing.models.queues import Queue
from ticketing.models.telephony import Pbx
from ticketing.queries.reach import Sides, within

#: The newest first; a place in the list is (enter_us, id) of its last row.
After = tuple[int, int]


@dataclass(frozen=True)
class VisitFilter:
    """[from_us, to_us) by arrival; `agent` is a person's code or a raw name; None: any."""

    from_us: int | None = None
    to_us: int | None = None
    queue: str | None = None
    agent: str | None = None
    outcome: Outcome | None = None


@dataclass(frozen=True)
class Listed:
    """A visit with the phone system's code and the code of the agent's person, if mapped."""

    visit: QueueVisit
    pbx: str
    person: str | None


def visits(session: Session, actor: Actor, wanted: VisitFilter, after: After | None, limit: int) -> Sequence[Listed]:
    """Visits that the actor may see, behind `after`, at most `limit`. One query."""
    rows = _seen_by(actor)
    for condition in _conditions(wanted):
        rows = rows.where(condition)
    if after is not None:
        rows = rows.where(sa.tuple_(QueueVisit.enter_us, QueueVisit.id) < after)
    rows = rows.order_by(QueueVisit.enter_us.desc(), QueueVisit.id.desc()).limit(limit)
    return [Listed(*row) for row in session.execute(rows)]


def _seen_by(actor: Actor) -> sa.Select[QueueVisit, str, str | None]:
    """Whoever may read calls sees those of their queues, and their own."""
    sides = Sides(owner=QueueVisit.person_id, queue=Queue.id)
    return (
        sa.select(QueueVisit, Pbx.code, Person.code)
        .join(Pbx, Pbx.id == QueueVisit.pbx_id)
        .outerjoin(Queue, Queue.code == QueueVisit.queue)
        .outerjoin(Person, Person.id == QueueVisit.person_id)
        .where(within(actor, Permission.CALL_READ, sides))
    )


def _conditions(wanted: VisitFilter) -> list[sa.ColumnElement[bool]]:
    visit = QueueVisit
    found: list[sa.ColumnElement[bool]] = []
    if wanted.from_us is not None:
        found.append(visit.enter_us >= wanted.from_us)
    if wanted.to_us is not None:
        found.append(visit.enter_us < wanted.to_us)
    if wanted.queue is not None:
        found.append(visit.queue == wanted.queue)
    if wanted.agent is not None:
        found.append(sa.or_(visit.agent == wanted.agent, Person.code == wanted.agent))
    if wanted.outcome is not None:
        found.append(visit.outcome == wanted.outcome)
    return found
