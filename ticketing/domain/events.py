"""What has happened: past tense, ids and plain words, never rows.

An event is written to the journal in the transaction that made it true. The ticket
timeline, the live board and the background jobs all read it from there. The class name is
the wire name; fields are only ever added, with a default.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Event:
    """The root of all events."""


# -- the floor --------------------------------------------------------------------------


@dataclass(frozen=True)
class FloorMoved(Event):
    """A batch of the telephony log changed these queues' figures and these agents' states (raw names)."""

    pbx_id: int
    queues: list[str]
    agents: list[str]


@dataclass(frozen=True)
class CallRang(Event):
    """A phone began to ring for a caller: the agent's console pops."""

    person_id: int
    callid: str
    queue: str
    caller: str | None


@dataclass(frozen=True)
class CallAnswered(Event):
    person_id: int | None
    callid: str
    queue: str
    caller: str | None


@dataclass(frozen=True)
class CallEnded(Event):
    person_id: int | None
    callid: str
    queue: str


@dataclass(frozen=True)
class CallMissed(Event):
    """A caller left unanswered; `outcome` is abandoned, timeout, exit_key, exit_empty, withdrawn, failed or lost."""

    callid: str
    queue: str
    caller: str | None
    outcome: str


@dataclass(frozen=True)
class ConsoleStateChanged(Event):
    person_id: int
    state: str
    reason: str
    by_id: int | None = None


@dataclass(frozen=True)
class NextStateBooked(Event):
    """What an agent will do after the call; `state` None takes it back."""

    person_id: int
    state: str | None


@dataclass(frozen=True)
class AgentMapped(Event):
    pbx_id: int
    raw_name: str
    person_id: int | None


@dataclass(frozen=True)
class LinkChanged(Event):
    """A PBX link came up, went down or was refused."""

    source_id: int
    state: str
    error: str = ""


# -- tickets ----------------------------------------------------------------------------


@dataclass(frozen=True)
class TicketEvent(Event):
    """Whatever happens to a ticket carries its id: the timeline is the journal filtered by it."""

    ticket_id: int


@dataclass(frozen=True)
class TicketOpened(TicketEvent):
    source: str
    kind: str


@dataclass(frozen=True)
class TicketEdited(TicketEvent):
    fields: list[str]


@dataclass(frozen=True)
class TicketMoved(TicketEvent):
    """A transition of the state table; `move` is its number (T4, T8, ...)."""

    from_state: str
    to_state: str
    move: str
    reason: str = ""


@dataclass(frozen=True)
class TicketAssigned(TicketEvent):
    owner_id: int | None
    by_id: int | None
    reason: str = ""


@dataclass(frozen=True)
class PriorityChanged(TicketEvent):
    from_priority: str
    to_priority: str


@dataclass(frozen=True)
class NoteWritten(TicketEvent):
    note_id: int


@dataclass(frozen=True)
class ContactMade(TicketEvent):
    direction: str
    answered: bool


@dataclass(frozen=True)
class ClockBreached(TicketEvent):
    clock_id: int
    kind: str
    due_at: str


@dataclass(frozen=True)
class ClockWarned(TicketEvent):
    clock_id: int
    kind: str
    pct: int


@dataclass(frozen=True)
class ClocksMoved(TicketEvent):
    """Due instants changed without anything else worth a line."""

    kinds: list[str]


# -- call-backs -------------------------------------------------------------------------


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
class PromiseBroken(TicketEvent):
    callback_id: int


# -- escalations ------------------------------------------------------------------------


@dataclass(frozen=True)
class Escalated(TicketEvent):
    """A level fired; `rule` says why in code, `recipients` are the people told."""

    escalation_id: int
    level: int
    cause: str
    recipients: list[int]


@dataclass(frozen=True)
class EscalationAcknowledged(TicketEvent):
    escalation_id: int
    by_id: int


@dataclass(frozen=True)
class EscalationAssigned(TicketEvent):
    escalation_id: int
    assignee_id: int | None
    by_id: int | None


@dataclass(frozen=True)
class EscalationResolved(TicketEvent):
    escalation_id: int
    resolution: str


# -- people, shifts, reports ------------------------------------------------------------


@dataclass(frozen=True)
class NoticeGiven(Event):
    person_id: int
    notice_id: int


@dataclass(frozen=True)
class NoticeRead(Event):
    person_id: int
    notice_id: int


@dataclass(frozen=True)
class AccessRevoked(Event):
    """Sessions and sockets of this person with an older session version must end now.

    With a `session_id` only that login has ended: one device was logged out, the others stay.
    """

    person_id: int
    session_version: int
    session_id: int | None = None


@dataclass(frozen=True)
class PersonChanged(Event):
    person_id: int


@dataclass(frozen=True)
class QueueChanged(Event):
    queue_id: int


@dataclass(frozen=True)
class ShiftChanged(Event):
    """A cell of a draft changed."""

    person_id: int
    on_day: str


@dataclass(frozen=True)
class RosterPublished(Event):
    roster_id: int
    version: int
    days: list[str]
    people: list[int]


@dataclass(frozen=True)
class ReportOwed(Event):
    run_id: int
    key: str
    on: str


@dataclass(frozen=True)
class ReportMade(Event):
    run_id: int
    key: str
    on: str
    revision: int


def _all(root: type[Event]) -> dict[str, type[Event]]:
    found: dict[str, type[Event]] = {}
    for kind in root.__subclasses__():
        found[kind.__name__] = kind
        found.update(_all(kind))
    return found


# Wire name -> class, for readers of the journal.
EVENTS: dict[str, type[Event]] = _all(Event)
