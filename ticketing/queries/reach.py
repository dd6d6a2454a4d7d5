"""How far a right goes, as a condition of SQL: lists and searches show what `judge` would allow, and no more."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ticketing.domain.actors import Actor
from ticketing.domain.permissions import Permission, Reach, reaches_of

Column = sa.ColumnElement[Any] | sa.orm.InstrumentedAttribute[Any]


@dataclass(frozen=True)
class Sides:
    """The columns that stand for the sides of a `Target`; None where the table has no such side."""

    owner: Column | None = None
    team: Column | None = None
    queue: Column | None = None


def within(actor: Actor, permission: Permission, sides: Sides) -> sa.ColumnElement[bool]:
    """The rows over which the actor has the right: `select(...).where(within(actor, TICKET_READ, Sides(...)))`."""
    reaches = reaches_of(actor, permission)
    if Reach.ALL in reaches:
        return sa.true()
    return sa.or_(sa.false(), *(_condition(actor, reach, sides) for reach in reaches))


def _condition(actor: Actor, reach: Reach, sides: Sides) -> sa.ColumnElement[bool]:
    own = _is(sides.owner, actor.id)
    match reach:
        case Reach.OWN:
            return own
        case Reach.TEAM:
            return sa.or_(own, _is(sides.team, actor.scope.team_id), sa.and_(_none(sides.owner), _none(sides.team)))
        case Reach.QUEUE if sides.queue is not None and actor.scope.queue_ids:
            return sa.or_(own, sides.queue.in_(sorted(actor.scope.queue_ids)))
        case Reach.QUEUE:
            return own
        case _:
            return sa.false()


def _is(column: Column | None, value: int | None) -> sa.ColumnElement[bool]:
    return sa.false() if column is None or value is None else column == value


def _none(column: Column | None) -> sa.ColumnElement[bool]:
    return sa.true() if column is None else column.is_(None)
