"""A ticket moves by one table; whatever the table does not list is refused."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from ticketing.domain.tickets.facts import (
    AUTO_CLOSE_S,
    FAILED_FOLLOW_UPS,
    FREE_PAUSE_TOTAL_S,
    FREE_PAUSES,
    REOPEN_WITHIN,
    REOPEN_WITHIN_COMPLAINT,
    Facts,
)
from ticketing.domain.tickets.words import Guard, Move, TicketKind, TicketState
from ticketing.errors import Forbidden, IllegalMove, Invalid


@dataclass(frozen=True)
class Transition:
    """One line of the table: its number in the paper, where it leads, what must hold."""

    number: str
    to: TicketState
    guards: tuple[Guard, ...] = ()


_S, _G = TicketState, Guard
_RESOLVE = Transition(
    "T8",
    _S.RESOLVED,
    (
        _G.RESOLUTION_MISSING,
        _G.DETAILS_MISSING,
        _G.REPLY_MISSING,
        _G.ROOT_CAUSE_MISSING,
        _G.COMPENSATION_UNDECIDED,
        _G.MANAGER_DECISION_MISSING,
        _G.OPEN_PROMISE,
        _G.OPEN_CHILDREN,
        _G.NO_OUTBOUND_CONTACT,
    ),
)
_MERGE = Transition("T12", _S.MERGED, (_G.NEEDS_SUPERVISOR, _G.TARGET_INACTIVE, _G.TARGET_NO_COMPLAINT))
_CANCEL = Transition("T13", _S.CANCELLED, (_G.NEEDS_SUPERVISOR, _G.REASON_MISSING))

TRANSITIONS: dict[tuple[TicketState, Move], Transition] = {
    (_S.NEW, Move.ACCEPT): Transition("T4", _S.OPEN, (_G.NOT_ON_SHIFT,)),
    (_S.OPEN, Move.WAIT_CUSTOMER): Transition(
        "T5",
        _S.WAITING_CUSTOMER,
        (
            _G.NEEDS_SUPERVISOR,
            _G.REASON_MISSING,
            _G.WAKE_AT_INVALID,
            _G.WAKE_AT_TOO_LATE,
            _G.NO_OUTBOUND_CONTACT,
        ),
    ),
    (_S.WAITING_CUSTOMER, Move.WAKE): Transition("T6", _S.OPEN),
    (_S.OPEN, Move.REFER): Transition("T7", _S.WAITING_INTERNAL),
    (_S.WAITING_INTERNAL, Move.RETURN): Transition("T7", _S.OPEN),
    (_S.OPEN, Move.RESOLVE): _RESOLVE,
    (_S.WAITING_CUSTOMER, Move.RESOLVE): _RESOLVE,
    (_S.WAITING_INTERNAL, Move.RESOLVE): _RESOLVE,
    (_S.RESOLVED, Move.CLOSE): Transition("T9", _S.CLOSED, (_G.NEEDS_SUPERVISOR, _G.FOLLOW_UP_MISSING)),
    (_S.RESOLVED, Move.REOPEN): Transition("T10", _S.OPEN, (_G.REASON_MISSING,)),
    (_S.CLOSED, Move.REOPEN): Transition("T11", _S.OPEN, (_G.REASON_MISSING,)),
    (_S.NEW, Move.MERGE): _MERGE,
    (_S.OPEN, Move.MERGE): _MERGE,
    (_S.WAITING_CUSTOMER, Move.MERGE): _MERGE,
    (_S.WAITING_INTERNAL, Move.MERGE): _MERGE,
    (_S.RESOLVED, Move.MERGE): _MERGE,
    (_S.NEW, Move.CANCEL): _CANCEL,
    (_S.OPEN, Move.CANCEL): _CANCEL,
}


def first_state(*, answered: bool, resolved: bool = False) -> TicketState:
    """T1-T3: the state a ticket is born in; `answered` means the answering agent files it."""
    if resolved:
        return TicketState.RESOLVED
    return TicketState.OPEN if answered else TicketState.NEW


def allowed(facts: Facts) -> dict[Move, tuple[Guard, ...]]:
    """Every move the table knows from here with the guards it does not yet meet, for the console's one popup."""
    return {move: unmet(facts, move) for state, move in TRANSITIONS if state == facts.state and _in_window(facts, move)}


