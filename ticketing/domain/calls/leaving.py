"""A waiting caller leaves unanswered: the log says how, AMI only that they did."""

from typing import TYPE_CHECKING

from ticketing.domain.calls.ages import CONNECTING_US
from ticketing.domain.calls.matching import is_unanswered, nearest, tolerance_us, visits_of
from ticketing.domain.calls.moves import end_wait, infer_end, leave_line, open_visit
from ticketing.domain.calls.reading import seconds, text
from ticketing.domain.calls.visit import EndReason, Mark, Outcome, Stage, Visit
from ticketing.domain.signals import Signal, SignalKind

if TYPE_CHECKING:
    from ticketing.domain.calls.fold import Fold

#: The outcome of each exit line, and which of its fields holds the wait.
_EXITS = {
    SignalKind.ABANDON: (Outcome.ABANDONED, 2),
    SignalKind.EXITWITHTIMEOUT: (Outcome.TIMEOUT, 2),
    SignalKind.EXITWITHKEY: (Outcome.EXIT_KEY, 3),
    SignalKind.EXITEMPTY: (Outcome.EXIT_EMPTY, 2),
    SignalKind.WITHDRAW: (Outcome.WITHDRAWN, 2),
    SignalKind.SYSCOMPAT: (Outcome.FAILED, 99),
}


def left(fold: "Fold", signal: Signal) -> None:
    """ABANDON, EXIT*, WITHDRAW, SYSCOMPAT (R6). The first end told is the end; another is evidence only."""
    outcome, where = _EXITS[signal.kind]
    wait_us = seconds(signal.data, where)
    enter_us = signal.at_us - (wait_us or 0)
    visits = visits_of(fold, signal.callid, signal.queue)
    visit = nearest((v for v in visits if is_unanswered(v)), enter_us)
    if visit is None and visits:
        visit = max(visits, key=lambda v: (v.enter_us, v.serial))
        visit.marks |= Mark.DUPLICATE_TERMINAL
        fold.touched(visit, signal)
        return
    if visit is None:
        visit = open_visit(fold, signal.callid, signal.queue, enter_us)
        visit.marks |= Mark.ENTER_INFERRED
    visit.marks = (visit.marks | Mark.LOG_END) & ~(Mark.PROVISIONAL | Mark.WAIT_UNSURE)
    visit.exit_key = text(signal.data, 0) if outcome is Outcome.EXIT_KEY else None
    end_wait(fold, visit, outcome, signal.at_us, None if visit.marks & Mark.RESUMED else wait_us)
    if outcome is Outcome.WITHDRAWN:
        visit.transfer_to = text(signal.data, 3)
    fold.touched(visit, signal)


def gave_up(fold: "Fold", signal: Signal) -> None:
    """QueueCallerAbandon: left unanswered. It is sent for time-outs, empty queues and withdrawals just the same, so
    "abandoned" stands only until the log says otherwise."""
    visit = _waiting(fold, signal)
    if visit is not None:
        visit.marks |= Mark.PROVISIONAL
        end_wait(fold, visit, Outcome.ABANDONED, signal.at_us, seconds(signal.data, 0))
        fold.touched(visit, signal)


def walked(fold: "Fold", signal: Signal) -> None:
    """QueueCallerLeave: to an agent, whose AgentConnect follows, or by key; the next minute tells."""
    visit = _waiting(fold, signal)
    if visit is not None and visit.stage is Stage.WAITING:
        leave_line(fold, visit)
        visit.stage, visit.left_us = Stage.CONNECTING, signal.at_us
        fold.state.alarm_us = min(fold.state.alarm_us, signal.at_us + CONNECTING_US)
        fold.touched(visit, signal)


def hung_up(fold: "Fold", signal: Signal) -> None:
    """The caller's channel is gone: nothing of theirs stays open (P10). A line that says more may still come."""
    for visit in list(fold.state.by_call.get(signal.callid, ())):
        if not visit.is_open:
            continue
        if visit.stage is Stage.CONNECTING:
            visit.marks |= Mark.PROVISIONAL
            end_wait(fold, visit, Outcome.EXIT_KEY, visit.left_us or signal.at_us, None)
        else:
            infer_end(fold, visit, EndReason.LOST, signal.at_us, "the caller's channel was hung up")
        fold.touched(visit, signal)


def _waiting(fold: "Fold", signal: Signal) -> Visit | None:
    visits = visits_of(fold, signal.callid, signal.queue)
    waiting = [v for v in visits if v.is_open and v.stage is not Stage.TALKING]
    visit = max(waiting, key=lambda v: (v.enter_us, v.serial), default=None)
    if visit is None or visit.marks & Mark.AMI_ENTER:
        return visit
    # Back in the same queue at once, by the log alone: the link still speaks of the time before.
    within = tolerance_us(fold)
    echo = any(v.end_us is not None and abs(v.end_us - signal.at_us) <= within for v in visits if v is not visit)
    return None if echo else visit
