"""Calls a page at a time, narrowed by the filters that every figure's drill-down speaks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.actors import Actor
from ticketing.domain.calls import Outcome
from ticketing.domain.instants import SECOND_US
from ticketing.domain.permissions import Permission, Reach, reaches_of
from ticketing.domain.phones import normal
from ticketing.domain.whole_calls import CallOutcome, Direction
from ticketing.models.calls import QueueVisit
from ticketing.models.customers import Customer
from ticketing.models.people import Person
from ticketing.models.queues import Queue
from ticketing.models.telephony import Pbx
from ticketing.models.tickets import Ticket
from ticketing.models.whole_calls import Call, CallAlias
from ticketing.queries.figures.resolution import Again, calls_again
from ticketing.queries.whole_calls import worded

#: What a list may be sorted by; a place in it is (value, id) of its last row.
_TRANSFERS: Final = ("blind_transfer", "attended_transfer", "transfer_inferred")
SORTS: Final = {"time": Call.first_us, "talk": Call.talk_us, "wait": Call.wait_us}


@dataclass(frozen=True, kw_only=True)
class CallFilter:
    """All sides optional. `from_us` <= beginning < `to_us`; where a queue or something of a stay in one is asked for,
    the stretch and the outcome are those of the stay, as in the queue's figures. `agent` is a person's code or the
    phone system's name; `number` a whole number or a part of one; `ids` are calls by their own number, whatever the
    rest says of them."""

    from_us: int | None = None
    to_us: int | None = None
    direction: Direction | None = None
    queue: str | None = None
    agent: str | None = None
    number: str = ""
    #: Found by words, the newest `worded.MOST` of what the rest leaves.
    words: str = ""
    outcomes: tuple[CallOutcome, ...] = ()
    has_recording: bool | None = None
    has_ticket: bool | None = None
    pbx: str | None = None
    #: Of the stays in queues: answered or abandoned after at most so many seconds, ended by a transfer.
    answered_within: int | None = None
    abandoned_within: int | None = None
    transferred: bool = False
    ids: tuple[int, ...] | None = None
    #: Calls that a figure of repeat calls counts, by the stretch of their arrival, judged at `now_us`.
    again: Again | None = None
    now_us: int = 0


@dataclass(frozen=True)
class Listed:
    """A call with the names that stand for its ids; `people` are (code, name) of those inside, in order of talking."""

    call: Call
    pbx: str
    customer: str | None
    ticket: str | None
    people: Sequence[tuple[str, str]]


def page(
    session: Session,
    actor: Actor,
    wanted: CallFilter,
    after: tuple[int, int] | None,
    limit: int,
    sort: str = "time",
    region: str = "CN",
) -> Sequence[Listed]:
    """Calls that the actor may see, the newest (longest) first, behind `after`; two queries, with words a few more."""
    by = SORTS[sort]
    narrow = [seen_by(actor), *_conditions(session, wanted, region)]
    if wanted.words:
        narrowed = sa.select(Call.id).join(Pbx, Pbx.id == Call.pbx_id).where(*narrow)
        narrow = [Call.id.in_(worded.found(session, actor, narrowed, wanted.words))]
    rows = listed().where(*narrow)
    if after is not None:
        rows = rows.where(sa.tuple_(by, Call.id) < after)
    found = session.execute(rows.order_by(by.desc(), Call.id.desc()).limit(limit)).all()
    return named(session, found)


def listed() -> sa.Select[Call, str, str | None, str | None]:
    """Calls with what they are tied to."""
    return (
        sa.select(Call, Pbx.code, Customer.name, Ticket.number)
        .join(Pbx, Pbx.id == Call.pbx_id)
        .outerjoin(Customer, Customer.id == Call.customer_id)
        .outerjoin(Ticket, Ticket.id == Call.ticket_id)
    )


def named(session: Session, rows: Sequence[Any]) -> list[Listed]:
    """The same with the people's codes and names."""
    ids = {person_id for row in rows for person_id in row[0].person_ids}
    people = {
        row.id: (row.code or row.name, row.name)
        for row in session.execute(sa.select(Person.id, Person.code, Person.name).where(Person.id.in_(ids)))
    }
    return [
        Listed(call, pbx, customer, ticket, [people[one] for one in call.person_ids if one in people])
        for call, pbx, customer, ticket in rows
    ]


def seen_by(actor: Actor) -> sa.ColumnElement[bool]:
    """Whoever may read calls sees those of their queues, and their own."""
    reaches = reaches_of(actor, Permission.CALL_READ)
    if Reach.ALL in reaches:
        return sa.true()
    sides: list[sa.ColumnElement[bool]] = [sa.false()]
    if actor.id is not None:
        sides.append(Call.person_ids.contains([actor.id]))
    if Reach.QUEUE in reaches and actor.scope.queue_ids:
        codes = sa.select(sa.func.array_agg(Queue.code)).where(Queue.id.in_(sorted(actor.scope.queue_ids)))
        sides.append(Call.queues.overlap(codes.scalar_subquery()))
    return sa.or_(*sides)


