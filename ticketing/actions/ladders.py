"""Which rung is next and when: planned anew whenever a deadline moves, so only one timer waits per subject."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from ticketing.actions import timers
from ticketing.actions.timers import Owed
from ticketing.domain.clocks import Moment
from ticketing.domain.escalations import PROMISE_LADDER, EscalationState, Instance, Step, next_step
from ticketing.domain.events import EscalationResolved
from ticketing.domain.triggers import triggers
from ticketing.models.callbacks import Callback
from ticketing.models.clocks import TicketClock
from ticketing.queries import clocks
from ticketing.work import Work

CLOCK, PROMISE = "ticket_clock", "callback"
LADDER_TIMER = "ladder"


def follow_clock(work: Work, clock: TicketClock, now: Moment, fired: Sequence[Instance] | None = None) -> list[Owed]:
    """The next rung of a clock that runs, to be planned; what is open ends once it does not run any more.

    `fired` are the levels that have fired for it, where they are known: of a newborn clock none can have.
    """
    if clock.kind not in now.policy.ladders:
        return []
    if not clock.record.is_open:
        if fired is None or fired:
            end(work, CLOCK, clock.id, clock.state.value)
            return []
        return [Owed(CLOCK, clock.id, LADDER_TIMER, None)]
    step = clock_step(work, clock, now, fired)
    return [Owed(CLOCK, clock.id, LADDER_TIMER, step.at if step else None)]


def clock_step(work: Work, clock: TicketClock, now: Moment, fired: Sequence[Instance] | None = None) -> Step | None:
    """The next thing that a clock's ladder will do."""
    ladder = now.policy.ladders.get(clock.kind, ())
    if fired is None:
        fired = [one.instance for one in clocks.levels(work.session, CLOCK, clock.id)]
    return next_step(ladder, triggers(ladder, clock.record, now.time), fired)


def follow_promise(work: Work, callback: Callback, newborn: bool = False) -> list[Owed]:
    """The next rung of a promise; a broken one climbs until somebody has rung, tried or called it off."""
    if not callback.is_open or callback.first_attempt_at is not None:
        end(work, PROMISE, callback.id, "attempted" if callback.first_attempt_at else callback.state.value)
        return []
    step = next_step(PROMISE_LADDER, _instants(callback), []) if newborn else promise_step(work, callback)
    return [Owed(PROMISE, callback.id, LADDER_TIMER, step.at if step else None)]


def promise_step(work: Work, callback: Callback) -> Step | None:
    """The next thing that a promise's ladder will do: it counts wall time from the end of the window."""
    fired = [one.instance for one in clocks.levels(work.session, PROMISE, callback.id)]
    return next_step(PROMISE_LADDER, _instants(callback), fired)


def _instants(callback: Callback) -> Mapping[int, datetime | None]:
    return {rung.level: callback.window_end + timedelta(seconds=rung.offset_s) for rung in PROMISE_LADDER}


def end(work: Work, subject: str, subject_id: int, resolution: str) -> None:
    """The deadline is answered for: every open level is resolved and none will follow."""
    timers.void(work, subject, subject_id, LADDER_TIMER)
    for level in clocks.levels(work.session, subject, subject_id):
        if level.end(EscalationState.RESOLVED, resolution, work.now):
            work.record(EscalationResolved(level.ticket_id, level.id, resolution))
