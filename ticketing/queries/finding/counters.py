"""How many tickets stand in a view: sums over counts that every change of a ticket keeps (never a COUNT)."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.actors import Actor
from ticketing.domain.permissions import Permission
from ticketing.domain.tickets import TERMINAL
from ticketing.models.counts import DIMENSIONS, TicketCount, TicketCountChange
from ticketing.queries.finding.filters import Filter, owned, queue_id
from ticketing.queries.reach import Sides, within


def countable(wanted: Filter) -> bool:
    """Whether the counts know enough to tell; texts, days and customers have no counts, nor what is long over."""
    return (
        bool(wanted.states)
        and TERMINAL.isdisjoint(wanted.states)
        and not (wanted.text or wanted.category or wanted.customer_id or wanted.overdue_at or wanted.solved)
        and wanted.opened_from is None
        and wanted.opened_to is None
    )


def counts(session: Session, actor: Actor, views: Sequence[Filter]) -> list[int | None]:
    """How many tickets each view holds for this actor; None where `countable` says no. One query."""
    known = [view for view in views if countable(view)]
    if not known:
        return [None] * len(views)
    parts = (sa.select(*(getattr(table, name) for name in DIMENSIONS), table.n) for table in _TABLES)
    rows = sa.union_all(*parts).subquery()
    sums = [sa.func.coalesce(sa.func.sum(rows.c.n).filter(*_conditions(rows.c, actor, view)), 0) for view in known]
    sides = Sides(owner=rows.c.owner_id, team=rows.c.team_id, queue=rows.c.queue_id)
    found = iter(session.execute(sa.select(*sums).where(within(actor, Permission.TICKET_READ, sides))).one())
    return [int(next(found)) if countable(view) else None for view in views]


_TABLES = (TicketCount, TicketCountChange)


def _conditions(row: Any, actor: Actor, wanted: Filter) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = [row.state.in_([state.value for state in wanted.states])]
    if wanted.kind is not None:
        found.append(row.kind == wanted.kind.value)
    if wanted.priorities:
        found.append(row.priority.in_([priority.value for priority in wanted.priorities]))
    if wanted.owner is not None:
        found.append(owned(row.owner_id, actor, wanted.owner))
    if wanted.queue is not None:
        found.append(row.queue_id == queue_id(wanted.queue))
    if wanted.breached:
        found.append(row.breached)
    return found
