"""A ticket's journal in the words of the floor."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from ticketing.pages.formats import span
from ticketing.pages.vocabulary import TABLES, word
from ticketing.queries.tickets import Told


@dataclass(frozen=True)
class Line:
    """One entry of a timeline: when, who, what in a few words, and the values worth reading."""

    id: int
    at: datetime
    who: str
    what: str
    tone: str
    detail: str


WORDS: dict[str, tuple[LazyString, str]] = {
    "TicketOpened": (_l("opened"), "info"),
    "TicketEdited": (_l("changed"), ""),
    "TicketMoved": (_l("state changed"), "info"),
    "TicketAssigned": (_l("assigned"), "info"),
    "PriorityChanged": (_l("priority changed"), "warn"),
    "NoteWritten": (_l("note"), ""),
    "TicketTaken": (_l("took up another ticket"), "info"),
    "TicketGivenBack": (_l("gave a merged ticket back"), "warn"),
    "TicketLinked": (_l("linked"), ""),
    "TicketSplit": (_l("split off"), "info"),
    "NoteMoved": (_l("taken over from another ticket"), ""),
    "FileAttached": (_l("file attached"), ""),
    "WatchingChanged": (_l("followers changed"), ""),
    "ContactMade": (_l("spoke with the customer"), "info"),
    "ClockWarned": (_l("deadline near"), "warn"),
    "ClockBreached": (_l("deadline broken"), "bad"),
    "ClocksMoved": (_l("deadlines reckoned anew"), ""),
    "CallbackPromised": (_l("call-back promised"), "info"),
    "CallbackRepeated": (_l("called again"), "warn"),
    "CallbackReady": (_l("call-back due"), "warn"),
    "CallbackClaimed": (_l("call-back taken"), "info"),
    "CallbackReleased": (_l("call-back given back"), ""),
    "CallbackAttempted": (_l("rang back"), "info"),
    "CallbackRescheduled": (_l("call-back moved"), ""),
    "CallbackMoved": (_l("call-back handed on"), "warn"),
    "CallbackAsked": (_l("customer rang by themselves"), "info"),
    "CallbackFinished": (_l("call-back done"), "ok"),
    "RecurrenceBegun": (_l("recurring follow-up begun"), "info"),
    "RecurrenceEnded": (_l("recurring follow-up ended"), ""),
    "CustomerDialled": (_l("dialled"), "info"),
    "CustomerTold": (_l("notice to the customer"), "info"),
    "PromiseBroken": (_l("promise broken"), "bad"),
    "ComplaintStaged": (_l("complaint goes on"), "info"),
    "ComplaintWritten": (_l("complaint record"), ""),
    "SeverityChanged": (_l("severity changed"), "warn"),
    "CompensationMoved": (_l("compensation"), "info"),
    "CustomerRated": (_l("customer was asked"), "info"),
    "MeasureMoved": (_l("measure"), ""),
    "Escalated": (_l("escalated"), "bad"),
    "EscalationAcknowledged": (_l("escalation acknowledged"), "info"),
    "EscalationAssigned": (_l("escalation assigned"), "info"),
    "EscalationResolved": (_l("escalation settled"), "ok"),
    "PolicySwitched": (_l("another policy holds"), "info"),
    "TicketTransferred": (_l("handed to another team"), "info"),
    "first_team": (_l("a team has it now"), "info"),
    "other_queue": (_l("handed to another queue"), "info"),
    "OrderGiven": (_l("ordered from above"), "warn"),
    "OrderAnswered": (_l("order answered"), "ok"),
    "OrderOverdue": (_l("order not answered in time"), "bad"),
    "ExtensionAsked": (_l("more time asked for"), "warn"),
    "ExtensionDecided": (_l("more time decided on"), "info"),
    "BulletinIssued": (_l("told to everybody"), "info"),
    "EscalationHandedOver": (_l("escalation handed to the next shift"), "info"),
}
READABLE = (
    *("kind", "to_state", "to_priority", "to_stage", "to_severity", "part", "compensation_state", "measure_state"),
    *("via", "contentment", "score"),
    *("level", "cause", "rule", "result", "outcome", "call_count", "reason", "note"),
    *("template", "way", "delivery", "unsent"),
    *("policy", "from_team", "to_team", "to_queue"),
)
# Names of tickets and files, as they are.
NAMES = ("source", "into", "other", "file", "text")
#: What the hand-over at the end of a shift is ruled by; what else a rung may be ruled by, and where its words are.
SHIFT_END = "shift_end"
_RULED_BY = {"customer": "grade", "severity": "severity"}
_RUNG = re.compile(r"\+?(\d+)s (working|wall)")
# Where one word means different things, the field says which.
_TABLES = {
    "to_stage": ("stage",),
    "part": ("complaint_part",),
    "compensation_state": ("compensation_state",),
    "measure_state": ("measure_state",),
    "via": ("via",),
    "contentment": ("contentment",),
    "score": (),
    "template": ("message_template",),
    "way": ("delivery_way",),
    "delivery": ("delivery_state",),
    "unsent": ("unsent",),
    "note": ("complaint_verdict", "slot"),
}


def tell(told: Told) -> Line:
    """The entry in words; an event that has none yet is shown by its name, spelt apart."""
    entry = told.entry
    spelt = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", entry.name).lower()
    what, tone = WORDS.get(_name(entry.name, entry.payload), (spelt, ""))
    payload = entry.payload | ({"text": told.note} if told.note else {})
    return Line(entry.id, entry.happened_at, told.actor or gettext("system"), str(what), tone, _detail(payload))


def _name(name: str, payload: dict[str, Any]) -> str:
    """What is called a transfer may be somebody taking on what no team had, or the same team in another queue."""
    if name != "TicketTransferred" or payload.get("from_team") != payload.get("to_team") and payload.get("from_team"):
        return name
    return "first_team" if payload.get("from_queue") == payload.get("to_queue") else "other_queue"


def _detail(payload: dict[str, Any]) -> str:
    words = [_value(name, payload[name]) for name in READABLE if payload.get(name) not in (None, "")]
    names = (word("source", str(payload[name])) for name in NAMES if payload.get(name))
    return " · ".join([*words, *names])


def _ruled(rule: str) -> str:
    """The code of a rung as the journal keeps it (`+7200s working`, `customer vip`), in words."""
    if rule == SHIFT_END:
        return str(gettext("the shift ended"))
    about, _, code = rule.partition(" ")
    if about in _RULED_BY and code in TABLES[_RULED_BY[about]]:
        return word(_RULED_BY[about], code)
    found = _RUNG.fullmatch(rule)
    if found is None:
        return rule
    past = gettext("{time} of working time past the deadline") if found[2] == "working" else None
    return str(past or gettext("{time} past the deadline")).replace("{time}", span(int(found[1])))


def _value(name: str, value: Any) -> str:
    if name == "level":
        return str(gettext("level {level}")).replace("{level}", str(value))
    if name == "rule":
        return _ruled(str(value))
    tables = [
        table
        for table in _TABLES.get(name, ("clock", "state", "priority", "kind", "callback_kind", "cause", "result"))
        if str(value) in TABLES[table]
    ]
    return word(tables[0], str(value)) if tables else str(value)
