"""What has happened: past tense, ids and plain words, never rows.

An event is written to the journal in the transaction that made it true. The ticket
timeline, the live board and the background jobs all read it from there. The class name is
the wire name; fields are only ever added, with a default.
"""

from ticketing.domain.events.alerts import (
    AlertAcknowledged,
    AlertCleared,
    AlertMoved,
    AlertRaised,
    AlertRulesChanged,
)
from ticketing.domain.events.callbacks import (
    CallbackAsked,
    CallbackAttempted,
    CallbackClaimed,
    CallbackFinished,
    CallbackMoved,
    CallbackPromised,
    CallbackReady,
    CallbackReleased,
    CallbackRepeated,
    CallbackRescheduled,
    PromiseBroken,
    RecurrenceBegun,
    RecurrenceEnded,
)
from ticketing.domain.events.campaigns import CampaignChanged, ScriptChanged
from ticketing.domain.events.complaints import (
    CompensationMoved,
    ComplaintStaged,
    ComplaintWritten,
    CustomerRated,
    MeasureMoved,
    SeverityChanged,
)
from ticketing.domain.events.control import (
    CommandAsked,
    CommandEnded,
    ControlChanged,
    CustomerDialled,
    RecordingHeard,
)
from ticketing.domain.events.customers import CustomerChanged
from ticketing.domain.events.deadlines import (
    BulletinIssued,
    DeadlinesSpread,
    DeadlinesSpreading,
    EscalationHandedOver,
    ExtensionAsked,
    ExtensionDecided,
    OrderAnswered,
    OrderGiven,
    OrderOverdue,
    PolicyEdited,
    PolicySwitched,
    TicketTransferred,
)
from ticketing.domain.events.equipment import (
    CheckBegun,
    CheckDone,
    CheckMissed,
    CheckReviewed,
    CheckSentBack,
    EquipmentChanged,
)
from ticketing.domain.events.escalations import (
    Escalated,
    EscalationAcknowledged,
    EscalationAssigned,
    EscalationResolved,
)
from ticketing.domain.events.file_jobs import FileJobEnded, FileJobOwed
from ticketing.domain.events.floor import (
    AgentMapped,
    CallAnswered,
    CallEnded,
    CallMissed,
    CallRang,
    ConsoleStateChanged,
    FloorMoved,
    LinesDropped,
    LinesReleased,
    LinkChanged,
    NextStateBooked,
    StateCompared,
)
from ticketing.domain.events.people import (
    AccessRevoked,
    NoticeGiven,
    NoticeRead,
    PersonChanged,
    QueueChanged,
    ReportMade,
    ReportOwed,
    RosterPublished,
    ShiftChanged,
)
from ticketing.domain.events.root import Event, TicketEvent
from ticketing.domain.events.tickets import (
    ClockBreached,
    ClocksMoved,
    ClockWarned,
    ContactMade,
    FileAttached,
    NoteMoved,
    NoteWritten,
    PriorityChanged,
    TicketAssigned,
    TicketEdited,
    TicketGivenBack,
    TicketLinked,
    TicketMoved,
    TicketOpened,
    TicketSplit,
    TicketTaken,
    WatchingChanged,
)

__all__ = [
    "EVENTS",
    "AccessRevoked",
    "AgentMapped",
    "AlertAcknowledged",
    "AlertCleared",
    "AlertMoved",
    "AlertRaised",
    "AlertRulesChanged",
    "BulletinIssued",
    "CallAnswered",
    "CallEnded",
    "CallMissed",
    "CallRang",
    "CallbackAsked",
    "CallbackAttempted",
    "CallbackClaimed",
    "CallbackFinished",
    "CallbackMoved",
    "CallbackPromised",
    "CallbackReady",
    "CallbackReleased",
    "CallbackRepeated",
    "CallbackRescheduled",
    "CampaignChanged",
    "CheckBegun",
    "CheckDone",
    "CheckMissed",
    "CheckReviewed",
    "CheckSentBack",
    "ClockBreached",
    "ClockWarned",
    "ClocksMoved",
    "CommandAsked",
    "CommandEnded",
    "CompensationMoved",
    "ComplaintStaged",
    "ComplaintWritten",
    "ConsoleStateChanged",
    "ContactMade",
    "ControlChanged",
    "CustomerChanged",
    "CustomerDialled",
    "DeadlinesSpread",
    "DeadlinesSpreading",
    "CustomerRated",
    "EquipmentChanged",
    "Escalated",
    "EscalationAcknowledged",
    "EscalationAssigned",
    "EscalationHandedOver",
    "EscalationResolved",
    "Event",
    "ExtensionAsked",
    "ExtensionDecided",
    "FileAttached",
    "FileJobEnded",
    "FileJobOwed",
    "FloorMoved",
    "LinesDropped",
    "LinesReleased",
    "LinkChanged",
    "NextStateBooked",
    "NoteMoved",
    "MeasureMoved",
    "NoteWritten",
    "NoticeGiven",
    "NoticeRead",
    "OrderAnswered",
    "OrderGiven",
    "OrderOverdue",
    "PersonChanged",
    "PolicyEdited",
    "PolicySwitched",
    "PriorityChanged",
    "PromiseBroken",
    "QueueChanged",
    "RecordingHeard",
    "RecurrenceBegun",
    "RecurrenceEnded",
    "ReportMade",
    "ReportOwed",
    "RosterPublished",
    "ScriptChanged",
    "SeverityChanged",
    "ShiftChanged",
    "StateCompared",
    "TicketAssigned",
    "TicketEdited",
    "TicketEvent",
    "TicketGivenBack",
    "TicketLinked",
    "TicketMoved",
    "TicketOpened",
    "TicketSplit",
    "TicketTaken",
    "TicketTransferred",
    "WatchingChanged",
]


def _all(root: type[Event]) -> dict[str, type[Event]]:
    found: dict[str, type[Event]] = {}
    for kind in root.__subclasses__():
        found[kind.__name__] = kind
        found.update(_all(kind))
    return found


# Wire name -> class, for readers of the journal.
EVENTS: dict[str, type[Event]] = _all(Event)
