"""A promise to ring somebody back, from the word given to the word kept."""

from ticketing.actions.callbacks.attempt import Outcome, attempt, claim, release
from ticketing.actions.callbacks.change import (
    answered_inbound,
    assign,
    call_off,
    cancel,
    cancel_owed,
    reschedule,
    settle,
)
from ticketing.actions.callbacks.dialled import Dialled, dialled
from ticketing.actions.callbacks.fall_due import claim_lapsed, ready, window_over
from ticketing.actions.callbacks.listed import Drawn, drawn
from ticketing.actions.callbacks.promise import (
    Owed,
    Promise,
    dropped,
    follow_up,
    missed,
    owed_to,
    promise,
    repeated,
)
from ticketing.actions.callbacks.recur import Round, begin, stop

__all__ = [
    "Owed",
    "Dialled",
    "Drawn",
    "Outcome",
    "Promise",
    "Round",
    "answered_inbound",
    "assign",
    "attempt",
    "begin",
    "call_off",
    "cancel",
    "cancel_owed",
    "claim",
    "claim_lapsed",
    "dialled",
    "drawn",
    "dropped",
    "follow_up",
    "missed",
    "owed_to",
    "promise",
    "ready",
    "release",
    "repeated",
    "reschedule",
    "settle",
    "stop",
    "window_over",
]
