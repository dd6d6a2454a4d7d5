"""What time does to call-backs: they become ready, their windows end, claims lapse. Each looks first, then acts."""

from datetime import timedelta

import sqlalchemy as sa

from ticketing.actions import escalations, notices
from ticketing.actions.callbacks import plan
from ticketing.domain.actors import Role
from ticketing.domain.callbacks import OPEN_CALLBACKS, CallbackKind
from ticketing.domain.events import CallbackMoved, CallbackReady, CallbackReleased, PromiseBroken
from ticketing.models.callbacks import Callback
from ticketing.models.people import Person
from ticketing.models.queues import QueueMember
from ticketing.queries import on_shift, presence
from ticketing.work import Work

# At the last instant of its window a promise can still be kept; its timer has come, so that instant is over.
_MOMENT_AFTER = timedelta(microseconds=1)

#: Why a call-back was handed on.
OFF_SHIFT, ON_A_CALL = "off_shift", "on_a_call"


def ready(work: Work, callback: Callback) -> None:
    """To be rung now: by its owner if they are here, else by whoever on shift has the least to do."""
    due_at = callback.next_attempt_at or callback.window.ready_at
    if due_at <= work.now and callback.become_ready():
        _find_owner(work, callback)
        callback.version += 1
        work.record(CallbackReady(callback.ticket_id, callback.id))
        _tell_owner(work, callback)
    plan.follow(work, callback)


def window_over(work: Work, callback: Callback) -> None:
    """Nobody tried in time: the promise is broken and goes up; it stays to be rung."""
    if callback.is_open and callback.judge(work.now + _MOMENT_AFTER):
        callback.version += 1
        work.record(PromiseBroken(callback.ticket_id, callback.id))
    plan.follow(work, callback)
    if callback.kind not in plan.UNESCALATED:
        escalations.climb_promise(work, callback)


def claim_lapsed(work: Work, callback: Callback) -> None:
    """Whoever held it wrote nothing down: it is anybody's again."""
    if callback.is_open and callback.claim_until is not None and callback.claim_until <= work.now:
        callback.let_go()
        callback.version += 1
        work.record(CallbackReleased(callback.ticket_id, callback.id))
    plan.follow(work, callback)


def _find_owner(work: Work, callback: Callback) -> None:
    """Whose it is must be there when the window opens; who was cut off is offered to the team rather than wait for an
    agent who is talking to somebody else (scenario 45)."""
    owner_id = callback.owner_id
    if owner_id is None:
        return
    rung_at = max(work.now, callback.window_start) if callback.counted_attempts == 0 else work.now
    if not on_shift.is_here(work.session, owner_id, rung_at):
        to_id, reason = _least_loaded(work, callback, owner_id), OFF_SHIFT
    elif callback.kind is CallbackKind.DROPPED_CALL and presence.is_on_a_call(work.session, owner_id, work.now):
        to_id, reason = None, ON_A_CALL
    else:
        return
    callback.hand_on(to_id, work.now)
    work.record(CallbackMoved(callback.ticket_id, callback.id, owner_id, to_id, reason))


def _least_loaded(work: Work, callback: Callback, owner_id: int) -> int | None:
    """Of the agents on shift in its queue (without one: in its owner's team) whoever has the fewest call-backs open."""
    load = (
        sa.select(sa.func.count())
        .where(Callback.owner_id == Person.id, Callback.state.in_(OPEN_CALLBACKS))
        .scalar_subquery()
    )
    here = [person.id for person in on_shift.people(work.session, Role.AGENT, work.now)]
    colleagues: sa.ColumnElement[bool]
    if callback.queue_id is not None:
        members = sa.select(QueueMember.person_id).where(QueueMember.queue_id == callback.queue_id)
        colleagues = Person.id.in_(members)
    else:
        team = sa.select(Person.team_id).where(Person.id == owner_id).scalar_subquery()
        colleagues = Person.team_id == team
    found = sa.select(Person.id).where(Person.id.in_(here), Person.id != owner_id, colleagues)
    return work.session.scalar(found.order_by(load, Person.id).limit(1))


def _tell_owner(work: Work, callback: Callback) -> None:
    if callback.owner_id is None:
        return
    subject = notices.Subject(ticket_id=callback.ticket_id, callback_id=callback.id)
    cause = f"{plan.CALLBACK}:{callback.id}:ready:{callback.counted_attempts}:{callback.reschedule_count}"
    number = callback.ticket.number if callback.ticket else None
    params: notices.Params = {"number": number, "window_end": callback.window_end.isoformat()}
    notices.tell(work, callback.owner_id, "callback_due", cause, subject, params)
