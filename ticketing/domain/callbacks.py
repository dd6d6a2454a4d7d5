"""A promise to ring is kept by the first counted attempt inside its window, reached or not."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


class CallbackKind(StrEnum):
    PROMISE = "promise"
    MISSED_CALL = "missed_call"
    DROPPED_CALL = "dropped_call"
    FOLLOW_UP = "follow_up"
    SURVEY = "survey"
    RECURRING = "recurring"


class CallbackState(StrEnum):
    SCHEDULED = "scheduled"
    READY = "ready"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    EXHAUSTED = "exhausted"
    CANCELLED = "cancelled"


OPEN_CALLBACKS = frozenset({CallbackState.SCHEDULED, CallbackState.READY, CallbackState.IN_PROGRESS})
DEDUPLICATED = frozenset({CallbackKind.MISSED_CALL, CallbackKind.DROPPED_CALL})


class OwnerMode(StrEnum):
    AGENT = "agent"
    TEAM = "team"


class AttemptResult(StrEnum):
    ANSWERED_RESOLVED = "answered_resolved"
    ANSWERED_PENDING = "answered_pending"
    CUSTOMER_RESCHEDULE = "customer_reschedule"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    SWITCHED_OFF = "switched_off"
    INVALID_NUMBER = "invalid_number"
    WRONG_PERSON = "wrong_person"
    REFUSED = "refused"
    VOICEMAIL = "voicemail"
    DROPPED = "dropped"
    SYSTEM_ERROR = "system_error"


class CallbackOutcome(StrEnum):
    REACHED = "reached"
    REACHED_INBOUND = "reached_inbound"
    NOT_REACHED = "not_reached"
    INVALID_NUMBER = "invalid_number"
    REFUSED = "refused"
    CANCELLED = "cancelled"


class FollowUpTask(StrEnum):
    """What a person has to do when no retry will help."""

    ASK_ANOTHER_NUMBER = "ask_another_number"
    SUPERVISOR_REVIEW = "supervisor_review"


MAX_ATTEMPTS = 3
READY_BEFORE = timedelta(minutes=10)
CLAIM_LEASE = timedelta(minutes=10)
DROPPED_DUE_AFTER = timedelta(minutes=5)
DROPPED_MIN_TALK = timedelta(seconds=5)
# A caller who gave up waiting is rung back while the reason for calling is still fresh.
MISSED_DUE_AFTER = timedelta(minutes=15)
MISSED_WINDOW = timedelta(minutes=30)

RETRY_AFTER: Mapping[AttemptResult, tuple[timedelta, ...]] = {
    AttemptResult.NO_ANSWER: (timedelta(minutes=30), timedelta(hours=2)),
    AttemptResult.VOICEMAIL: (timedelta(minutes=30), timedelta(hours=2)),
    AttemptResult.WRONG_PERSON: (timedelta(hours=2),),
    AttemptResult.BUSY: (timedelta(minutes=10),),
    AttemptResult.SWITCHED_OFF: (timedelta(hours=4),),
    AttemptResult.DROPPED: (timedelta(minutes=1),),
    AttemptResult.SYSTEM_ERROR: (timedelta(minutes=2),),
}
REACHED = frozenset({AttemptResult.ANSWERED_RESOLVED, AttemptResult.ANSWERED_PENDING})
#: The customer was on the line, if only to name another time.
ANSWERED = REACHED | {AttemptResult.CUSTOMER_RESCHEDULE}
NO_RETRY: Mapping[AttemptResult, tuple[CallbackOutcome, FollowUpTask]] = {
    AttemptResult.INVALID_NUMBER: (CallbackOutcome.INVALID_NUMBER, FollowUpTask.ASK_ANOTHER_NUMBER),
    AttemptResult.REFUSED: (CallbackOutcome.REFUSED, FollowUpTask.SUPERVISOR_REVIEW),
}


#: So many promises of one person fill a half hour: ten minutes a call. It is warned of, not refused.
MOST_A_SLOT = 3


@dataclass(frozen=True)
class CallingHours:
    """The parts of a day in which a customer may be rung, in the customer's own zone; both ends as wall times."""

    tz: str = "Asia/Shanghai"
    windows: tuple[tuple[time, time], ...] = ((time(9), time(12)), (time(13, 30), time(20, 30)))

    def next_opening(self, at: datetime) -> datetime:
        """`at` itself when it is permitted (closing times are not), else the next opening."""
        zone = ZoneInfo(self.tz)
        local = at.astimezone(zone)
        for day in (local.date(), local.date() + timedelta(days=1)):
            for opens, closes in sorted(self.windows):
                start = datetime.combine(day, opens, tzinfo=zone)
                if at < datetime.combine(day, closes, tzinfo=zone):
                    return max(at, start).astimezone(at.tzinfo)
        raise ValueError("calling hours without a window")


