"""Register a complaint: what it says beside its ticket, and whether the same customer has complained before."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from ticketing.domain.complaints import Severity, severity_of
from ticketing.domain.complaints.money import HOME_CURRENCY
from ticketing.domain.tickets import TicketKind, TicketState
from ticketing.models.complaints import Complaint
from ticketing.models.tickets import Ticket
from ticketing.work import Work

REPEATED_WITHIN = timedelta(days=30)


@dataclass(frozen=True)
class ComplaintWish:
    """What a complaint says beside its ticket (4.6)."""

    severity: Severity | None = None
    target: str = ""
    demand: str = ""
    channel: str = "phone"
    category: str = ""
    amount_minor: int | None = None
    currency: str = HOME_CURRENCY
    flags: tuple[str, ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict)


def register(work: Work, ticket: Ticket, said: ComplaintWish) -> Complaint:
    """The complaint's own row; who complained within thirty days before complains again (`repeat`)."""
    before = _complained_before(work, ticket)
    flags = dict.fromkeys([*said.flags, *(["repeat"] if before is not None else [])])
    return work.add(
        Complaint(
            ticket_id=ticket.id,
            severity=graded(said),
            channel=said.channel,
            category=said.category,
            target=said.target,
            demand=said.demand or ticket.demand,
            amount_minor=said.amount_minor,
            currency=said.currency,
            flags=list(flags),
            details=dict(said.details),
            liable_department=ticket.department,
            repeat_of_id=before,
        )
    )


def graded(said: ComplaintWish) -> str:
    """The severity that was said, else what the flags make of it."""
    return severity_of(said.severity, said.flags).value


def _complained_before(work: Work, ticket: Ticket) -> int | None:
    if ticket.customer_id is None:
        return None
    return work.session.scalar(
        sa.select(Ticket.id)
        .where(
            *(Ticket.customer_id == ticket.customer_id, Ticket.id != ticket.id, Ticket.kind == TicketKind.COMPLAINT),
            Ticket.opened_at > ticket.opened_at - REPEATED_WITHIN,
            Ticket.state.not_in((TicketState.MERGED, TicketState.CANCELLED)),
        )
        .order_by(Ticket.id.desc())
        .limit(1)
    )
