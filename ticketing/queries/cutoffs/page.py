"""The register as lists: entries with what became of them, narrowed to what the reader may work on, and its figures."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from ticketing.domain.actors import Actor
from ticketing.domain.callbacks import CallbackState
from ticketing.domain.cutoffs import IN_TIME_S, CutCause
from ticketing.domain.instants import SECOND_US
from ticketing.domain.permissions import Permission
from ticketing.models.callbacks import Callback, CallbackAttempt
from ticketing.models.calls import QueueVisit
from ticketing.models.cutoffs import Cutoff
from ticketing.models.people import Person
from ticketing.queries.cutoffs.evidence import key_of
from ticketing.queries.reach import Sides, within

#: What a rate counts, whatever became of it: rung back within `IN_TIME_S`.
RATED = ("in_time",)
STATUSES = ("open", "reached", "returned", "not_reached", "closed")


@dataclass(frozen=True, kw_only=True)
class Filter:
    """Cut off in [from_us, to_us); the empty string narrows nothing."""

    from_us: int
    to_us: int
    #: A word of STATUSES or of RATED.
    status: str = ""
    cause: str = ""
    queue_id: int | None = None


class Try(NamedTuple):
    """The first counted attempt at a call-back and the last word on it."""

    started_at: object
    result: str | None
    note: str
    by: str


class Entry(NamedTuple):
    """`status` is open, reached, returned, not_reached or closed; `tries` are the attempts in their order."""

    row: Cutoff
    status: str
    tries: list[Try]


@dataclass(frozen=True)
class Figures:
    """Counts of a span; `attempted` within `IN_TIME_S` of the cut (异常中断回拨率 = attempted / count)."""

    count: int
    attempted: int
    returned: int


def page(session: Session, actor: Actor, wanted: Filter, before: tuple[int, int] | None, limit: int) -> list[Entry]:
    """Entries before (last_us, id) `before`, the newest first, at most `limit`. Two queries."""
    query = _seen(actor, wanted)
    if before is not None:
        query = query.where(sa.tuple_(Cutoff.last_us, Cutoff.id) < before)
    return _entries(session, query.order_by(Cutoff.last_us.desc(), Cutoff.id.desc()).limit(limit))


def one(session: Session, actor: Actor, cutoff_id: int) -> Entry | None:
    """The entry if the actor may work on it, else None. Two queries."""
    found = _entries(session, _reached(actor).where(Cutoff.id == cutoff_id))
    return found[0] if found else None


def of_visits(session: Session, visits: Collection[QueueVisit]) -> Cutoff | None:
    """The entry in which one of these visits stands. One query."""
    phones = {visit.caller_norm for visit in visits if visit.caller_norm}
    keys = [key_of(visit) for visit in visits]
    same = (Cutoff.phone.in_(phones), Cutoff.visits.overlap(keys), Cutoff.withdrawn_at.is_(None))
    return session.scalar(sa.select(Cutoff).where(*same).limit(1)) if phones else None


def _entries(session: Session, query: sa.Select[Cutoff]) -> list[Entry]:
    loaded = query.options(
        joinedload(Cutoff.queue),
        joinedload(Cutoff.customer),
        joinedload(Cutoff.person).joinedload(Person.team),
        joinedload(Cutoff.callback).joinedload(Callback.ticket),
        joinedload(Cutoff.callback).joinedload(Callback.owner),
    )
    rows = session.scalars(loaded).all()
    tries = _tries(session, [row.callback_id for row in rows if row.callback_id])
    return [Entry(row, status_of(row), tries.get(row.callback_id or 0, [])) for row in rows]


def figures(session: Session, actor: Actor, wanted: Filter) -> Figures:
    """The sums of a span for this reader, in one query; the filter's status is left aside."""
    rows = _seen(actor, Filter(from_us=wanted.from_us, to_us=wanted.to_us, queue_id=wanted.queue_id)).subquery()
    counted = (
        sa.select(sa.func.count(), sa.func.count().filter(_HAS["in_time"]), sa.func.count().filter(_HAS["returned"]))
        .select_from(Cutoff)
        .outerjoin(Callback, Callback.id == Cutoff.callback_id)
        .where(Cutoff.id.in_(sa.select(rows.c.id)))
    )
    return Figures(*session.execute(counted).one())


def status_of(row: Cutoff) -> str:
    """What became of it: its own return, else what became of its call-back."""
    if row.returned_at is not None:
        return "returned"
    if row.callback is None or row.callback.state is CallbackState.CANCELLED:
        return "closed"
    if row.callback.state is CallbackState.EXHAUSTED:
        return "not_reached"
    if row.callback.state is CallbackState.DONE:
        return "returned" if row.callback.outcome == "reached_inbound" else "reached"
    return "open"


def _reached(actor: Actor) -> sa.Select[Cutoff]:
    holder = sa.func.coalesce(Callback.claimed_by, Callback.owner_id, Cutoff.person_id)
    within_reach = within(actor, Permission.CALLBACK_WORK, Sides(owner=holder, queue=Cutoff.queue_id))
    joined = sa.select(Cutoff).outerjoin(Callback, Callback.id == Cutoff.callback_id)
    return joined.where(Cutoff.withdrawn_at.is_(None), within_reach)


def _seen(actor: Actor, wanted: Filter) -> sa.Select[Cutoff]:
    query = _reached(actor).where(Cutoff.last_us >= wanted.from_us, Cutoff.last_us < wanted.to_us)
    if wanted.cause in set(CutCause):
        query = query.where(sa.func.coalesce(Cutoff.said_cause, Cutoff.cause) == wanted.cause)
    if wanted.queue_id is not None:
        query = query.where(Cutoff.queue_id == wanted.queue_id)
    return query.where(_HAS[wanted.status]) if wanted.status in _HAS else query


_INBOUND = Callback.outcome == "reached_inbound"
_ALONE = Cutoff.returned_at.is_(None)
_FIRST_US = sa.func.extract("epoch", Callback.first_attempt_at) * SECOND_US
_HAS: dict[str, sa.ColumnElement[bool]] = {
    "in_time": sa.and_(Callback.first_attempt_at.is_not(None), Cutoff.last_us + IN_TIME_S * SECOND_US >= _FIRST_US),
    "open": sa.and_(_ALONE, Callback.state.in_(["scheduled", "ready", "in_progress"])),
    "reached": sa.and_(_ALONE, Callback.state == "done", sa.not_(_INBOUND)),
    "returned": sa.or_(Cutoff.returned_at.is_not(None), sa.and_(Callback.state == "done", _INBOUND)),
    "not_reached": sa.and_(_ALONE, Callback.state == "exhausted"),
    "closed": sa.and_(_ALONE, sa.or_(Callback.id.is_(None), Callback.state == "cancelled")),
}


def _tries(session: Session, ids: Sequence[int]) -> dict[int, list[Try]]:
    found: dict[int, list[Try]] = {}
    query = (
        sa.select(CallbackAttempt, Person.name)
        .outerjoin(Person, Person.id == CallbackAttempt.person_id)
        .where(CallbackAttempt.callback_id.in_(ids), CallbackAttempt.counted)
        .order_by(CallbackAttempt.callback_id, CallbackAttempt.no)
    )
    for row, by in session.execute(query) if ids else ():
        result = row.result.value if row.result else None
        found.setdefault(row.callback_id, []).append(Try(row.started_at, result, row.note, by or ""))
    return found
