"""The line for breaks: the groups with a limit, who is away, who waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from ticketing.domain.break_line import Group
from ticketing.domain.console import ConsoleWord
from ticketing.models.break_line import BreakLimit, BreakWish
from ticketing.models.people import Person, Team
from ticketing.models.presence import ConsoleState, PersonSlice
from ticketing.models.queues import Queue, QueueMember
from ticketing.queries.presence.breaks import rests

#: A word said longer ago belongs to another day.
FRESH = timedelta(hours=12)


@dataclass(frozen=True)
class Line:
    """`away` are on a break, or may go and have not gone yet; `waiting` in the order of asking, those told first."""

    groups: Sequence[Group]
    away: frozenset[int]
    waiting: Sequence[BreakWish]


def groups(session: Session) -> list[Group]:
    """The teams and queues with a limit, and whom it is about. Three statements."""
    found = []
    team_rows = session.execute(
        sa.select(Team.id, Team.code, Team.name, BreakLimit.most)
        .join(BreakLimit, BreakLimit.team_id == Team.id)
        .order_by(Team.code)
    ).all()
    queue_rows = session.execute(
        sa.select(Queue.id, Queue.code, Queue.name, BreakLimit.most)
        .join(BreakLimit, BreakLimit.queue_id == Queue.id)
        .order_by(Queue.code)
    ).all()
    if not team_rows and not queue_rows:
        return []
    of_team: dict[int, set[int]] = {}
    for person_id, team_id in session.execute(
        sa.select(Person.id, Person.team_id).where(Person.active, Person.team_id.in_([row.id for row in team_rows]))
    ):
        of_team.setdefault(team_id or 0, set()).add(person_id)
    of_queue: dict[int, set[int]] = {}
    for person_id, queue_id in session.execute(
        sa.select(QueueMember.person_id, QueueMember.queue_id).where(
            QueueMember.queue_id.in_([row.id for row in queue_rows])
        )
    ):
        of_queue.setdefault(queue_id, set()).add(person_id)
    for kind, rows, people in (("team", team_rows, of_team), ("queue", queue_rows, of_queue)):
        found += [Group(kind, row.code, row.name, row.most, frozenset(people.get(row.id, ()))) for row in rows]
    return found


def line(session: Session, now: datetime) -> Line:
    """How it stands."""
    known = groups(session)
    waiting = session.scalars(
        sa.select(BreakWish)
        .where(BreakWish.ended_at.is_(None))
        .options(joinedload(BreakWish.person))
        .order_by(BreakWish.told_at.is_(None), BreakWish.asked_at, BreakWish.id)
    ).all()
    told = {one.person_id for one in waiting if one.told_at is not None}
    return Line(known, frozenset(_resting(session, known, now) | told), waiting)


def _resting(session: Session, known: Sequence[Group], now: datetime) -> set[int]:
    """Who says at the console that they rest, or is paused at a phone under a reason that means a break or a meal."""
    people = set().union(*(one.people for one in known))
    if not people:
        return set()
    said = session.scalars(
        sa.select(ConsoleState.person_id).where(
            ConsoleState.person_id.in_(people),
            ConsoleState.state == ConsoleWord.BREAK,
            ConsoleState.since > now - FRESH,
        )
    )
    paused = session.scalars(
        sa.select(PersonSlice.person_id).where(
            PersonSlice.person_id.in_(people),
            PersonSlice.end_us.is_(None),
            PersonSlice.state == "paused",
            sa.func.lower(sa.func.btrim(PersonSlice.reason)).in_(rests(session)),
        )
    )
    return set(said) | set(paused)
