"""What customers said: sums of the ratings by whatever they are asked for, and the ratings behind a sum."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session, joinedload

from ticketing.domain.actors import Actor
from ticketing.domain.instants import instant
from ticketing.domain.permissions import Permission, Reach, reaches_of
from ticketing.domain.satisfaction import Contentment, Fault, Tally
from ticketing.models.people import Person
from ticketing.models.queues import Queue
from ticketing.models.satisfaction import Rating
from ticketing.models.tickets import Ticket

#: What the sums can be parted by.
SIDES = ("via", "queue", "agent", "kind", "day", "month")
#: What a list of ratings can be narrowed to, as the sums count.
ANSWERS: Mapping[str, sa.ColumnElement[bool]] = {
    "rated": Rating.answered_at.is_not(None),
    "unanswered": Rating.answered_at.is_(None),
    **{word.value: Rating.contentment == word for word in Contentment},
    **{word.value: Rating.fault == word for word in Fault},
}
_SUMS = (
    sa.func.count(),
    sa.func.count(Rating.answered_at),
    sa.func.count().filter(Rating.contentment == Contentment.SATISFIED),
    sa.func.count().filter(Rating.contentment == Contentment.DISSATISFIED),
    *(sa.func.count().filter(Rating.fault == fault) for fault in (Fault.ATTITUDE, Fault.SOLUTION, Fault.BOTH)),
)


@dataclass(frozen=True)
class Scope:
    """The stretch in which customers were asked, end excluded; of one team or one person where named. Days and months
    are those of `zone`."""

    first: datetime
    last: datetime
    team_id: int | None = None
    person_id: int | None = None
    zone: str = "UTC"


def scope_of(actor: Actor, first: datetime, last: datetime, zone: str) -> Scope:
    """Everything, one's team, or one's own, as far as the asker may read reports."""
    reaches = reaches_of(actor, Permission.REPORT_READ)
    if Reach.ALL in reaches:
        return Scope(first, last, zone=zone)
    if Reach.TEAM in reaches and actor.scope.team_id is not None:
        return Scope(first, last, team_id=actor.scope.team_id, zone=zone)
    return Scope(first, last, person_id=actor.id or 0, zone=zone)


def whole(session: Session, scope: Scope) -> Tally:
    """Everything in the stretch, by the index on the instant of asking."""
    return _tally(session.execute(sa.select(*_SUMS).where(*_within(scope))).one())


def by(session: Session, scope: Scope, side: str) -> Mapping[str, Tally]:
    """The same by one of `SIDES`: `queue` is a code, `agent` a number or log-in, `kind` the ticket's; the empty word
    gathers what belongs to none, so that the parts come to the whole."""
    key = _key(scope, side)
    found = _joined(sa.select(key, *_SUMS).select_from(Rating), side).where(*_within(scope))
    # By place: the same expression with parameters of its own would be another one to PostgreSQL.
    rows = session.execute(found.group_by(sa.text("1")).order_by(sa.text("1")))
    return {str(row[0] or ""): _tally(row[1:]) for row in rows}


def by_person(
    session: Session, people: Collection[int], starts_us: Sequence[int], until_us: int
) -> dict[tuple[int, int], Tally]:
    """By person and place of the bucket in which they were asked about; `starts_us` are the buckets' beginnings, the
    last one ends at `until_us`. One query, by the index on person and instant."""
    asked_us = sa.cast(sa.func.extract("epoch", Rating.asked_at) * 1_000_000, sa.BigInteger)
    place = sa.func.width_bucket(asked_us, sa.cast(list(starts_us), ARRAY(sa.BigInteger)))
    within = (Rating.asked_at >= instant(starts_us[0]), Rating.asked_at < instant(until_us))
    rows = session.execute(
        sa.select(Rating.person_id, place, *_SUMS)
        .where(Rating.person_id.in_(people), *within)
        .group_by(Rating.person_id, sa.text("2"))
    )
    return {(row[0], row[1] - 1): _tally(row[2:]) for row in rows}


def behind_figure(
    session: Session, scope: Scope, side: str, part: str, answer: str, before: int | None, limit: int
) -> list[Rating]:
    """The ratings of one part (all of them where `side` is empty) and one of `ANSWERS`, the last asked about first;
    `before`: the last id of the page before."""
    found = sa.select(Rating).options(joinedload(Rating.ticket).joinedload(Ticket.queue), joinedload(Rating.person))
    wanted = _within(scope)
    if side:
        found = _joined(found, side)
        wanted.append(sa.func.coalesce(_key(scope, side), "") == part)
    if answer in ANSWERS:
        wanted.append(ANSWERS[answer])
    if before is not None:
        wanted.append(Rating.id < before)
    return list(session.scalars(found.where(*wanted).order_by(Rating.id.desc()).limit(limit)))


def names(session: Session, codes: Collection[str]) -> dict[str, str]:
    """People by the word that stands for them in `by`."""
    key = sa.func.coalesce(Person.code, Person.login)
    rows = session.execute(sa.select(key, Person.name).where(key.in_(list(codes))))
    return {row[0]: row[1] for row in rows}


def behind(session: Session, token_hash: str) -> Rating | None:
    """The rating that a link stands for, with its ticket."""
    return session.scalar(sa.select(Rating).filter_by(token_hash=token_hash).options(joinedload(Rating.ticket)))


def of_ticket(session: Session, ticket_id: int) -> list[Rating]:
    """Every question about a ticket, oldest first."""
    return list(session.scalars(sa.select(Rating).filter_by(ticket_id=ticket_id).order_by(Rating.id)))


def _within(scope: Scope) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = [Rating.asked_at >= scope.first, Rating.asked_at < scope.last]
    if scope.person_id is not None:
        found.append(Rating.person_id == scope.person_id)
    elif scope.team_id is not None:
        found.append(Rating.person_id.in_(sa.select(Person.id).filter_by(team_id=scope.team_id)))
    return found


def _tally(sums: Any) -> Tally:
    return Tally(*(int(one) for one in sums))


def _key(scope: Scope, side: str) -> Any:
    local = sa.func.timezone(scope.zone, Rating.asked_at)
    keys: dict[str, Any] = {
        "via": sa.cast(Rating.via, sa.Text),
        "queue": Queue.code,
        "agent": sa.func.coalesce(Person.code, Person.login),
        "kind": sa.cast(Ticket.kind, sa.Text),
        "day": sa.func.to_char(local, "YYYY-MM-DD"),
        "month": sa.func.to_char(local, "YYYY-MM"),
    }
    return keys[side]


def _joined(found: Any, side: str) -> Any:
    ties: dict[str, tuple[Any, Any]] = {
        "queue": (Queue, Queue.id == Rating.queue_id),
        "agent": (Person, Person.id == Rating.person_id),
        "kind": (Ticket, Ticket.id == Rating.ticket_id),
    }
    return found.outerjoin(*ties[side]) if side in ties else found
