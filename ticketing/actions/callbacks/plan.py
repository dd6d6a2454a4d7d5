"""What a call-back owes by itself: to become ready, to be judged at its window's end, to lose a lapsed claim."""

from datetime import timedelta

from ticketing.actions import ladders, timers
from ticketing.actions.timers import Owed
from ticketing.domain.callbacks import CallbackKind, CallbackState
from ticketing.models.callbacks import Callback
from ticketing.work import Work

CALLBACK = ladders.PROMISE
READY_TIMER, WINDOW_TIMER, LEASE_TIMER = "callback_ready", "callback_window_end", "callback_lease"
# A customer who asked for another time gets it written down soon, or the call-back shows up again.
UNSCHEDULED_FOR = timedelta(minutes=10)
#: Nobody was promised these: what comes too late is not broken word, and nobody is woken for it.
UNESCALATED = frozenset({CallbackKind.FOLLOW_UP, CallbackKind.SURVEY})


def start(work: Work, callback: Callback) -> None:
    """Arm what a call-back that was just promised owes: nothing of it can have been planned or have fired before."""
    ready_at = callback.next_attempt_at or callback.window.ready_at
    timers.plan(
        work,
        Owed(CALLBACK, callback.id, READY_TIMER, ready_at),
        Owed(CALLBACK, callback.id, WINDOW_TIMER, callback.window_end),
        *_ladder(work, callback, newborn=True),
    )


def follow(work: Work, callback: Callback) -> None:
    """Arm, re-plan or void its timers as it stands now."""
    if not callback.is_open:
        timers.void(work, CALLBACK, callback.id)
        ladders.follow_promise(work, callback)
        return
    scheduled = callback.state is CallbackState.SCHEDULED
    ready_at = callback.next_attempt_at or callback.window.ready_at
    unjudged = callback.promise_kept is None
    timers.plan(
        work,
        Owed(CALLBACK, callback.id, READY_TIMER, ready_at if scheduled else None),
        Owed(CALLBACK, callback.id, WINDOW_TIMER, callback.window_end if unjudged else None),
        Owed(CALLBACK, callback.id, LEASE_TIMER, callback.claim_until),
        *_ladder(work, callback),
    )


def _ladder(work: Work, callback: Callback, newborn: bool = False) -> list[Owed]:
    if callback.kind in UNESCALATED:
        return []
    return ladders.follow_promise(work, callback, newborn)
