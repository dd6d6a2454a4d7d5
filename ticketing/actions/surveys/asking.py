"""Ask about one matter, by link or after a call, and act on the answer."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from ticketing.actions import callbacks, endings, ratings
from ticketing.actions.facts import facts
from ticketing.actions.ratings import Heard, Said
from ticketing.actions.tickets.held import writable
from ticketing.actions.tickets.resolution import FOLLOW_UPS
from ticketing.domain.events import ComplaintWritten
from ticketing.domain.permissions import Permission
from ticketing.domain.satisfaction import LINK_GOOD_FOR, SCORES, Contentment, Fault, Via, contentment
from ticketing.domain.tickets import Move, TicketState, allowed
from ticketing.errors import Conflict, Gone, NotFound
from ticketing.models.calls import QueueVisit
from ticketing.models.queues import Queue
from ticketing.models.satisfaction import Rating
from ticketing.models.tickets import Ticket
from ticketing.work import Work


def ask_by_link(work: Work, number: str, token_hash: str) -> tuple[Ticket, datetime]:
    """A question about a ticket for whoever gets the link; gives until when it is good.

    The token itself never reaches the database. 409 `nothing_to_rate` while nobody has answered the customer.
    """
    ticket = writable(work, number)
    if ticket.first_response_at is None:
        raise Conflict("nothing_to_rate", state=ticket.state.value)
    expires_at = work.now + LINK_GOOD_FOR
    work.add(
        Rating(
            via=Via.LINK,
            ticket_id=ticket.id,
            person_id=ticket.owner_id,
            queue_id=ticket.queue_id,
            customer_id=ticket.customer_id,
            asked_by=work.actor.id,
            asked_at=work.now,
            token_hash=token_hash,
            expires_at=expires_at,
        )
    )
    work.record(ComplaintWritten(ticket.id, "asked"))
    return ticket, expires_at


def answer_by_link(work: Work, token_hash: str, score: int, fault: Fault | None, comment: str) -> Rating:
    """Once, in time: 409 `survey_answered`, 410 `survey_expired`; whoever holds the link needs no other right."""
    found = work.session.scalar(sa.select(Rating.ticket_id).filter_by(token_hash=token_hash))
    if found is None:
        raise NotFound(what="ratings")
    ticket = work.get(Ticket, found)
    rating = work.session.scalars(sa.select(Rating).filter_by(token_hash=token_hash).with_for_update()).one()
    refuse_spent(rating, work.now)
    rating.answer(score, work.now, fault, comment)
    with work.as_system():
        said = Said(contentment(score), score, rating.fault, comment)
        ratings.told(work, ticket, Via.LINK, said, rating.person_id)
        act(work, ticket, said, may_close=True)
    return rating


def refuse_spent(rating: Rating, now: datetime) -> None:
    """One answer a link, and not for ever."""
    if rating.answered_at is not None:
        raise Conflict("survey_answered", at=rating.answered_at.isoformat())
    if rating.expires_at is None or now > rating.expires_at:
        raise Gone("survey_expired")


def after_calls(work: Work, heard: Iterable[Heard]) -> None:
    """What the phone systems' own surveys heard; a repeat changes nothing."""
    for call in heard:
        if ratings.after_call(work, call) is None or call.score is None:
            continue
        if call.ticket_id is None:
            ratings.told_of_call(work, call.score, call.person_id)
            continue
        ticket = work.get(Ticket, call.ticket_id)
        said = Said(contentment(call.score), call.score)
        ratings.told(work, ticket, Via.CALL, said, call.person_id)
        act(work, ticket, said, may_close=False)


def from_ivr(work: Work, callid: str, score: int | None) -> bool:
    """What an IVR says of a call in a queue; False for a call that is known no more or was told of before."""
    work.require(Permission.TELEPHONY_INGEST)
    visit = work.session.scalar(
        sa.select(QueueVisit).filter_by(callid=callid).order_by(QueueVisit.enter_us.desc()).limit(1)
    )
    if visit is None:
        return False
    queues = queue_ids(work, [visit.queue])
    tied = (visit.ticket_id, visit.person_id, queues.get(visit.queue), visit.customer_id)
    before = work.session.scalar(sa.select(Rating.id).filter_by(callid=callid, via=Via.CALL))
    with work.as_system():
        after_calls(work, [Heard(callid, work.now, score, *tied)])
    return before is None


def score_of(text: str | None) -> int | None:
    """The score behind what a phone system noted, None for anything but 1 to 5."""
    return int(text) if text and text.isascii() and text.isdecimal() and int(text) in SCORES else None


def queue_ids(work: Work, codes: Iterable[str]) -> dict[str, int]:
    """The queues that calls went through."""
    rows = work.session.execute(sa.select(Queue.code, Queue.id).where(Queue.code.in_(set(codes))))
    return {row.code: row.id for row in rows}


def act(work: Work, ticket: Ticket, said: Said, *, may_close: bool) -> None:
    """Not satisfied takes a finished matter up again; content about the answer closes it without a further call."""
    if said.contentment is Contentment.DISSATISFIED:
        if ticket.state in (TicketState.RESOLVED, TicketState.CLOSED) and Move.REOPEN in allowed(facts(work, ticket)):
            endings.reopen(work, ticket, said.comment or "survey_dissatisfied")
            callbacks.cancel_owed(work, ticket, FOLLOW_UPS)
    elif may_close and ticket.state is TicketState.RESOLVED:
        endings.close(work, ticket, "survey_satisfied", satisfied=True)
        callbacks.cancel_owed(work, ticket, FOLLOW_UPS)