def parts_of(session: Session, calls: Sequence[Call]) -> dict[int, list[QueueVisit]]:
    """The stays in queues of these calls, by the call's id; one query."""
    visit, alias = QueueVisit, CallAlias
    rows = session.execute(
        sa.select(alias.call_id, visit)
        .join(visit, sa.and_(visit.pbx_id == alias.pbx_id, visit.callid == alias.channel_uniqueid))
        .where(alias.call_id.in_([call.id for call in calls]))
        .order_by(visit.enter_us, visit.id)
    )
    found: dict[int, list[QueueVisit]] = {}
    for call_id, row in rows:
        found.setdefault(call_id, []).append(row)
    return found


def _conditions(session: Session, wanted: CallFilter, region: str) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if wanted.again is not None:
        found.append(Call.id.in_(_again(wanted, wanted.again)))
        wanted = replace(wanted, from_us=None, to_us=None, queue=None)
    if wanted.queue or wanted.transferred or wanted.answered_within is not None or wanted.abandoned_within is not None:
        found.append(Call.id.in_(_by_stays(wanted)))
        wanted = replace(wanted, from_us=None, to_us=None, outcomes=(), queue=None)
    given: list[tuple[object, Callable[[], sa.ColumnElement[bool]]]] = [
        (wanted.from_us, lambda: Call.first_us >= wanted.from_us),
        (wanted.to_us, lambda: Call.first_us < wanted.to_us),
        (wanted.direction, lambda: Call.direction == wanted.direction),
        (wanted.pbx, lambda: Pbx.code == wanted.pbx),
        (wanted.has_recording, lambda: Call.has_recording.is_(bool(wanted.has_recording))),
        (wanted.outcomes or None, lambda: Call.outcome.in_(wanted.outcomes)),
        (wanted.ids, lambda: Call.id.in_(wanted.ids or ())),
    ]
    found += [condition() for value, condition in given if value is not None]
    if wanted.has_ticket is not None:
        found.append(Call.ticket_id.is_not(None) if wanted.has_ticket else Call.ticket_id.is_(None))
    if wanted.agent:
        person_id = session.scalar(sa.select(Person.id).where(Person.code == wanted.agent))
        by_name = Call.agents.contains([wanted.agent])
        found.append(sa.or_(by_name, Call.person_ids.contains([person_id])) if person_id is not None else by_name)
    if wanted.number:
        found.append(_number(wanted.number, region))
    return found


def _by_stays(wanted: CallFilter) -> sa.Select[int]:
    """The calls with a stay in a queue that meets the filter, sought among the stays by their arrival."""
    visit, alias = QueueVisit, CallAlias
    rows = sa.select(alias.call_id).join(
        visit, sa.and_(visit.pbx_id == alias.pbx_id, visit.callid == alias.channel_uniqueid)
    )
    if wanted.from_us is not None:
        rows = rows.where(visit.enter_us >= wanted.from_us)
    if wanted.to_us is not None:
        rows = rows.where(visit.enter_us < wanted.to_us)
    if wanted.queue is not None:
        rows = rows.where(visit.queue == wanted.queue)
    if wanted.transferred:
        rows = rows.where(visit.end_reason.in_(_TRANSFERS))
    if wanted.outcomes:
        rows = rows.where(sa.cast(visit.outcome, sa.Text).in_([outcome.value for outcome in wanted.outcomes]))
    for outcome, seconds in ((Outcome.ANSWERED, wanted.answered_within), (Outcome.ABANDONED, wanted.abandoned_within)):
        if seconds is not None:
            rows = rows.where(visit.outcome == outcome, visit.wait_us <= seconds * SECOND_US)
    return rows


def _again(wanted: CallFilter, again: Again) -> sa.Select[int]:
    span = (wanted.from_us or 0, wanted.to_us or wanted.now_us)
    rows = calls_again(again, span, wanted.now_us, None if wanted.queue is None else {wanted.queue})
    alias = CallAlias
    return sa.select(alias.call_id).join(
        rows, sa.and_(rows.c.pbx_id == alias.pbx_id, rows.c.callid == alias.channel_uniqueid)
    )


def _number(text: str, region: str) -> sa.ColumnElement[bool]:
    """A whole number goes by its index; a part of one is looked for in the stretch of time."""
    whole = normal(text, region) or ""
    if whole.startswith("+"):
        return Call.number_norm == whole
    digits = "".join(sign for sign in text if sign.isascii() and sign.isdigit())
    return Call.number_norm.contains(digits) if digits else sa.false()
