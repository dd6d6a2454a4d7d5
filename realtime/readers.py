"""From what was touched to rows: first the things behind other things, then each row once, in sets."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any

import sqlalchemy as sa

from realtime.touched import Ref
from ticketing.api import live_rows
from ticketing.models.callbacks import Callback
from ticketing.models.escalations import Escalation
from ticketing.models.supervision import Order
from ticketing.queries.board import (
    agents,
    alerts,
    calls,
    control,
    desk,
    figures,
    keeping,
    numbers,
    people,
    queues,
    roster,
    work,
)
from ticketing.queries.board.change import Change, Look
from ticketing.queries.board.phones import people_behind, people_ever_behind, queues_of

Rows = Iterable[Change]


def read(look: Look, refs: Collection[Ref]) -> list[Change]:
    """Every row that these refs come to, each read once; rows of one reader come from one call of it."""
    wanted: dict[str, set[Any]] = defaultdict(set)
    for ref in refs:
        wanted[ref.reader].add(ref.key)
    for name, expand in EXPANDED.items():
        for ref in expand(look, wanted.pop(name)) if name in wanted else ():
            wanted[ref.reader].add(ref.key)
    rows: dict[tuple[str, str], Change] = {}
    for name, keys in wanted.items():
        for row in READERS[name](look, keys):
            rows[row.topic, row.id] = row
    return list(rows.values())


def _names(look: Look, names: Collection[Any]) -> Iterator[Ref]:
    """The people behind names and their queues; a name that means nobody is a row of its own."""
    for name, found in people_behind(look, names).items():
        yield from (Ref("person", person) for person in found)
        yield from (Ref("call", person) for person in found)
        if not found:
            yield Ref("stranger", name)
    for codes in queues_of(look, names).values():
        yield from (Ref("queue", code) for code in codes.values())


def _remapped(look: Look, names: Collection[Any]) -> Iterator[Ref]:
    """Everybody whom these names ever meant, and the names' own rows."""
    for name, found in people_ever_behind(look, names).items():
        yield from (Ref("person", person) for person in found)
        yield from (Ref("call", person) for person in found)
        yield Ref("stranger", name)


def _callids(look: Look, callids: Collection[Any]) -> Iterator[Ref]:
    """A call of somebody who is also on another one is history there."""
    yield from (Ref("call", person) for person in calls.with_callers_of(look, callids))


def _matters(look: Look, ids: Collection[Any]) -> Iterator[Ref]:
    """A ticket, what hangs on it, and the calls of the person it is about."""
    yield from (Ref("ticket", id_) for id_ in ids)
    callbacks = look.session.scalars(sa.select(Callback.id).where(Callback.ticket_id.in_(ids)))
    yield from (Ref("callback", id_) for id_ in callbacks)
    escalations = look.session.scalars(sa.select(Escalation.id).where(Escalation.ticket_id.in_(ids)))
    yield from (Ref("escalation", id_) for id_ in escalations)
    orders = look.session.scalars(sa.select(Order.id).where(Order.ticket_id.in_(ids), Order.answered_at.is_(None)))
    yield from (Ref("order", id_) for id_ in orders)
    yield from (Ref("call", person) for person in calls.about_tickets(look, ids))


def _roster_ids(look: Look, ids: Collection[Any]) -> Iterator[Ref]:
    yield from (Ref("roster", key) for key in roster.keys_of_roster(look, ids))


def _tickets(look: Look, ids: Collection[Any]) -> Iterator[Change]:
    yield from work.tickets(look, ids)
    yield from live_rows.of_tickets(look, ids)


def _callbacks(look: Look, ids: Collection[Any]) -> Iterator[Change]:
    yield from work.callbacks(look, ids)
    yield from alerts.of_promises(look, ids)


def _escalations(look: Look, ids: Collection[Any]) -> Iterator[Change]:
    yield from desk.rows(look, ids)
    yield from work.escalations(look, ids)
    yield from alerts.of_escalations(look, ids)


def _cells(look: Look, keys: Collection[Any]) -> Iterator[Change]:
    yield from roster.cells(look, keys)
    yield from roster.rosters(look, roster.weeks_of(look, keys))


def _alone(reader: Callable[[Look], Rows]) -> Callable[[Look, Collection[Any]], Rows]:
    return lambda look, _: reader(look)


# In the order in which they are expanded: each may lead to later ones and to readers.
EXPANDED: dict[str, Callable[[Look, Collection[Any]], Iterable[Ref]]] = {
    "name": _names,
    "remapped": _remapped,
    "callid": _callids,
    "matter": _matters,
    "roster_id": _roster_ids,
}

READERS: dict[str, Callable[[Look, Collection[Any]], Rows]] = {
    "queue": queues.rows,
    "person": agents.of_people,
    "stranger": agents.of_strangers,
    "call": calls.rows,
    "numbers": numbers.rows,
    "sla": _alone(figures.sla_today),
    "trend": _alone(figures.trend),
    "callbacks_today": _alone(figures.callbacks_today),
    "shift_now": _alone(people.shift_now),
    "link": alerts.of_links,
    "state": alerts.of_states,
    "alert": alerts.of_rules,
    "control": _alone(control.of_people),
    "command": control.commands,
    "ticket": _tickets,
    "callback": _callbacks,
    "escalation": _escalations,
    "order": work.orders,
    "notice": people.notices,
    "own_shift": people.own_shifts,
    "keeping": keeping.rows,
    "cell": _cells,
    "roster": roster.rosters,
}