def unmet(facts: Facts, move: Move) -> tuple[Guard, ...]:
    """The guards in the way of `move`: a supervisor's word first, the rest in the order of the table.

    Raises IllegalMove when the table has no such pair (or the reopening window has passed).
    """
    transition = TRANSITIONS.get((facts.state, move))
    if transition is None or not _in_window(facts, move):
        raise IllegalMove(move=move.value, state=facts.state.value, allowed=[m.value for m in _moves_from(facts)])
    return tuple(guard for guard in transition.guards if _BLOCKS[guard](facts, move))


def move_to(facts: Facts, move: Move) -> TicketState:
    """The state that `move` leads to; Forbidden, Invalid or IllegalMove with the guards named when it may not."""
    missing = unmet(facts, move)
    if missing:
        refusal = Forbidden if missing[0] is Guard.NEEDS_SUPERVISOR else Invalid
        raise refusal(missing[0].value, guards=[guard.value for guard in missing])
    return TRANSITIONS[facts.state, move].to


def reopen_within(kind: TicketKind) -> timedelta:
    """How long after closing the same ticket may come back (T11); the end of the window is still inside."""
    return REOPEN_WITHIN_COMPLAINT if kind is TicketKind.COMPLAINT else REOPEN_WITHIN


def _moves_from(facts: Facts) -> list[Move]:
    return [move for state, move in TRANSITIONS if state == facts.state and _in_window(facts, move)]


def _in_window(facts: Facts, move: Move) -> bool:
    if facts.state is not TicketState.CLOSED or move is not Move.REOPEN:
        return True
    return facts.closed_for <= reopen_within(facts.kind)


def _needs_supervisor(facts: Facts, move: Move) -> bool:
    if facts.supervisor:
        return False
    if move is Move.WAIT_CUSTOMER:
        beyond = facts.paused_s + facts.planned_pause_s > FREE_PAUSE_TOTAL_S
        return facts.pauses >= FREE_PAUSES or beyond
    if move is Move.CLOSE:
        return not facts.follow_up_satisfied and facts.failed_follow_ups >= FAILED_FOLLOW_UPS
    if move is Move.MERGE:
        return not facts.same_customer
    return facts.kind is TicketKind.COMPLAINT


def _follow_up_missing(facts: Facts, move: Move) -> bool:
    if facts.follow_up_satisfied or facts.failed_follow_ups >= FAILED_FOLLOW_UPS:
        return False
    return facts.kind is TicketKind.COMPLAINT or facts.resolved_for_s < AUTO_CLOSE_S


def _no_outbound_contact(facts: Facts, move: Move) -> bool:
    return not (facts.contacted_since_customer if move is Move.WAIT_CUSTOMER else facts.contacted_ever)


def _complaint_lacks(held: bool, facts: Facts) -> bool:
    return facts.kind is TicketKind.COMPLAINT and not held


_BLOCKS: dict[Guard, Callable[[Facts, Move], bool]] = {
    Guard.NEEDS_SUPERVISOR: _needs_supervisor,
    Guard.NOT_ON_SHIFT: lambda f, _: not f.on_shift_in_queue and not (f.override and f.has_reason),
    Guard.REASON_MISSING: lambda f, _: not f.has_reason,
    Guard.WAKE_AT_INVALID: lambda f, _: f.planned_pause_s < 0,
    Guard.WAKE_AT_TOO_LATE: lambda f, _: f.planned_pause_s > f.longest_pause_s,
    Guard.NO_OUTBOUND_CONTACT: _no_outbound_contact,
    Guard.RESOLUTION_MISSING: lambda f, _: not f.has_resolution,
    Guard.REPLY_MISSING: lambda f, _: _complaint_lacks(f.has_reply, f),
    Guard.ROOT_CAUSE_MISSING: lambda f, _: _complaint_lacks(f.has_root_cause, f),
    Guard.COMPENSATION_UNDECIDED: lambda f, _: f.undecided > 0,
    Guard.MANAGER_DECISION_MISSING: lambda f, _: f.manager_asked,
    Guard.OPEN_PROMISE: lambda f, _: f.open_promises > 0,
    Guard.OPEN_CHILDREN: lambda f, _: f.open_children > 0 and not f.force,
    Guard.FOLLOW_UP_MISSING: _follow_up_missing,
    Guard.TARGET_INACTIVE: lambda f, _: not f.target_active,
    Guard.TARGET_NO_COMPLAINT: lambda f, _: f.kind is TicketKind.COMPLAINT and not f.target_is_complaint,
    Guard.DETAILS_MISSING: lambda f, _: bool(f.missing_details),
}
