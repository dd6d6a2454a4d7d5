"""Write down what a customer answered when they were asked; what follows from it is for whoever asked."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ticketing.domain.events import CustomerRated
from ticketing.domain.satisfaction import Contentment, Fault, Via, contentment
from ticketing.models.complaints import Complaint
from ticketing.models.satisfaction import Rating
from ticketing.models.tickets import Ticket
from ticketing.work import Work


@dataclass(frozen=True)
class Said:
    """A score from 1 to 5 where one was asked for, else only whether they are content."""

    contentment: Contentment
    score: int | None = None
    fault: Fault | None = None
    comment: str = ""


def said_as(satisfied: bool, score: int | None, fault: Fault | None, comment: str) -> Said:
    """What a follow-up call heard."""
    content = Contentment.SATISFIED if satisfied else Contentment.DISSATISFIED
    return Said(contentment(score) if score is not None else content, score, fault, comment)


def in_follow_up(work: Work, ticket: Ticket, callback_id: int, said: Said) -> None:
    """The word given in a follow-up call; who is rated is whoever had the ticket in hand."""
    work.session.execute(
        insert(Rating)
        .values(
            via=Via.FOLLOW_UP,
            ticket_id=ticket.id,
            callback_id=callback_id,
            person_id=ticket.owner_id,
            queue_id=ticket.queue_id,
            customer_id=ticket.customer_id,
            asked_by=work.actor.id,
            asked_at=work.now,
            answered_at=work.now,
            **_values(said),
        )
        .on_conflict_do_nothing(index_elements=["callback_id"], index_where=sa.text("via = 'follow_up'"))
    )
    told(work, ticket, Via.FOLLOW_UP, said, ticket.owner_id)


def told(work: Work, ticket: Ticket, via: Via, said: Said, person_id: int | None) -> None:
    """Keep the word on a complaint and tell of it; `person_id`: whose work is rated."""
    complaint = work.session.scalar(sa.select(Complaint).filter_by(ticket_id=ticket.id))
    if complaint is not None and said.score is not None:
        complaint.satisfaction = said.score
    work.record(CustomerRated(ticket.id, via.value, said.contentment.value, said.score, person_id))


def told_of_call(work: Work, score: int, person_id: int | None) -> None:
    """The word about a call that no ticket came of: told all the same, on nobody's timeline."""
    work.record(CustomerRated(None, Via.CALL.value, contentment(score).value, score, person_id))


def after_call(work: Work, call: "Heard") -> int | None:
    """One answer a call, the first that was told of it; its id, None for a repeat."""
    made: int | None = work.session.scalar(
        insert(Rating)
        .values(
            via=Via.CALL,
            callid=call.callid,
            ticket_id=call.ticket_id,
            person_id=call.person_id,
            queue_id=call.queue_id,
            customer_id=call.customer_id,
            asked_at=call.at,
            answered_at=call.at if call.score is not None else None,
            score=call.score,
            contentment=contentment(call.score) if call.score is not None else None,
            comment="",
        )
        .on_conflict_do_nothing(index_elements=["callid"], index_where=sa.text("via = 'call'"))
        .returning(Rating.id)
    )
    return made


@dataclass(frozen=True)
class Heard:
    """What the phone system heard after a call; without a score the caller was asked and said nothing."""

    callid: str
    at: datetime
    score: int | None
    ticket_id: int | None = None
    person_id: int | None = None
    queue_id: int | None = None
    customer_id: int | None = None


def _values(said: Said) -> dict[str, object]:
    fault = said.fault if said.contentment is Contentment.DISSATISFIED else None
    return {"score": said.score, "contentment": said.contentment, "fault": fault, "comment": said.comment}
