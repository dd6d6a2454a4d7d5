"""Everything that went on with one customer, as far as the asker may see it: calls, tickets, call-backs, notices."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from ticketing.domain.actors import Actor
from ticketing.domain.customer_notices import TO_CUSTOMERS
from ticketing.domain.permissions import Permission
from ticketing.models.callbacks import Callback
from ticketing.models.customers import CustomerMerge, CustomerNote, PersonalRequest
from ticketing.models.deliveries import Delivery
from ticketing.models.satisfaction import Rating
from ticketing.models.tickets import Ticket
from ticketing.models.whole_calls import Call
from ticketing.queries.finding import seen_by
from ticketing.queries.reach import Sides, within
from ticketing.queries.whole_calls import listing

MOST = 50


@dataclass(frozen=True)
class Entry:
    """One thing that happened: `kind` is call, ticket, callback, survey or notice; `says` are its plain facts."""

    at: datetime
    kind: str
    link: str
    says: dict[str, Any]


def contacts(session: Session, actor: Actor, customer_id: int, before: datetime, limit: int = MOST) -> list[Entry]:
    """The newest before an instant, newest first, at most `limit`. Five queries, each down an index of the customer."""
    found = [
        *_calls(session, actor, customer_id, before, limit),
        *_tickets(session, actor, customer_id, before, limit),
        *_callbacks(session, actor, customer_id, before, limit),
        *_surveys(session, actor, customer_id, before, limit),
        *_notices(session, actor, customer_id, before, limit),
    ]
    return sorted(found, key=lambda entry: entry.at, reverse=True)[:limit]


def notes(session: Session, customer_id: int) -> Sequence[CustomerNote]:
    """What colleagues wrote about the customer, newest first."""
    found = sa.select(CustomerNote).filter_by(customer_id=customer_id).order_by(CustomerNote.id.desc())
    return session.scalars(found.limit(MOST).options(joinedload(CustomerNote.author))).all()


def merges(session: Session, customer_id: int) -> Sequence[CustomerMerge]:
    """The files that became part of this one and still are, newest first."""
    found = sa.select(CustomerMerge).filter_by(target_id=customer_id, undone_at=None).order_by(CustomerMerge.id.desc())
    return session.scalars(found.options(joinedload(CustomerMerge.source), joinedload(CustomerMerge.by))).all()


def requests(session: Session, customer_id: int) -> Sequence[PersonalRequest]:
    """What the person asked of us, newest first."""
    found = sa.select(PersonalRequest).filter_by(customer_id=customer_id).order_by(PersonalRequest.id.desc())
    return session.scalars(found.options(joinedload(PersonalRequest.by))).all()


def _calls(session: Session, actor: Actor, customer_id: int, before: datetime, limit: int) -> list[Entry]:
    found = sa.select(Call).where(
        Call.customer_id == customer_id, Call.first_us < int(before.timestamp() * 1e6), listing.seen_by(actor)
    )
    rows = session.scalars(found.order_by(Call.first_us.desc()).limit(limit))
    return [
        Entry(
            datetime.fromtimestamp(row.first_us / 1e6, UTC),
            "call",
            f"/calls/{row.id}",
            {"direction": row.direction.value, "outcome": row.outcome.value, "talk_s": row.talk_us // 1_000_000}
            | {"queues": list(row.queues), "survey": row.survey},
        )
        for row in rows
    ]


def _tickets(session: Session, actor: Actor, customer_id: int, before: datetime, limit: int) -> list[Entry]:
    found = sa.select(Ticket).where(Ticket.customer_id == customer_id, Ticket.opened_at < before, seen_by(actor))
    rows = session.scalars(found.order_by(Ticket.id.desc()).limit(limit))
    return [
        Entry(
            row.opened_at,
            "ticket",
            f"/tickets/{row.number}",
            {"number": row.number, "subject": row.subject, "kind": row.kind.value, "state": row.state.value}
            | {"breached": row.breached, "reopened": row.reopen_count},
        )
        for row in rows
    ]


def _callbacks(session: Session, actor: Actor, customer_id: int, before: datetime, limit: int) -> list[Entry]:
    holder = sa.func.coalesce(Callback.claimed_by, Callback.owner_id)
    seen = within(actor, Permission.CALLBACK_WORK, Sides(owner=holder, queue=Callback.queue_id))
    found = sa.select(Callback).where(Callback.customer_id == customer_id, Callback.promised_at < before, seen)
    rows = session.scalars(
        found.order_by(Callback.promised_at.desc()).limit(limit).options(joinedload(Callback.ticket))
    )
    return [
        Entry(
            row.promised_at,
            "callback",
            f"/tickets/{row.ticket.number}" if row.ticket else "/callbacks",
            {"kind": row.kind.value, "state": row.state.value, "kept": row.promise_kept, "tries": row.counted_attempts},
        )
        for row in rows
    ]


def _surveys(session: Session, actor: Actor, customer_id: int, before: datetime, limit: int) -> list[Entry]:
    """Every answer the customer gave, by link, after a call or in a follow-up call; those that were only asked are not
    an answer. One about a ticket is seen with the ticket, one about a call with the call."""
    about_call = within(actor, Permission.CALL_READ, Sides(owner=Rating.person_id, queue=Rating.queue_id))
    found = (
        sa.select(Rating, Ticket.number)
        .outerjoin(Ticket, Ticket.id == Rating.ticket_id)
        .where(Rating.customer_id == customer_id, Rating.answered_at < before)
        .where(sa.or_(sa.and_(Ticket.id.is_not(None), seen_by(actor)), sa.and_(Ticket.id.is_(None), about_call)))
    )
    rows = session.execute(found.order_by(Rating.answered_at.desc()).limit(limit))
    return [
        Entry(
            row.answered_at or row.asked_at,
            "survey",
            f"/tickets/{number}" if number else "/stats/satisfaction",
            {"number": number or "", "score": row.score, "via": row.via.value}
            | {"contentment": row.contentment.value if row.contentment else None},
        )
        for row, number in rows
    ]


def _notices(session: Session, actor: Actor, customer_id: int, before: datetime, limit: int) -> list[Entry]:
    """What the customer was told by message, or would have been; seen with the matter that it is about."""
    found = (
        sa.select(Delivery, Ticket.number)
        .join(Ticket, Ticket.id == Delivery.ticket_id)
        .where(Delivery.customer_id == customer_id, Delivery.created_at < before, seen_by(actor))
        .where(Delivery.template.in_([kind.value for kind in TO_CUSTOMERS]))
    )
    rows = session.execute(found.order_by(Delivery.created_at.desc()).limit(limit))
    return [
        Entry(
            row.sent_at or row.created_at,
            "notice",
            f"/tickets/{number}",
            {"number": number, "template": row.template, "way": row.channel.value, "state": row.state.value}
            | {"next_at": row.next_at.isoformat() if row.next_at else None, "why": row.answer},
        )
        for row, number in rows
    ]
