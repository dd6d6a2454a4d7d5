"""Call-backs as the wire shows them."""

from typing import Any

from ticketing.api.tickets.answers import person
from ticketing.auth import current_actor
from ticketing.db import reading
from ticketing.domain.phones import masked
from ticketing.errors import NotFound
from ticketing.models.callbacks import Callback, CallbackAttempt
from ticketing.models.recurrences import Recurrence
from ticketing.queries import callbacks as looks

_SAME = (
    *("id", "version", "note", "window_start", "window_end", "original_start", "original_end", "next_attempt_at"),
    *("counted_attempts", "max_attempts", "reschedule_count", "call_count", "claim_until", "outcome", "promise_kept"),
    *("broken_at", "reached", "done_at", "tz", "moved_at", "rang_at", "recurrence_id", "cancel_reason"),
)


def seen(callback_id: int) -> dict[str, Any]:
    """The row after a deed on it."""
    with reading() as session:
        callback = looks.get(session, callback_id)
        if callback is None:
            raise NotFound()
        return row(callback)


def row(callback: Callback) -> dict[str, Any]:
    """Its number open to whoever holds it."""
    mine = callback.claimed_by is not None and callback.claimed_by == current_actor().id
    return {name: getattr(callback, name) for name in _SAME} | {
        "kind": callback.kind.value,
        "state": callback.state.value,
        "priority": callback.priority.value,
        "owner_mode": callback.owner_mode.value,
        "ticket": callback.ticket.number if callback.ticket else None,
        "subject": callback.ticket.subject if callback.ticket else callback.note,
        "customer": callback.customer.name if callback.customer else None,
        "phone": callback.phone if mine else masked(callback.phone),
        "queue": callback.queue.code if callback.queue else None,
        "owner": person(callback.owner),
        "moved_from": person(callback.moved_from),
        "claimed": callback.claimed_by is not None,
    }


def one_try(attempt: CallbackAttempt) -> dict[str, Any]:
    names = ("no", "started_at", "ended_at", "counted", "note")
    return {name: getattr(attempt, name) for name in names} | {
        "agent": person(attempt.person),
        "call": attempt.callid,
        "result": attempt.result.value if attempt.result else None,
    }


def recurrence(one: Recurrence, following: Callback | None) -> dict[str, Any]:
    names = ("id", "rrule", "start_on", "from_min", "length_min", "tz", "until_satisfied", "note", "ended_at")
    return {name: getattr(one, name) for name in (*names, "end_reason")} | {
        "ticket": one.ticket.number,
        "phone": masked(one.phone),
        "roll": one.roll.value,
        "calendar": one.calendar.code,
        "owner": person(one.owner),
        "next": row(following) if following else None,
    }
