"""An answered call ends: the caller or the agent hangs up, or it is transferred."""

from typing import TYPE_CHECKING, NamedTuple

from ticketing.domain.calls.matching import (
    connection_of,
    drifted_connection,
    is_unanswered,
    nearest,
    told_twice,
    visits_of,
)
from ticketing.domain.calls.moves import end_talk, open_visit, start_talk
from ticketing.domain.calls.reading import seconds, text
from ticketing.domain.calls.visit import EndReason, Mark, Visit
from ticketing.domain.signals import Signal, SignalKind

if TYPE_CHECKING:
    from ticketing.domain.calls.fold import Fold


class Ending(NamedTuple):
    """What an end line says; durations in microseconds, None where the value is missing or absurd."""

    agent: str
    hold_us: int | None
    talk_us: int | None
    reason: EndReason
    transfer_to: str | None


_REASONS = {
    SignalKind.COMPLETECALLER: EndReason.CALLER,
    SignalKind.COMPLETEAGENT: EndReason.AGENT,
    SignalKind.TRANSFER: EndReason.BLIND_TRANSFER,
    SignalKind.BLINDTRANSFER: EndReason.BLIND_TRANSFER,
    SignalKind.ATTENDEDTRANSFER: EndReason.ATTENDED_TRANSFER,
}


def completed(fold: "Fold", signal: Signal) -> None:
    """COMPLETECALLER, COMPLETEAGENT, TRANSFER, BLINDTRANSFER, ATTENDEDTRANSFER (R4)."""
    ending = _read(fold, signal)
    connect_us = signal.at_us - (ending.talk_us or 0)
    visit = connection_of(fold, signal.callid, signal.queue, ending.agent, connect_us)
    if visit is None:
        twice = told_twice(fold, signal.callid, signal.queue, ending.agent, connect_us)
        if twice is not None:
            twice.marks |= Mark.DUPLICATE_TERMINAL
            fold.touched(twice, signal)
            return
        visit = drifted_connection(fold, signal.queue, ending.agent, connect_us)
        if visit is not None:
            visit.marks |= Mark.CALLID_DRIFT
    if visit is None:
        visit = _infer_connection(fold, signal, ending, connect_us)
    visit.marks = (visit.marks | Mark.LOG_END) & ~Mark.PROVISIONAL
    _end(fold, visit, signal, ending)


def agent_completed(fold: "Fold", signal: Signal) -> None:
    """AgentComplete: ends the call on the board at once; where a log is read its line is still awaited."""
    reason = {"caller": EndReason.CALLER, "agent": EndReason.AGENT}.get(text(signal.data, 2) or "")
    ending = Ending(fold.name_of(signal.agent), seconds(signal.data, 0), seconds(signal.data, 1), EndReason.AGENT, None)
    connect_us = signal.at_us - (ending.talk_us or 0)
    visit = connection_of(fold, signal.callid, signal.queue, ending.agent, connect_us)
    if visit is None:
        if told_twice(fold, signal.callid, signal.queue, ending.agent, connect_us) is not None:
            # The log was quicker; the agent's other conversation is not meant.
            return
        visit = drifted_connection(fold, signal.queue, ending.agent, connect_us)
    if visit is None and not fold.config.queue_log:
        # Its beginning fell into an outage, and no log will tell of it.
        visit = _infer_connection(fold, signal, ending, connect_us)
    if visit is None or not (visit.is_open or visit.is_doubtful):
        return
    hint = fold.state.transfers.pop(visit.serial, None)
    if reason is None:
        kind, target = hint if hint is not None else (EndReason.BLIND_TRANSFER, "")
        reason, ending = EndReason(kind), ending._replace(transfer_to=target or None)
    if fold.config.queue_log:
        visit.marks |= Mark.PROVISIONAL
    _end(fold, visit, signal, ending._replace(reason=reason))


def _read(fold: "Fold", signal: Signal) -> Ending:
    data, target = signal.data, None
    first = 0
    if signal.kind is SignalKind.ATTENDEDTRANSFER:
        # LINK has two channels before the figures, BRIDGE and APP one.
        first = 3 if data[:1] == ("LINK",) else 2
        target = "|".join(data[:first]) or None
    elif signal.kind in (SignalKind.BLINDTRANSFER, SignalKind.TRANSFER):
        first = 2
        target = f"{text(data, 0) or ''}@{text(data, 1) or ''}"
    return Ending(
        fold.name_of(signal.agent), seconds(data, first), seconds(data, first + 1), _REASONS[signal.kind], target
    )


def _infer_connection(fold: "Fold", signal: Signal, ending: Ending, connect_us: int) -> Visit:
    """R4, last part: the CONNECT line is missing, or the whole beginning of the call."""
    enter_us = connect_us - (ending.hold_us or 0)
    waiting = (v for v in visits_of(fold, signal.callid, signal.queue) if is_unanswered(v))
    visit = nearest(waiting, enter_us)
    if visit is None:
        visit = open_visit(fold, signal.callid, signal.queue, enter_us)
        visit.marks |= Mark.ENTER_INFERRED
    else:
        visit.marks |= Mark.CONNECT_INFERRED
    start_talk(fold, visit, ending.agent, connect_us)
    if ending.hold_us is not None and ending.hold_us >= 0:
        visit.wait_us = ending.hold_us
    else:
        visit.wait_us = max(connect_us - visit.enter_us, 0)
    return visit


def _end(fold: "Fold", visit: Visit, signal: Signal, ending: Ending) -> None:
    if visit.wait_us is None or (visit.marks & Mark.WAIT_UNSURE and (ending.hold_us or 0) > 0):
        visit.wait_us = max(ending.hold_us or 0, 0)
    visit.transfer_to = ending.transfer_to
    end_talk(fold, visit, ending.reason, signal.at_us, ending.talk_us)
    fold.touched(visit, signal)
