"""How many tickets stand in a view: sums over counts that every change of a ticket keeps (never a COUNT)."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.actors import Actor
from ticketing.domain.permissions import Permission
from ticketing.domain.tickets import TERMINAL
from ticketing.models.counts import DIMENSIONS, TicketCount, TicketCountChange
from ticketing.queries.finding.filters import Filter, owned, queue_id
from ticketing.queries.reach import Sides, within


class _Sorts(NamedTuple):
    """Tickets by what views tell apart: state, kind, priority, breached, then whose and in which queue, as `words`
    has them; each row ends with how many."""

    words: Sequence[tuple[str, str]]
    rows: Sequence[Sequence[Any]]


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
    """How many tickets each view holds for this actor; None where `countable` says no.

    One query for all: a few hundred sorts are grouped there once, and each view adds up its own here.
    """
    known = [view for view in views if countable(view)]
    if not known:
        return [None] * len(views)
    sorts = _sorts(session, actor, known)
    return [_sum(sorts, view) if countable(view) else None for view in views]


_TABLES = (TicketCount, TicketCountChange)
_TOLD_APART = ("state", "kind", "priority", "breached")
_KEPT = sa.union_all(
    *(sa.select(*(getattr(table, name) for name in DIMENSIONS), table.n) for table in _TABLES)
).subquery()


def _sorts(session: Session, actor: Actor, views: Iterable[Filter]) -> _Sorts:
    kept = _KEPT.c
    sides = Sides(owner=kept.owner_id, team=kept.team_id, queue=kept.queue_id)
    words = sorted({word for view in views for word in _words(view)})
    told = [*(kept[name] for name in _TOLD_APART), *(_is(kept, actor, word).label("_".join(word)) for word in words)]
    # The words are bound once, inside: as grounds of a GROUP BY they would be other parameters than above it.
    inner = sa.select(*told, kept.n).where(within(actor, Permission.TICKET_READ, sides)).subquery()
    *grounds, n = inner.c
    total = sa.cast(sa.func.sum(n), sa.BigInteger)
    return _Sorts(words, session.execute(sa.select(*grounds, total).group_by(*grounds)).all())


def _words(view: Filter) -> Iterator[tuple[str, str]]:
    if view.owner is not None:
        yield "owner", view.owner
    if view.queue is not None:
        yield "queue", view.queue


def _is(kept: Any, actor: Actor, word: tuple[str, str]) -> sa.ColumnElement[bool]:
    subject, wanted = word
    return owned(kept.owner_id, actor, wanted) if subject == "owner" else kept.queue_id == queue_id(wanted)


def _sum(sorts: _Sorts, view: Filter) -> int:
    states = {state.value for state in view.states}
    rows = [row for row in sorts.rows if row[0] in states]
    if view.kind is not None:
        kind = view.kind.value
        rows = [row for row in rows if row[1] == kind]
    if view.priorities:
        priorities = {priority.value for priority in view.priorities}
        rows = [row for row in rows if row[2] in priorities]
    if view.breached:
        rows = [row for row in rows if row[3]]
    for word in _words(view):
        place = len(_TOLD_APART) + sorts.words.index(word)
        rows = [row for row in rows if row[place]]
    return sum(row[-1] for row in rows)
