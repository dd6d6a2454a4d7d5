"""One complaint with everything that hangs on it, for its page, its sheet and the API."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from ticketing.domain.callbacks import CallbackKind
from ticketing.models.callbacks import Callback
from ticketing.models.complaints import CompensationClaim, Complaint, Measure, Signature
from ticketing.models.people import Person
from ticketing.models.tickets import Ticket


@dataclass(frozen=True)
class Whole:
    """The record and its rows; `signatures` are those of the present loop, `people` are named by their ids."""

    ticket: Ticket
    complaint: Complaint
    compensations: Sequence[CompensationClaim]
    measures: Sequence[Measure]
    followups: Sequence[Callback]
    signatures: Sequence[Signature]
    people: Mapping[int, Person]
    repeat_of: str | None


def whole(session: Session, ticket: Ticket) -> Whole | None:
    """Seven queries at most; None for a ticket that is no complaint."""
    complaint = session.scalar(sa.select(Complaint).filter_by(ticket_id=ticket.id))
    if complaint is None:
        return None
    repeated = complaint.repeat_of_id
    return Whole(
        ticket,
        complaint,
        compensations(session, ticket.id),
        session.scalars(sa.select(Measure).filter_by(ticket_id=ticket.id).order_by(Measure.id)).all(),
        followups(session, ticket.id),
        signatures(session, ticket),
        _people(session, complaint),
        session.scalar(sa.select(Ticket.number).filter_by(id=repeated)) if repeated is not None else None,
    )


def compensations(session: Session, ticket_id: int) -> Sequence[CompensationClaim]:
    """In the order they were asked for, with the people who asked and decided."""
    found = (
        sa.select(CompensationClaim)
        .filter_by(ticket_id=ticket_id)
        .options(joinedload(CompensationClaim.requester), joinedload(CompensationClaim.decider))
    )
    return session.scalars(found.order_by(CompensationClaim.id)).all()


def followups(session: Session, ticket_id: int) -> Sequence[Callback]:
    """Every call in which the customer was to be asked, one a loop and more."""
    found = sa.select(Callback).where(Callback.ticket_id == ticket_id, Callback.kind == CallbackKind.FOLLOW_UP)
    return session.scalars(found.order_by(Callback.id)).all()


def signatures(session: Session, ticket: Ticket) -> Sequence[Signature]:
    found = sa.select(Signature).filter_by(ticket_id=ticket.id, loop=ticket.reopen_count)
    return session.scalars(found.options(joinedload(Signature.person)).order_by(Signature.id)).all()


def _people(session: Session, complaint: Complaint) -> dict[int, Person]:
    named = {
        *(complaint.sign_off_heard_by, complaint.dispute_decided_by, complaint.proposed_by),
        *(complaint.replied_by, complaint.loop_decided_by, complaint.ticket.created_by),
    }
    return {one.id: one for one in session.scalars(sa.select(Person).where(Person.id.in_(named - {None})))}
