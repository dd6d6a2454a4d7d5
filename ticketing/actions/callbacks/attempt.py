"""Hold a call-back, ring, and write down what came of it."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from ticketing.actions import contacts, endings, ladders, notices, ratings
from ticketing.actions.callbacks import listed, plan, recur
from ticketing.actions.callbacks.dialled import unfinished
from ticketing.actions.callbacks.held import both
from ticketing.actions.callbacks.moving import moved
from ticketing.actions.callbacks.promise import check_window, hours
from ticketing.domain.actors import Role
from ticketing.domain.callbacks import (
    ANSWERED,
    CLAIM_LEASE,
    REACHED,
    AfterAttempt,
    AttemptResult,
    CallbackKind,
    CallbackState,
    FollowUpTask,
    Tried,
    Window,
    after_attempt,
)
from ticketing.domain.events import CallbackAttempted, CallbackClaimed, CallbackFinished, CallbackReleased
from ticketing.domain.permissions import Permission
from ticketing.domain.satisfaction import Contentment, Fault, contentment
from ticketing.domain.tickets import TicketState
from ticketing.errors import Conflict, Forbidden, Invalid
from ticketing.models.callbacks import Callback, CallbackAttempt
from ticketing.models.tickets import Ticket
from ticketing.queries import on_shift
from ticketing.work import Work


@dataclass(frozen=True)
class Outcome:
    """What an attempt came to; `started_at` when the telephone was lifted, now unless told."""

    result: AttemptResult
    note: str = ""
    started_at: datetime | None = None
    # The window that the customer asked for, with `customer_reschedule`.
    again: Window | None = None
    # What the customer said of the answer in a follow-up: 1 to 5, and what they hold against us.
    score: int | None = None
    fault: Fault | None = None


def claim(work: Work, callback_id: int) -> Callback:
    """Mine for ten minutes; of two at once one has it, the other gets 409 `already_claimed`."""
    callback, _ = held(work, callback_id)
    if work.actor.id is None:
        raise Forbidden(permission=Permission.CALLBACK_WORK.value)
    callback.claim(work.actor.id, work.now)
    callback.version += 1
    plan.follow(work, callback)
    work.record(CallbackClaimed(callback.ticket_id, callback.id, work.actor.id))
    return callback


def release(work: Work, callback_id: int) -> Callback:
    """Give it back untried; only who holds it, or whoever may assign work."""
    callback, _ = held(work, callback_id)
    if callback.claimed_by not in (None, work.actor.id) and not work.may(Permission.TICKET_ASSIGN):
        raise Conflict("already_claimed", by=callback.claimed_by)
    if callback.state is CallbackState.IN_PROGRESS:
        callback.let_go()
        callback.version += 1
        plan.follow(work, callback)
        work.record(CallbackReleased(callback.ticket_id, callback.id))
    return callback


def attempt(work: Work, callback_id: int, outcome: Outcome) -> Callback:
    """One try: retried, done or given up by the rule; a conversation counts as a contact on the ticket.

    A customer who names another time (`outcome.again`) is promised that one in the same breath.
    """
    callback, ticket = held(work, callback_id)
    if outcome.again is not None:
        if outcome.result is not AttemptResult.CUSTOMER_RESCHEDULE:
            raise Invalid("not_a_reschedule", errors={"window_start": ["not_a_reschedule"]})
        check_window(work, outcome.again)
    _refuse_foreign(work, callback)
    _refuse_contradiction(callback, outcome)
    started_at = _started_at(work, callback, outcome.started_at)
    after = after_attempt(outcome.result, work.now, _tried(work, callback, outcome.result))
    no = _write(work, callback, outcome, started_at, after)
    callback.tried(after, started_at)
    callback.version += 1
    if after.same_agent:
        callback.owner_id = work.actor.id or callback.owner_id
    if callback.state is CallbackState.SCHEDULED and callback.next_attempt_at is None:
        callback.next_attempt_at = work.now + plan.UNSCHEDULED_FOR
    work.record(CallbackAttempted(callback.ticket_id, callback.id, no, outcome.result.value))
    if outcome.again is not None:
        moved(work, callback, outcome.again, customer_asked=True)
    plan.follow(work, callback)
    if ticket is not None:
        contacts.note(work, ticket, contacts.Spoken("out", outcome.result in ANSWERED, at=started_at))
    _finish(work, callback, ticket, outcome, after)
    return callback


def held(work: Work, callback_id: int) -> tuple[Callback, Ticket | None]:
    """The call-back under its ticket's lock; 404 outside the actor's queues."""
    work.require(Permission.CALLBACK_WORK)
    callback, ticket = both(work, callback_id)
    if not work.may(Permission.CALLBACK_WORK, callback.target):
        work.require(Permission.CALLBACK_WORK, ticket.target if ticket else callback.target)
    return callback, ticket


def _refuse_foreign(work: Work, callback: Callback) -> None:
    if not callback.is_open:
        raise Conflict("callback_ended", state=callback.state.value)
    if callback.claimed_by not in (None, work.actor.id) and not work.actor.is_system:
        raise Conflict("already_claimed", by=callback.claimed_by)


def _refuse_contradiction(callback: Callback, outcome: Outcome) -> None:
    """A score is asked for in a follow-up, of somebody who was reached, and says the same as the result."""
    if outcome.score is None:
        return
    if callback.kind is not CallbackKind.FOLLOW_UP or outcome.result not in REACHED:
        raise Invalid("score_unasked", errors={"score": ["score_unasked"]})
    dissatisfied = contentment(outcome.score) is Contentment.DISSATISFIED
    if dissatisfied is not (outcome.result is AttemptResult.ANSWERED_PENDING):
        raise Invalid("score_contradicts", errors={"score": ["score_contradicts"]})


def _started_at(work: Work, callback: Callback, said: datetime | None) -> datetime:
    """Not in the future, and not before it was taken up: nobody keeps a promise by writing an earlier time."""
    if said is None:
        return work.now
    taken = callback.claim_until - CLAIM_LEASE if callback.claim_until else work.now - CLAIM_LEASE
    if not max(taken, callback.promised_at) <= said <= work.now:
        raise Invalid("started_at_impossible", errors={"started_at": ["started_at_impossible"]})
    return said


def _tried(work: Work, callback: Callback, result: AttemptResult) -> Tried:
    same = sa.select(sa.func.count()).where(
        CallbackAttempt.callback_id == callback.id, CallbackAttempt.result == result
    )
    return Tried(
        callback.counted_attempts, work.session.scalars(same).one(), callback.max_attempts, hours(work, callback.tz)
    )


def _write(work: Work, callback: Callback, outcome: Outcome, started_at: datetime, after: AfterAttempt) -> int:
    """Complete the attempt that the phone system saw begin, else write a new one; gives its number."""
    begun = unfinished(work, callback)
    if begun is None:
        last = sa.select(sa.func.max(CallbackAttempt.no)).where(CallbackAttempt.callback_id == callback.id)
        no = (work.session.scalar(last) or 0) + 1
        begun = CallbackAttempt(callback_id=callback.id, no=no, started_at=started_at)
    begun.person_id = work.actor.id
    begun.ended_at = work.now
    begun.result = outcome.result
    begun.counted = after.counted
    begun.note = outcome.note
    return work.add(begun).no


def _finish(work: Work, callback: Callback, ticket: Ticket | None, outcome: Outcome, after: AfterAttempt) -> None:
    if callback.is_open:
        return
    work.record(CallbackFinished(callback.ticket_id, callback.id, callback.state.value))
    listed.settle(work, callback, outcome.note)
    recur.follow(work, callback, satisfied=outcome.result is AttemptResult.ANSWERED_RESOLVED)
    if ticket is None:
        return
    if after.task is not None:
        _hand_on(work, callback, ticket, after.task)
    if callback.kind is CallbackKind.FOLLOW_UP and ticket.state is TicketState.RESOLVED:
        _verdict(work, callback, ticket, outcome)


def _verdict(work: Work, callback: Callback, ticket: Ticket, outcome: Outcome) -> None:
    """The customer's own word on the answer: satisfied closes, anything else said takes it up again (4.6)."""
    if outcome.result in REACHED:
        satisfied = outcome.result is AttemptResult.ANSWERED_RESOLVED
        said = ratings.said_as(satisfied, outcome.score, outcome.fault, outcome.note)
        ratings.in_follow_up(work, ticket, callback.id, said)
    if outcome.result is AttemptResult.ANSWERED_RESOLVED:
        endings.close(work, ticket, "follow_up_satisfied", satisfied=True)
    elif outcome.result is AttemptResult.ANSWERED_PENDING:
        endings.reopen(work, ticket, outcome.note or "follow_up_dissatisfied")


def _hand_on(work: Work, callback: Callback, ticket: Ticket, task: FollowUpTask) -> None:
    """No retry will help: the supervisors on shift are told what is left to do."""
    for person in on_shift.people(work.session, Role.SUPERVISOR, work.now) or on_shift.admins(work.session):
        notices.tell(
            work,
            person.id,
            "callback_exhausted",
            f"{ladders.PROMISE}:{callback.id}:{task.value}",
            notices.Subject(ticket_id=ticket.id, callback_id=callback.id),
            {"number": ticket.number, "task": task.value},
        )