@dataclass(frozen=True)
class Window:
    """The promised stretch of time; both ends belong to it."""

    start: datetime
    end: datetime

    def holds(self, at: datetime) -> bool:
        return self.start <= at <= self.end

    @property
    def ready_at(self) -> datetime:
        return self.start - READY_BEFORE


@dataclass(frozen=True)
class Tried:
    """What the attempts so far add up to; `no_answers` counts every result of the kind just heard."""

    counted: int = 0
    same_result: int = 0
    max_attempts: int = MAX_ATTEMPTS
    hours: CallingHours = field(default_factory=CallingHours)


@dataclass(frozen=True)
class AfterAttempt:
    """Where an attempt leaves the callback; `counted_attempts` includes this one if it counts."""

    state: CallbackState
    counted: bool
    counted_attempts: int
    next_attempt_at: datetime | None = None
    outcome: CallbackOutcome | None = None
    task: FollowUpTask | None = None
    same_agent: bool = False


def is_counted(result: AttemptResult) -> bool:
    """Our own failure to dial is not an attempt to reach the customer."""
    return result is not AttemptResult.SYSTEM_ERROR


def after_attempt(result: AttemptResult, at: datetime, tried: Tried) -> AfterAttempt:
    """The callback after an attempt with `result` at `at`; `tried` is what was there before it.

    A customer who asks for another time leaves it scheduled without a next attempt: `reschedule` gives the window.
    """
    counted = is_counted(result)
    total = tried.counted + counted
    if result in REACHED:
        return AfterAttempt(CallbackState.DONE, counted, total, outcome=CallbackOutcome.REACHED)
    if result is AttemptResult.CUSTOMER_RESCHEDULE:
        return AfterAttempt(CallbackState.SCHEDULED, counted, total)
    if result in NO_RETRY:
        outcome, task = NO_RETRY[result]
        return AfterAttempt(CallbackState.EXHAUSTED, counted, total, outcome=outcome, task=task)
    if counted and total >= tried.max_attempts:
        task = FollowUpTask.SUPERVISOR_REVIEW
        return AfterAttempt(CallbackState.EXHAUSTED, counted, total, outcome=CallbackOutcome.NOT_REACHED, task=task)
    again = tried.hours.next_opening(at + _retry_after(result, tried.same_result))
    same = result is AttemptResult.DROPPED
    return AfterAttempt(CallbackState.SCHEDULED, counted, total, next_attempt_at=again, same_agent=same)


def first_window(kind: CallbackKind, at: datetime, hours: CallingHours) -> Window:
    """The window of a callback nobody agreed with the customer (missed, dropped), from the hang-up at `at`.

    A dropped call is owed in five minutes whatever the hour: the customer was on the line just now.
    """
    if kind is CallbackKind.DROPPED_CALL:
        due = at + DROPPED_DUE_AFTER
        return Window(due, due + MISSED_WINDOW)
    due = hours.next_opening(at + MISSED_DUE_AFTER)
    return Window(due, due + MISSED_WINDOW)


def kept(window: Window, first_counted_at: datetime | None, now: datetime) -> bool | None:
    """True kept, False broken, None still open; the first counted attempt decides and no later one repairs it."""
    if first_counted_at is not None:
        return window.holds(first_counted_at)
    return None if now <= window.end else False


def judged_window(agreed: Window, proposed: Window, at: datetime, *, customer_asked: bool) -> Window | None:
    """The window the promise is judged on after a change at `at`, or None when the change itself breaks it.

    A customer may move it until its end, we only until its start.
    """
    limit = agreed.end if customer_asked else agreed.start
    return proposed if at <= limit else None


def owes_dropped_callback(talked: timedelta, *, abnormal: bool) -> bool:
    """An abnormal hang-up after real talk is ours to repair (seed ch.13 form 19)."""
    return abnormal and talked >= DROPPED_MIN_TALK


def lease_until(claimed_at: datetime) -> datetime:
    """When a claim lapses and the callback is anybody's again."""
    return claimed_at + CLAIM_LEASE


def _retry_after(result: AttemptResult, same_result_before: int) -> timedelta:
    steps = RETRY_AFTER[result]
    return steps[min(same_result_before, len(steps) - 1)]
