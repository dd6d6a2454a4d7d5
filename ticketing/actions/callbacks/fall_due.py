"""What time does to call-backs: they become ready, their windows end, claims lapse. Each looks first, then acts."""

from datetime import timedelta

import sqlalchemy as sa

from ticketing.actions import escalations, notices
from ticketing.actions.callbacks import plan
from ticketing.domain.actors import Role
from ticketing.domain.callbacks import OPEN_CALLBACKS, CallbackKind
from ticketing.domain.events import CallbackReady, CallbackReleased, PromiseBroken
from ticketing.models.callbacks import Callback
from ticketing.models.people import Person
from ticketing.models.queues import QueueMember
from ticketing.queries import on_shift
from ticketing.work import Work

# At the last instant of its window a promise can still be kept; its timer has come, so that instant is over.
_MOMENT_AFTER = timedelta(microseconds=1)


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
    if callback.kind is not CallbackKind.FOLLOW_UP:
        escalations.climb_promise(work, callback)


def claim_lapsed(work: Work, callback: Callback) -> None:
    """Whoever held it wrote nothing down: it is anybody's again."""
    if callback.is_open and callback.claim_until is not None and callback.claim_until <= work.now:
        callback.let_go()
        callback.version += 1
        work.record(CallbackReleased(callback.ticket_id, callback.id))
    plan.follow(work, callback)


def _find_owner(work: Work, callback: Callback) -> None:
    if callback.owner_id is None or on_shift.is_here(work.session, callback.owner_id, work.now):
        return
    callback.owner_id = _least_loaded(work, callback)


def _least_loaded(work: Work, callback: Callback) -> int | None:
    load = (
        sa.select(sa.func.count())
        .where(Callback.owner_id == Person.id, Callback.state.in_(OPEN_CALLBACKS))
        .scalar_subquery()
    )
    here = [person.id for person in on_shift.people(work.session, Role.AGENT, work.now)]
    members = sa.select(QueueMember.person_id).where(QueueMember.queue_id == callback.queue_id)
    return work.session.scalar(
        sa.select(Person.id).where(Person.id.in_(here), Person.id.in_(members)).order_by(load, Person.id).limit(1)
    )


def _tell_owner(work: Work, callback: Callback) -> None:
    if callback.owner_id is None:
        return
    subject = notices.Subject(ticket_id=callback.ticket_id, callback_id=callback.id)
    cause = f"{plan.CALLBACK}:{callback.id}:ready:{callback.counted_attempts}:{callback.reschedule_count}"
    params: notices.Params = {"number": callback.ticket.number, "window_end": callback.window_end.isoformat()}
    notices.tell(work, callback.owner_id, "callback_due", cause, subject, params)
