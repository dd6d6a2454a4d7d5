"""Who gave up waiting and what became of them: answered when they rang again, reached by us, or left alone."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session

from ticketing.domain.actors import Actor
from ticketing.domain.callbacks import OPEN_CALLBACKS, CallbackState
from ticketing.domain.calls import Outcome
from ticketing.domain.instants import SECOND_US
from ticketing.domain.permissions import Permission
from ticketing.domain.whole_calls import CallOutcome, Direction
from ticketing.models.callbacks import Callback
from ticketing.models.calls import QueueVisit
from ticketing.models.customers import Customer
from ticketing.models.people import Person
from ticketing.models.queues import Queue
from ticketing.models.tickets import Ticket
from ticketing.models.whole_calls import Call, CallAlias
from ticketing.queries.reach import Sides, within

#: left: nobody has spoken with them since; the others say how they were reached.
STATES = ("left", "rang_again", "rung_back")
#: Longer stretches are no list that a person works through.
LONGEST_DAYS = 31


@dataclass(frozen=True, kw_only=True)
class Filter:
    """Gave up in [from_us, to_us); the empty string narrows nothing."""

    from_us: int
    to_us: int
    queue: str = ""
    state: str = "left"


class Owed(NamedTuple):
    """The call-back promised to a caller: the one that is open, else the last."""

    id: int
    state: CallbackState
    due_at: datetime
    tries: int
    owner: str | None
    ticket: str


class Entry(NamedTuple):
    """One caller: the last time they gave up, how often in the stretch, and what was done about it since."""

    visit_id: int
    phone: str
    times: int
    last_us: int
    longest_us: int
    queue: str
    name: str
    call_id: int | None
    ticket: str | None
    callback: Owed | None
    state: str
    reached_us: int | None


class Figures(NamedTuple):
    """Callers with a number, how many of them are in each state of `STATES`, and calls whose number was withheld."""

    callers: int
    left: int
    rang_again: int
    rung_back: int
    nameless: int


def page(session: Session, actor: Actor, wanted: Filter, before: tuple[int, int] | None, limit: int) -> list[Entry]:
    """Callers before (last_us, visit id) `before`, the last to give up first, at most `limit`. Three queries."""
    known = _known(actor, wanted)
    rows = sa.select(known)
    if wanted.state in STATES:
        rows = rows.where(known.c.state == wanted.state)
    if before is not None:
        rows = rows.where(sa.tuple_(known.c.last_us, known.c.visit_id) < before)
    found = session.execute(rows.order_by(known.c.last_us.desc(), known.c.visit_id.desc()).limit(limit)).all()
    about = _about(session, [row.visit_id for row in found])
    owed = _owed(session, {row.phone: row.first_us for row in found})
    return [_entry(row, about[row.visit_id], owed.get(row.phone)) for row in found]


def figures(session: Session, actor: Actor, wanted: Filter) -> Figures:
    """The counts of a stretch and queue; the filter's state is left aside. Two queries."""
    known = _known(actor, wanted)
    counts = [sa.func.count().filter(known.c.state == state) for state in STATES]
    nameless = sa.select(sa.func.count()).select_from(_gave_up(actor, wanted, QueueVisit.caller_norm.is_(None)))
    found = tuple(session.execute(sa.select(sa.func.count(), *counts).select_from(known)).one())
    callers, left, again, back = map(int, found)
    return Figures(callers, left, again, back, session.scalar(nameless) or 0)


def _gave_up(actor: Actor, wanted: Filter, whose: sa.ColumnElement[bool]) -> sa.Subquery:
    visit = QueueVisit
    rows = (
        sa.select(visit.id, visit.caller_norm, visit.enter_us, visit.wait_us)
        .outerjoin(Queue, Queue.code == visit.queue)
        .where(
            *(visit.enter_us >= wanted.from_us, visit.enter_us < wanted.to_us, visit.outcome == Outcome.ABANDONED),
            *(whose, within(actor, Permission.CALL_READ, Sides(owner=visit.person_id, queue=Queue.id))),
        )
    )
    if wanted.queue:
        rows = rows.where(visit.queue == wanted.queue)
    return rows.subquery()


