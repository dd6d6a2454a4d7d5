"""What waits for one reader's yes or no: leave, exchanges of shifts, breaks beyond the limit, missed punches, more time
on a ticket. The oldest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from ticketing.domain.actors import Actor
from ticketing.domain.permissions import Permission, Reach, reaches_of
from ticketing.models.break_line import BreakWish
from ticketing.models.leaves import Leave, LeaveState
from ticketing.models.people import Person
from ticketing.models.swaps import Swap, SwapState
from ticketing.queries import supervision
from ticketing.queries.attendance import uncertified
from ticketing.queries.leaves import Whose

MOST = 50


@dataclass(frozen=True)
class Waiting:
    """`kind` and `params` are those of the notice that told of it; `decision` is the door that takes the answer.

    With `certificate` there is nothing to refuse: the door takes it by POST, with the reader's own word of it.
    """

    kind: str
    params: dict[str, Any]
    at: datetime
    decision: str
    page: str
    version: int | None = None
    certificate: dict[str, str] | None = None


def waiting(session: Session, actor: Actor, today: date) -> list[Waiting]:
    """At most `MOST` of each kind; what somebody asked for themselves is for somebody else to decide. Seven queries."""
    reaches = reaches_of(actor, Permission.LEAVE_DECIDE)
    found: list[Waiting] = []
    if reaches:
        people = sa.and_(Whose(None, actor.scope.team_id, reaches).people(), Person.id.is_distinct_from(actor.id))
        found += [*_leaves(session, people, today), *_swaps(session, people, actor, today)]
    if reaches_of(actor, Permission.ESCALATION_ASSIGN) & {Reach.TEAM, Reach.ALL}:
        found += _extensions(session, actor)
    found += [*_breaks(session, actor), *_punches(session, actor, today)]
    return sorted(found, key=lambda one: one.at)


def _leaves(session: Session, people: sa.ColumnElement[bool], today: date) -> Iterator[Waiting]:
    query = sa.select(Leave).join(Person, Person.id == Leave.person_id).options(joinedload(Leave.person))
    asked = query.where(people, Leave.state == LeaveState.ASKED, Leave.last_on >= today)
    for one in session.scalars(asked.order_by(Leave.id).limit(MOST)):
        params = {"name": one.person.name, "first_on": one.first_on.isoformat(), "last_on": one.last_on.isoformat()}
        door = f"/leave/{one.id}/decision"
        yield Waiting("leave_asked", params, one.asked_at, door, "/shifts/requests", one.version)


def _swaps(session: Session, people: sa.ColumnElement[bool], actor: Actor, today: date) -> Iterator[Waiting]:
    query = sa.select(Swap).join(Person, Person.id == Swap.from_id)
    named = joinedload(Swap.from_person), joinedload(Swap.to_person)
    theirs = sa.and_(people, Swap.to_id.is_distinct_from(actor.id))
    accepted = query.where(theirs, Swap.state == SwapState.ACCEPTED, Swap.from_day >= today).options(*named)
    for one in session.scalars(accepted.order_by(Swap.id).limit(MOST)):
        who = {"name": one.from_person.name, "other": one.to_person.name, "on_day": one.from_day.isoformat()}
        door = f"/swaps/{one.id}/decision"
        yield Waiting("swap_accepted", who, one.answered_at or one.offered_at, door, "/shifts/requests", one.version)


def _extensions(session: Session, actor: Actor) -> Iterator[Waiting]:
    for one in supervision.open_extensions(session, actor, MOST):
        if one.asked_by != actor.id:
            number = one.ticket.number
            params = {"number": number, "until": one.until_at.isoformat(), "text": one.reason}
            door = f"/tickets/{number}/extensions/{one.id}/decision"
            yield Waiting("extension_asked", params, one.asked_at, door, f"/tickets/{number}")


def _breaks(session: Session, actor: Actor) -> Iterator[Waiting]:
    """Who stands in line because enough of the team or queue are away: whoever leads them may let them go."""
    reaches = reaches_of(actor, Permission.AGENT_STATE_FORCE)
    if not reaches & {Reach.TEAM, Reach.ALL}:
        return
    people = sa.true() if Reach.ALL in reaches else Person.team_id == actor.scope.team_id
    query = sa.select(BreakWish).join(Person, Person.id == BreakWish.person_id).options(joinedload(BreakWish.person))
    waits = query.where(people, BreakWish.ended_at.is_(None), BreakWish.told_at.is_(None))
    others = waits.where(BreakWish.person_id.is_distinct_from(actor.id))
    for one in session.scalars(others.order_by(BreakWish.asked_at).limit(MOST)):
        params = {"name": one.person.name, "reason": one.reason}
        yield Waiting("break_asked", params, one.asked_at, f"/break-line/{one.id}/decision", "/wallboard")


def _punches(session: Session, actor: Actor, today: date) -> Iterator[Waiting]:
    """Missed punches; certified is the planned time, another one on the page."""
    for one in uncertified.of_actor(session, actor, today)[:MOST]:
        for way in one.ways:
            at = (one.start_at if way == "in" else one.end_at).isoformat()
            params = {"name": one.name, "on_day": one.on_day.isoformat(), "way": way, "time": at}
            page = f"/attendance?on={one.on_day}"
            word = {"person": one.code, "way": way, "at": at}
            yield Waiting("punch_missing", params, one.end_at, "/attendance/certificates", page, certificate=word)
