"""What other systems may hear: a list of events by name, and of each the words that leave the house.

No customer's name, number or free text is among them: who wants more asks the API, with rights of their own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, Final

from ticketing.domain import events
from ticketing.domain.events import Event

PING: Final = "ping"
MOST_WEBHOOKS: Final = 50
#: So many tries in a row that failed, and the receiver is left alone until somebody looks.
FAILURES: Final = 20
#: A day and a half in all: whoever mends a receiver on Monday morning has lost nothing of Sunday.
WAITS: Final[Sequence[timedelta]] = tuple(
    timedelta(seconds=s) for s in (10, 60, 300, 1_800, 7_200, 21_600, 43_200, 57_600)
)

#: Event: its name on the wire, and the fields that are told.
TOLD: Final[Mapping[type[Event], tuple[str, tuple[str, ...]]]] = {
    events.TicketOpened: ("ticket.opened", ("source",)),
    events.TicketEdited: ("ticket.edited", ("fields",)),
    events.TicketMoved: ("ticket.moved", ("from_state", "to_state", "move")),
    events.TicketAssigned: ("ticket.assigned", ()),
    events.TicketTransferred: ("ticket.transferred", ("from_queue", "to_queue")),
    events.PriorityChanged: ("ticket.priority", ("from_priority", "to_priority", "rule")),
    events.ClockBreached: ("ticket.breached", ("kind", "due_at")),
    events.Escalated: ("escalation.raised", ("level", "cause", "rule")),
    events.EscalationAcknowledged: ("escalation.acknowledged", ()),
    events.EscalationResolved: ("escalation.resolved", ("resolution",)),
    events.CallbackPromised: ("callback.promised", ("kind", "window_start", "window_end")),
    events.CallbackRescheduled: ("callback.rescheduled", ("window_start", "window_end")),
    events.CallbackAttempted: ("callback.attempted", ("no", "result")),
    events.CallbackFinished: ("callback.finished", ("outcome",)),
    events.PromiseBroken: ("callback.broken", ()),
    events.ComplaintStaged: ("complaint.staged", ("from_stage", "to_stage")),
    events.SeverityChanged: ("complaint.severity", ("from_severity", "to_severity")),
    events.CustomerRated: ("customer.rated", ("via", "contentment", "score")),
    events.CallAnswered: ("call.answered", ("callid", "queue")),
    events.CallEnded: ("call.ended", ("callid", "queue")),
    events.CallMissed: ("call.missed", ("callid", "queue", "outcome")),
    events.ReportMade: ("report.made", ("key", "on", "revision")),
}
NAMES: Final = tuple(name for name, _ in TOLD.values())


def told(event: Event) -> tuple[str, dict[str, Any]] | None:
    """The name of the event and what is told of it; None for what is nobody else's business."""
    found = TOLD.get(type(event))
    if found is None:
        return None
    name, fields = found
    values = asdict(event)
    return name, {field: values[field] for field in fields}


def envelope(
    uid: str, name: str, at: datetime, sequence: int, data: Mapping[str, Any], ticket: Mapping[str, Any] | None
) -> dict[str, Any]:
    """What a receiver gets: `id` is the same for every try, `sequence` grows with what happened."""
    body: dict[str, Any] = {"id": uid, "event": name, "at": at.isoformat(), "sequence": sequence, "data": dict(data)}
    return body | {"ticket": dict(ticket)} if ticket else body
