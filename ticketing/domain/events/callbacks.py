"""What became of a promise to ring back."""

from dataclasses import dataclass

from ticketing.domain.events.root import TicketEvent


@dataclass(frozen=True)
class CallbackPromised(TicketEvent):
    callback_id: int
    kind: str
    window_start: str
    window_end: str


@dataclass(frozen=True)
class CallbackRepeated(TicketEvent):
    """The same number was missed again: one row, one more call."""

    callback_id: int
    call_count: int


@dataclass(frozen=True)
class CallbackReady(TicketEvent):
    callback_id: int


@dataclass(frozen=True)
class CallbackClaimed(TicketEvent):
    callback_id: int
    person_id: int


@dataclass(frozen=True)
class CallbackReleased(TicketEvent):
    callback_id: int


@dataclass(frozen=True)
class CallbackAttempted(TicketEvent):
    callback_id: int
    no: int
    result: str


@dataclass(frozen=True)
class CallbackRescheduled(TicketEvent):
    callback_id: int
    window_start: str
    window_end: str


@dataclass(frozen=True)
class CallbackFinished(TicketEvent):
    """`outcome`: done, exhausted, cancelled, reached_inbound."""

    callback_id: int
    outcome: str


@dataclass(frozen=True)
class CallbackMoved(TicketEvent):
    """Its owner is not here, or is talking: it went to a colleague, or to everybody of the queue (None)."""

    callback_id: int
    from_id: int
    to_id: int | None
    reason: str


@dataclass(frozen=True)
class CallbackAsked(TicketEvent):
    """The customer of an open promise rang by themselves: whoever answered is asked whether it is settled."""

    callback_id: int
    person_id: int


@dataclass(frozen=True)
class RecurrenceBegun(TicketEvent):
    recurrence_id: int
    rule: str


@dataclass(frozen=True)
class RecurrenceEnded(TicketEvent):
    """`reason`: count, until, satisfied, stopped."""

    recurrence_id: int
    reason: str


@dataclass(frozen=True)
class PromiseBroken(TicketEvent):
    callback_id: int
