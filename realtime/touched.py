"""Why did that row change? One line per event: the rows it can touch, by reader and key."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, NamedTuple

from ticketing.domain import events as e
from ticketing.domain.events import Event
from ticketing.queries.board.phones import RawName
from ticketing.queries.board.roster import CellKey


class Ref(NamedTuple):
    """One row, or one thing that rows are worked out from: which reader (realtime/readers.py), and for which key."""

    reader: str
    key: Any = None


Refs = Iterator[Ref]


# After these every node reads everything again: rare, and no list of rows would be complete.
EVERYTHING = (e.PersonChanged, e.QueueChanged)
# What is told before all else: who rings, waits and talks.
FLOOR = (e.FloorMoved, e.CallRang, e.CallAnswered, e.CallEnded, e.CallMissed)


def touched(event: Event) -> list[Ref]:
    """The rows an event may have changed; none for an event that shows nowhere."""
    return list(_TOUCHED[type(event)](event))


def _floor(event: e.FloorMoved) -> Refs:
    yield from (Ref("queue", code) for code in event.queues)
    yield from (Ref("name", RawName(event.pbx_id, name)) for name in event.agents)
    yield Ref("sla")
    if event.agents:
        yield Ref("shift_now")


def _call(event: e.CallRang | e.CallAnswered | e.CallEnded) -> Refs:
    yield Ref("queue", event.queue)
    yield Ref("sla")
    yield Ref("callid", event.callid)
    if event.person_id is not None:
        yield Ref("person", event.person_id)
        yield Ref("call", event.person_id)


def _missed(event: e.CallMissed) -> Refs:
    yield Ref("queue", event.queue)
    yield Ref("sla")
    yield Ref("callid", event.callid)


def _said(event: e.ConsoleStateChanged | e.NextStateBooked) -> Refs:
    yield Ref("person", event.person_id)


def _mapped(event: e.AgentMapped) -> Refs:
    yield Ref("control")
    yield Ref("remapped", RawName(event.pbx_id, event.raw_name))
    yield Ref("shift_now")


def _link(event: e.LinkChanged) -> Refs:
    yield Ref("link", event.source_id)
    yield Ref("control")


def _compared(event: e.StateCompared) -> Refs:
    yield Ref("state", event.pbx_id)


def _control(_: e.ControlChanged) -> Refs:
    yield Ref("control")


def _command(event: e.CommandAsked | e.CommandEnded) -> Refs:
    yield Ref("command", event.command_id)


def _ticket(event: e.TicketEvent) -> Refs:
    yield Ref("matter", event.ticket_id)


def _rated(event: e.CustomerRated) -> Refs:
    # After a call that no ticket came of there is none to show it on.
    if event.ticket_id is not None:
        yield from _ticket(event)
    if event.person_id is not None:
        yield Ref("numbers", event.person_id)


def _scored(event: e.QualityMoved) -> Refs:
    yield Ref("numbers", event.person_id)


def _merge(event: e.TicketTaken | e.TicketGivenBack) -> Refs:
    yield Ref("matter", event.ticket_id)
    yield Ref("matter", event.source_id)
    yield from (Ref("callback", one) for one in event.callbacks)


def _callback(event: Any) -> Refs:
    yield Ref("callback", event.callback_id)
    yield Ref("callbacks_today")
    if event.ticket_id is not None:
        yield Ref("matter", event.ticket_id)


def _escalation(event: Any) -> Refs:
    yield Ref("escalation", event.escalation_id)
    yield Ref("matter", event.ticket_id)


def _order(event: e.OrderGiven | e.OrderAnswered | e.OrderOverdue) -> Refs:
    yield Ref("order", event.order_id)
    yield Ref("matter", event.ticket_id)


def _notice(event: e.NoticeGiven | e.NoticeRead) -> Refs:
    yield Ref("notice", event.notice_id)


def _alert(event: e.AlertRaised | e.AlertMoved | e.AlertAcknowledged | e.AlertCleared) -> Refs:
    yield Ref("alert", event.alert_id)


def _cell(event: e.ShiftChanged) -> Refs:
    yield Ref("cell", CellKey(event.person_id, date.fromisoformat(event.on_day)))


def _published(event: e.RosterPublished) -> Refs:
    yield Ref("roster_id", event.roster_id)
    yield from (Ref("cell", CellKey(one, date.fromisoformat(day))) for one in event.people for day in event.days)
    yield from (Ref("own_shift", person) for person in event.people)
    yield from (Ref("person", person) for person in event.people)
    yield from (Ref("keeping", person) for person in event.people)
    yield Ref("shift_now")


def _nowhere(event: Event) -> Refs:
    yield from ()


_TICKET_EVENTS: tuple[type[e.TicketEvent], ...] = (
    e.TicketOpened,
    e.TicketEdited,
    e.TicketMoved,
    e.TicketAssigned,
    e.PriorityChanged,
    e.NoteWritten,
    e.ContactMade,
    e.ClockBreached,
    e.ClockWarned,
    e.ClocksMoved,
    e.CustomerDialled,
    e.CustomerTold,
    *(e.RecurrenceBegun, e.RecurrenceEnded),
    e.PolicySwitched,
    e.TicketTransferred,
    e.ExtensionAsked,
    e.ExtensionDecided,
    e.BulletinIssued,
    e.TicketLinked,
    e.TicketSplit,
    e.NoteMoved,
    e.FileAttached,
    e.WatchingChanged,
    e.ComplaintStaged,
    e.ComplaintWritten,
    e.SeverityChanged,
    e.CompensationMoved,
    e.MeasureMoved,
)
_CALLBACK_EVENTS: tuple[type[e.TicketEvent], ...] = (
    e.CallbackPromised,
    e.CallbackRepeated,
    e.CallbackReady,
    e.CallbackClaimed,
    e.CallbackReleased,
    e.CallbackAttempted,
    e.CallbackRescheduled,
    e.CallbackFinished,
    e.CallbackMoved,
    e.CallbackAsked,
    e.PromiseBroken,
)
_ESCALATION_EVENTS: tuple[type[e.TicketEvent], ...] = (
    e.Escalated,
    e.EscalationAcknowledged,
    e.EscalationAssigned,
    e.EscalationResolved,
    e.EscalationHandedOver,
)

_TOUCHED: dict[type[Event], Callable[[Any], Refs]] = {
    e.FloorMoved: _floor,
    e.CallRang: _call,
    e.CallAnswered: _call,
    e.CallEnded: _call,
    e.CallMissed: _missed,
    **dict.fromkeys((e.ConsoleStateChanged, e.NextStateBooked), _said),
    e.AgentMapped: _mapped,
    e.LinkChanged: _link,
    e.StateCompared: _compared,
    e.ControlChanged: _control,
    **dict.fromkeys((e.CommandAsked, e.CommandEnded), _command),
    **dict.fromkeys(_TICKET_EVENTS, _ticket),
    e.CustomerRated: _rated,
    **dict.fromkeys((e.TicketTaken, e.TicketGivenBack), _merge),
    **dict.fromkeys(_CALLBACK_EVENTS, _callback),
    **dict.fromkeys(_ESCALATION_EVENTS, _escalation),
    **dict.fromkeys((e.OrderGiven, e.OrderAnswered, e.OrderOverdue), _order),
    **dict.fromkeys((e.NoticeGiven, e.NoticeRead), _notice),
    **dict.fromkeys((e.AlertRaised, e.AlertMoved, e.AlertAcknowledged, e.AlertCleared), _alert),
    e.ShiftChanged: _cell,
    e.RosterPublished: _published,
    # Requests are read when their page is opened; what they come to is a publication, and who must act gets a notice.
    **dict.fromkeys((e.LeaveMoved, e.SwapMoved, e.CoverMoved, e.RosterRunOwed), _nowhere),
    # Names of people and queues stand in rows everywhere: see EVERYTHING.
    e.PersonChanged: _nowhere,
    e.QueueChanged: _nowhere,
    # Sockets end by it (realtime/server.py); reports are not shown live.
    e.AccessRevoked: _nowhere,
    e.AlertRulesChanged: _nowhere,
    e.RecordingHeard: _nowhere,
    e.ReportOwed: _nowhere,
    e.ReportMailOwed: _nowhere,
    # What an edit does to a ticket, the ticket's own events tell.
    **dict.fromkeys((e.PolicyEdited, e.DeadlinesSpreading, e.DeadlinesSpread), _nowhere),
    # What a released line changes the fold tells itself.
    e.LinesReleased: _nowhere,
    e.LinesDropped: _nowhere,
    e.ReportMade: _nowhere,
    # The registers are read when they are opened; who must be told of a missed check gets a notice.
    **dict.fromkeys((e.EquipmentChanged, e.CheckBegun, e.CheckDone, e.CheckSentBack), _nowhere),
    **dict.fromkeys((e.CheckReviewed, e.CheckMissed), _nowhere),
    # Whoever handed a list in gets a notice in the end; plans, scripts and files are read when they are opened.
    **dict.fromkeys((e.FileJobOwed, e.FileJobEnded, e.CampaignChanged, e.ScriptChanged, e.CustomerChanged), _nowhere),
    # Sheets are read when they are opened; who must be told of one gets a notice.
    **dict.fromkeys((e.HandoverFiled, e.HandoverAccepted), _nowhere),
    e.QualityMoved: _scored,
    **dict.fromkeys((e.QualityDrawn, e.ScoreSheetChanged, e.CoachingMoved), _nowhere),
    **dict.fromkeys((e.QuestionnaireChanged, e.SurveyMoved, e.SurveyAnswered), _nowhere),
    # The root of the ticket events is never recorded itself.
    e.TicketEvent: _nowhere,
}
