"""Sums of complaints: how many came, went and stand, by category and channel, as of any instant."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.actors import Actor
from ticketing.domain.callbacks import CallbackKind
from ticketing.domain.clocks import ClockKind
from ticketing.domain.permissions import Permission
from ticketing.domain.tickets import TicketKind
from ticketing.models.callbacks import Callback
from ticketing.models.clocks import TicketClock
from ticketing.models.complaints import CompensationClaim, Complaint
from ticketing.models.tickets import Ticket
from ticketing.queries.reach import Sides, within

_GONE = ("merged", "cancelled")


def movement(session: Session, actor: Actor, lo: datetime, hi: datetime) -> Mapping[str, Mapping[str, int]]:
    """By category: `carry`, `received` and its channels, `closed`, `balance`, `overdue`, `major`, `due_next`.

    As of `hi`, by the instants of filing and resolving alone, so that carry + received − closed = balance always.
    """
    filed, done = Ticket.opened_at, Ticket.resolved_at
    came = sa.and_(filed >= lo, filed < hi)
    stands = sa.or_(done.is_(None), done >= hi)
    due = _due()
    grave = sa.func.coalesce(Complaint.severity, "").in_(("S1",))
    count = sa.func.count
    parts = {
        "carry": count().filter(filed < lo, sa.or_(done.is_(None), done >= lo)),
        "received": count().filter(came),
        **{name: count().filter(came, Complaint.channel == name) for name in ("phone", "letter", "visit")},
        "closed": count().filter(done >= lo, done < hi),
        "overdue": count().filter(filed < hi, stands, due < hi),
        "major": count().filter(filed < hi, stands, grave),
        "due_next": count().filter(filed < hi, stands, due >= hi, due < hi + (hi - lo)),
        "balance": count().filter(filed < hi, stands),
    }
    rows = session.execute(
        _complaints(actor, sa.select(_category(), *parts.values()))
        .where(filed < hi, sa.or_(done.is_(None), done >= lo))
        .group_by(sa.text("1"))
        .order_by(sa.text("1"))
    )
    return {row[0]: dict(zip(parts, row[1:], strict=True)) for row in rows}


def major(session: Session, actor: Actor, hi: datetime, most: int = 100) -> list[Any]:
    """(ticket, complaint) of the major ones that stand at an instant, by number."""
    query = _complaints(actor, sa.select(Ticket, Complaint)).where(
        Complaint.severity == "S1",
        Ticket.opened_at < hi,
        sa.or_(Ticket.resolved_at.is_(None), Ticket.resolved_at >= hi),
    )
    return list(session.execute(query.order_by(Ticket.number).limit(most)))


def followed_up(session: Session, lo: datetime, hi: datetime) -> tuple[int, int]:
    """(follow-up calls that ended in the stretch, those that reached the customer)."""
    found = sa.select(sa.func.count(), sa.func.count().filter(Callback.reached)).where(
        Callback.kind == CallbackKind.FOLLOW_UP, Callback.done_at >= lo, Callback.done_at < hi
    )
    row = session.execute(found).one()
    return row[0], row[1]


def sums_by(session: Session, actor: Actor, lo: datetime, hi: datetime, side: str) -> Mapping[str, dict[str, int]]:
    """Complaints filed in the stretch by `category`, `department`, `product` or `cause`: counts and minor units."""
    count, done = sa.func.count, Ticket.resolved_at
    granted = (
        sa.select(sa.func.sum(CompensationClaim.amount_minor))
        .where(CompensationClaim.ticket_id == Ticket.id, CompensationClaim.state.in_(("approved", "executed")))
        .correlate(Ticket)
        .scalar_subquery()
    )
    due = _due()
    parts = {
        "count": count(),
        "upheld": count().filter(Complaint.verdict.in_(("upheld", "partly"))),
        "closed": count().filter(done.is_not(None)),
        "in_time": count().filter(done <= due),
        "due": count().filter(sa.or_(done.is_not(None), due < hi)),
        "repeated": count().filter(Complaint.repeat_of_id.is_not(None)),
        "compensated": count(granted),
        "amount_minor": sa.func.coalesce(sa.func.sum(granted), 0),
        "rated": count(Complaint.satisfaction),
        "satisfied": count().filter(Complaint.satisfaction >= 4),
    }
    rows = session.execute(
        _complaints(actor, sa.select(_side(side), *parts.values()))
        .where(Ticket.opened_at >= lo, Ticket.opened_at < hi)
        .group_by(sa.text("1"))
        .order_by(sa.text("2 DESC, 1"))
    )
    return {row[0]: {key: int(value) for key, value in zip(parts, row[1:], strict=True)} for row in rows}


def arrivals(session: Session, actor: Actor, lo: datetime, hi: datetime, zone: str) -> list[tuple[str, int, int, int]]:
    """(day, ISO weekday, hour, count) of complaints filed in the stretch, by the wall clock of a zone."""
    local = sa.func.timezone(zone, Ticket.opened_at)
    columns = (sa.func.to_char(local, "YYYY-MM-DD"), sa.extract("isodow", local), sa.extract("hour", local))
    rows = session.execute(
        _complaints(actor, sa.select(*columns, sa.func.count()))
        .where(Ticket.opened_at >= lo, Ticket.opened_at < hi)
        .group_by(sa.text("1, 2, 3"))
        .order_by(sa.text("1, 2, 3"))
    )
    return [(row[0], int(row[1]), int(row[2]), row[3]) for row in rows]


def without_result(session: Session, lo: datetime, hi: datetime) -> list[str]:
    """Numbers of complaints of the stretch that have no written result yet: every complaint has one in the end."""
    found = (
        sa.select(Ticket.number)
        .where(*_kind(), Ticket.opened_at >= lo, Ticket.opened_at < hi)
        .where(sa.func.coalesce(Ticket.resolution_text, "") == "")
        .order_by(Ticket.number)
    )
    return list(session.scalars(found.limit(500)))


def _kind() -> tuple[sa.ColumnElement[bool], ...]:
    return Ticket.kind == TicketKind.COMPLAINT, Ticket.state.not_in(_GONE)


def _complaints(actor: Actor, query: Any) -> Any:
    sides = Sides(owner=Ticket.owner_id, team=Ticket.team_id, queue=Ticket.queue_id)
    joined = query.select_from(Ticket).outerjoin(Complaint, Complaint.ticket_id == Ticket.id)
    return joined.where(*_kind(), within(actor, Permission.REPORT_READ, sides))


def _category() -> sa.ColumnElement[str]:
    return sa.func.coalesce(sa.func.nullif(Complaint.category, ""), Ticket.category)


def _side(side: str) -> sa.ColumnElement[str]:
    department = sa.func.coalesce(sa.func.nullif(Complaint.liable_department, ""), Ticket.department)
    sides: dict[str, sa.ColumnElement[str]] = {
        "category": _category(),
        "department": department,
        "product": sa.func.coalesce(Complaint.details["product"].astext, Ticket.product_ref),
        "cause": sa.func.coalesce(Complaint.cause_category, ""),
    }
    return sides[side]


def _due() -> Any:
    """When a complaint was to be resolved: its latest resolution clock."""
    return (
        sa.select(TicketClock.due_at)
        .where(TicketClock.ticket_id == Ticket.id, TicketClock.kind == ClockKind.RESOLUTION)
        .order_by(TicketClock.seq.desc())
        .limit(1)
        .correlate(Ticket)
        .scalar_subquery()
    )