def _known(actor: Actor, wanted: Filter) -> sa.CTE:
    """A row per caller with the first moment since in which somebody of ours spoke with them, and the state."""
    gone = _gave_up(actor, wanted, QueueVisit.caller_norm.is_not(None))
    last_first = aggregate_order_by(gone.c.id, gone.c.enter_us.desc(), gone.c.id.desc())
    callers = (
        sa.select(
            gone.c.caller_norm.label("phone"),
            sa.func.count().label("times"),
            sa.func.min(gone.c.enter_us).label("first_us"),
            sa.func.max(gone.c.enter_us).label("last_us"),
            sa.func.coalesce(sa.func.max(gone.c.wait_us), 0).label("longest_us"),
            sa.func.array_agg(last_first)[1].label("visit_id"),
        )
        .group_by(gone.c.caller_norm)
        .cte("callers")
    )
    since = sa.select(callers, *_reached(callers)).cte("since")
    state = sa.case(
        (sa.and_(since.c.again_us.is_(None), since.c.back_us.is_(None)), "left"),
        (sa.func.coalesce(since.c.again_us < since.c.back_us, since.c.back_us.is_(None)), "rang_again"),
        else_="rung_back",
    )
    reached = sa.func.least(since.c.again_us, since.c.back_us).label("reached_us")
    return sa.select(since, reached, state.label("state")).cte("known")


def _reached(callers: sa.CTE) -> tuple[sa.ColumnElement[Any], sa.ColumnElement[Any]]:
    """When a call of theirs was answered after they gave up, and when one of ours reached them."""
    visit, call, owed = QueueVisit, Call, Callback
    again = sa.select(sa.func.min(visit.enter_us)).where(
        visit.caller_norm == callers.c.phone, visit.enter_us > callers.c.last_us, visit.outcome == Outcome.ANSWERED
    )
    placed = sa.select(sa.func.min(call.first_us)).where(
        *(call.number_norm == callers.c.phone, call.first_us > callers.c.last_us),
        *(call.direction == Direction.OUTBOUND, call.outcome == CallOutcome.ANSWERED),
    )
    done_us = sa.cast(sa.func.extract("epoch", owed.done_at) * SECOND_US, sa.BigInteger)
    kept = sa.select(sa.func.min(done_us)).where(
        owed.phone == callers.c.phone, owed.reached, done_us > callers.c.last_us
    )
    back = sa.func.least(placed.scalar_subquery(), kept.scalar_subquery())
    return again.scalar_subquery().label("again_us"), back.label("back_us")


def _about(session: Session, visit_ids: list[int]) -> dict[int, Any]:
    """Queue, caller's name, whole call and ticket of these visits."""
    visit, alias = QueueVisit, CallAlias
    call_id = sa.select(sa.func.max(alias.call_id)).where(
        alias.pbx_id == visit.pbx_id, alias.channel_uniqueid == visit.callid
    )
    rows = session.execute(
        sa.select(
            visit.id,
            visit.queue,
            sa.func.coalesce(Customer.name, visit.caller_name, "").label("name"),
            call_id.scalar_subquery().label("call_id"),
            Ticket.number.label("ticket"),
        )
        .outerjoin(Customer, Customer.id == visit.customer_id)
        .outerjoin(Ticket, Ticket.id == visit.ticket_id)
        .where(visit.id.in_(visit_ids))
    )
    return {row.id: row for row in rows}


def _owed(session: Session, since: dict[str, int]) -> dict[str, Owed]:
    """The call-back of each of these numbers that is open, else the last that was promised since they gave up."""
    owed = Callback
    rows = session.execute(
        sa.select(owed, Ticket.number, Person.name)
        .join(Ticket, Ticket.id == owed.ticket_id)
        .outerjoin(Person, Person.id == sa.func.coalesce(owed.claimed_by, owed.owner_id))
        .where(owed.phone.in_(since))
        .order_by(owed.phone, owed.window_end)
    )
    found: dict[str, Owed] = {}
    for row, ticket, owner in rows:
        is_late = row.promised_at.timestamp() * SECOND_US < since[row.phone]
        known = found.get(row.phone)
        if row.is_open or not (is_late or (known is not None and known.state in OPEN_CALLBACKS)):
            found[row.phone] = Owed(row.id, row.state, row.window_end, row.counted_attempts, owner, ticket)
    return found


def _entry(row: Any, about: Any, owed: Owed | None) -> Entry:
    ticket = owed.ticket if owed is not None else about.ticket
    what = (row.visit_id, row.phone, row.times, row.last_us, row.longest_us)
    return Entry(*what, about.queue, about.name, about.call_id, ticket, owed, row.state, row.reached_us)
