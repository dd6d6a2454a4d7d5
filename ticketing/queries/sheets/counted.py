"""Tickets counted by whatever a report asks for: one statement, its words all ours."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.actors import Actor
from ticketing.domain.permissions import Permission
from ticketing.models.people import Person, Team
from ticketing.models.queues import Queue
from ticketing.models.tickets import OPEN_STATES, Ticket
from ticketing.queries.reach import Sides, within

_GONE = ("merged", "cancelled")
_SUMS: dict[str, Any] = {
    "opened": sa.func.count(),
    "resolved": sa.func.count(Ticket.resolved_at),
    "closed": sa.func.count(Ticket.closed_at),
    "still_open": sa.func.count().filter(Ticket.state.in_(OPEN_STATES)),
    "breached": sa.func.count().filter(Ticket.breached),
    "reopened": sa.func.count().filter(Ticket.reopen_count > 0),
    "spent_s": sa.func.coalesce(sa.func.sum(sa.func.extract("epoch", Ticket.resolved_at - Ticket.opened_at)), 0),
}
_EMPTY: Any = sa.literal_column("''")


@dataclass(frozen=True)
class Narrowed:
    """Whose view, filed from `lo` to `hi` (excluded), days by the wall clock of `zone`, of a queue or team by code."""

    actor: Actor
    lo: datetime
    hi: datetime
    zone: str
    queue: str = ""
    team: str = ""


def tickets(session: Session, asked: Narrowed, by: str, per: str, most: int) -> list[tuple[str, str, dict[str, Any]]]:
    """(part, stretch, sums) in their order, at most so many; parts of which nothing is known are the empty word."""
    part, at = _part(by).label("part"), _at(per, asked.zone).label("at")
    sides = Sides(owner=Ticket.owner_id, team=Ticket.team_id, queue=Ticket.queue_id)
    # Numbers begin with their day and are unique: the one index that leads to a stretch of days.
    by_number = Ticket.number.between(_key(asked.lo, -1), _key(asked.hi, 2))
    found = (
        sa.select(part, at, *_SUMS.values())
        .select_from(Ticket)
        .outerjoin(Queue, Queue.id == Ticket.queue_id)
        .outerjoin(Team, Team.id == Ticket.team_id)
        .outerjoin(Person, Person.id == Ticket.owner_id)
        .where(by_number, Ticket.opened_at >= asked.lo, Ticket.opened_at < asked.hi, Ticket.state.not_in(_GONE))
        .where(within(asked.actor, Permission.TICKET_READ, sides))
    )
    if asked.queue:
        found = found.where(Queue.code == asked.queue)
    if asked.team:
        found = found.where(Team.code == asked.team)
    # By place: the same expression with parameters of its own would be another one to PostgreSQL.
    rows = session.execute(found.group_by(sa.text("1, 2")).order_by(sa.text("2, 1")).limit(most))
    return [(str(row[0] or ""), str(row[1] or ""), _plain(row[2:])) for row in rows]


def _plain(values: Any) -> dict[str, Any]:
    return {name: int(value) for name, value in zip(_SUMS, values, strict=True)}


def _key(at: datetime, days: int) -> str:
    day: date = at.date() + timedelta(days=days)
    return f"{day:%Y%m%d}"


def _part(by: str) -> Any:
    sides: dict[str, Any] = {
        "": _EMPTY,
        "kind": sa.cast(Ticket.kind, sa.Text),
        "category": Ticket.category,
        "priority": sa.cast(Ticket.priority, sa.Text),
        "source": sa.cast(Ticket.source, sa.Text),
        "queue": Queue.code,
        "team": Team.name,
        "owner": Person.name,
        "department": Ticket.department,
    }
    return sides[by]


def _at(per: str, zone: str) -> Any:
    local = sa.func.timezone(zone, Ticket.opened_at)
    stretches = {"": _EMPTY, "day": sa.func.to_char(local, "YYYY-MM-DD"), "month": sa.func.to_char(local, "YYYY-MM")}
    return stretches[per]
