"""Which rung is next and when: planned anew whenever a deadline moves, so only one timer waits per subject."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from ticketing.actions import timers
from ticketing.actions.timers import Owed
from ticketing.domain.clocks import Moment
from ticketing.domain.escalations import PROMISE_LADDER, EscalationState, Level, Step, next_step
from ticketing.domain.events import EscalationResolved
from ticketing.domain.triggers import LADDERS, triggers
from ticketing.models.callbacks import Callback
from ticketing.models.clocks import TicketClock
from ticketing.queries import clocks
from ticketing.work import Work

CLOCK, PROMISE = "ticket_clock", "callback"
LADDER_TIMER = "ladder"


def follow_clock(work: Work, clock: TicketClock, now: Moment, newborn: bool = False) -> list[Owed]:
    """The next rung of a clock that runs, to be planned; what is open ends once it does not run any more. Of a
    `newborn` one nothing can have fired."""
    if clock.kind not in LADDERS:
        return []
    if not clock.record.is_open:
        end(work, CLOCK, clock.id, clock.state.value)
        return []
    step = _first_step(clock, now) if newborn else clock_step(work, clock, now)
    return [Owed(CLOCK, clock.id, LADDER_TIMER, step.at if step else None)]


def clock_step(work: Work, clock: TicketClock, now: Moment) -> Step | None:
    """The next thing that a clock's ladder will do."""
    ladder = LADDERS[clock.kind]
    return _step(work, CLOCK, clock.id, ladder, triggers(ladder, clock.record, now.time))


def _first_step(clock: TicketClock, now: Moment) -> Step | None:
    ladder = LADDERS[clock.kind]
    return next_step(ladder, triggers(ladder, clock.record, now.time), [])


def follow_promise(work: Work, callback: Callback, newborn: bool = False) -> list[Owed]:
    """The next rung of a promise; a broken one climbs until somebody has rung, tried or called it off."""
    if not callback.is_open or callback.first_attempt_at is not None:
        end(work, PROMISE, callback.id, "attempted" if callback.first_attempt_at else callback.state.value)
        return []
    step = next_step(PROMISE_LADDER, _instants(callback), []) if newborn else promise_step(work, callback)
    return [Owed(PROMISE, callback.id, LADDER_TIMER, step.at if step else None)]


def promise_step(work: Work, callback: Callback) -> Step | None:
    """The next thing that a promise's ladder will do: it counts wall time from the end of the window."""
    return _step(work, PROMISE, callback.id, PROMISE_LADDER, _instants(callback))


def _instants(callback: Callback) -> Mapping[int, datetime | None]:
    return {rung.level: callback.window_end + timedelta(seconds=rung.offset_s) for rung in PROMISE_LADDER}


def end(work: Work, subject: str, subject_id: int, resolution: str) -> None:
    """The deadline is answered for: every open level is resolved and none will follow."""
    timers.void(work, subject, subject_id, LADDER_TIMER)
    for level in clocks.levels(work.session, subject, subject_id):
        if level.end(EscalationState.RESOLVED, resolution, work.now):
            work.record(EscalationResolved(level.ticket_id, level.id, resolution))


def _step(
    work: Work, subject: str, subject_id: int, ladder: Sequence[Level], triggers: Mapping[int, datetime | None]
) -> Step | None:
    fired = [one.instance for one in clocks.levels(work.session, subject, subject_id)]
    return next_step(ladder, triggers, fired)
