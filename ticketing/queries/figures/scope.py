"""Whose figures may be seen, and over which stretch of time they can be asked for."""

from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo, available_timezones

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.actors import Actor
from ticketing.domain.instants import micros
from ticketing.domain.permissions import Permission, Reach, reaches_of
from ticketing.errors import Invalid
from ticketing.models.people import Person
from ticketing.models.queues import Queue
from ticketing.models.telephony import Outage, Pbx
from ticketing.queries.figures.spans import MOST_BUCKETS, Span
from ticketing.queries.reach import Sides, within

_SHORTEST_S = {"15m": 900, "hour": 3600, "day": 82_800, "month": 2_419_200}


def span_of(since: datetime, until: datetime, zone: str, interval: str, now: datetime) -> Span:
    """[since, until) by an interval of `INTERVALS` in a zone.

    Raises `Invalid` for an unknown zone, an empty stretch or one of too many buckets.
    """
    if zone not in available_timezones():
        raise Invalid("unknown_zone", tz=zone)
    if until <= since:
        raise Invalid("empty_stretch")
    if (until - since) / timedelta(seconds=_SHORTEST_S[interval]) > MOST_BUCKETS:
        raise Invalid("too_many_buckets", most=MOST_BUCKETS)
    return Span(micros(since), micros(until), ZoneInfo(zone), interval, micros(now))


def queues_of(session: Session, actor: Actor, code: str | None = None) -> set[str] | None:
    """The queues whose figures the actor may see, narrowed to one if asked; None: every one."""
    if Reach.ALL in reaches_of(actor, Permission.BOARD_READ):
        return None if code is None else {code}
    mine = set(session.scalars(sa.select(Queue.code).where(Queue.id.in_(actor.scope.queue_ids))))
    return mine if code is None else mine & {code}


def people_of(session: Session, actor: Actor, code: str | None = None) -> dict[int, str]:
    """The agents (id: code) of whom the actor may read reports, narrowed to one code if asked."""
    sides = Sides(owner=Person.id, team=Person.team_id)
    rows = sa.select(Person.id, Person.code).where(
        Person.code.is_not(None), within(actor, Permission.REPORT_READ, sides)
    )
    if code is not None:
        rows = rows.where(Person.code == code)
    return {person_id: found for person_id, found in session.execute(rows) if found is not None}


def names_of(session: Session) -> dict[str, str]:
    """What the agents are called, by code."""
    rows = session.execute(sa.select(Person.code, Person.name).where(Person.code.is_not(None)))
    return {code: name for code, name in rows if code is not None}


class Hole(NamedTuple):
    """A stretch in which a phone system's log is known to be incomplete or its clock wrong; without end: still."""

    pbx: str
    kind: str
    from_us: int
    to_us: int | None


def outages(session: Session, span: Span) -> list[Hole]:
    """What figures of the span may suffer from, the oldest first; one that lasts goes on until now."""
    rows = session.execute(
        sa.select(Pbx.name, Outage.kind, Outage.from_us, Outage.to_us)
        .join(Pbx, Pbx.id == Outage.pbx_id)
        .where(Outage.from_us < span.to_us, sa.func.coalesce(Outage.to_us, span.now_us) >= span.from_us)
        .order_by(Outage.from_us)
    )
    return [Hole(*row) for row in rows]
