"""A caller enters a queue; whatever else is open for that caller is over (R3)."""

from typing import TYPE_CHECKING

from ticketing.domain.calls.matching import unconfirmed, visits_of
from ticketing.domain.calls.moves import infer_end, open_visit
from ticketing.domain.calls.reading import integer, text
from ticketing.domain.calls.visit import EndReason, Mark, Visit
from ticketing.domain.signals import Signal

if TYPE_CHECKING:
    from ticketing.domain.calls.fold import Fold

#: Where QueueLog() rows of a call end up on its visits.
_NOTES = {"DID": "dnis", "IVR": "ivr", "CALLSTATUS": "disposition"}
_INFO_NOTES = {"DID": "dnis", "DNIS": "dnis", "IVR": "ivr"}


def entered(fold: "Fold", signal: Signal) -> None:
    """ENTERQUEUE: url, number, position and, on some versions, the caller's name."""
    visit = _arrive(fold, signal, Mark.LOG_ENTER, integer(signal.data, 2))
    visit.url = text(signal.data, 0)
    visit.caller = text(signal.data, 1) or visit.caller
    visit.caller_name = text(signal.data, 3) or visit.caller_name


def joined(fold: "Fold", signal: Signal) -> None:
    """QueueCallerJoin: the same fact from AMI, a moment earlier."""
    visit = _arrive(fold, signal, Mark.AMI_ENTER, integer(signal.data, 2))
    visit.caller = visit.caller or text(signal.data, 0)
    visit.caller_name = visit.caller_name or text(signal.data, 1)


def _arrive(fold: "Fold", signal: Signal, said: int, position: int | None) -> Visit:
    visit = unconfirmed(fold, visits_of(fold, signal.callid, signal.queue), signal.at_us, said)
    if visit is None:
        _leave_elsewhere(fold, signal)
        visit = open_visit(fold, signal.callid, signal.queue, signal.at_us, position)
    visit.marks = (visit.marks | said) & ~Mark.ENTER_INFERRED
    visit.position = visit.position or position
    fold.touched(visit, signal)
    return visit


def _leave_elsewhere(fold: "Fold", signal: Signal) -> None:
    """One caller is in one queue. The end lines may still come, even later (a redirect in mid-call): they win."""
    for visit in fold.state.by_call.get(signal.callid, ()):
        if visit.is_open:
            infer_end(fold, visit, EndReason.TRANSFER_INFERRED, signal.at_us, f"entered {signal.queue}")
            fold.touched(visit, signal)


def noted(fold: "Fold", signal: Signal) -> None:
    """DID, IVR, INFO, CALLSTATUS: what the dialplan says of a call belongs to all of its visits (R12)."""
    field, value = _note_of(signal)
    if field is None or not signal.callid:
        return
    note = fold.state.notes.setdefault(signal.callid, {"at_us": signal.at_us})
    note[field] = value
    for visit in fold.state.by_call.get(signal.callid, ()):
        setattr(visit, field, value)
        fold.touched(visit, signal)


def _note_of(signal: Signal) -> tuple[str | None, str | None]:
    value = text(signal.data, 0)
    if signal.kind.value != "INFO":
        return _NOTES.get(signal.kind.value), value
    return _INFO_NOTES.get(value or ""), text(signal.data, 1)
