"""Take a ticket along the state table, and bring it on by itself when its time has come."""

from dataclasses import dataclass
from datetime import datetime

from ticketing.actions import callbacks, clocks, contacts, endings, notices, timers
from ticketing.actions.facts import facts
from ticketing.actions.tickets.assign import assign
from ticketing.actions.tickets.held import readable, seen, writable
from ticketing.actions.tickets.resolution import FOLLOW_UPS, LastWord, finish
from ticketing.domain.clocks import Ledger
from ticketing.domain.permissions import Permission
from ticketing.domain.tickets import TRANSITIONS, Guard, Move, TicketState, allowed, unmet
from ticketing.errors import Forbidden, IllegalMove
from ticketing.models.tickets import Ticket
from ticketing.queries import terms
from ticketing.work import Work


@dataclass(frozen=True)
class Going:
    """Where a ticket should go: the reason, when to look again, how it was settled, as far as the step needs them."""

    to: TicketState
    reason: str = ""
    wake_at: datetime | None = None
    resolution: LastWord | None = None
    force: bool = False


def move(work: Work, number: str, version: int | None, going: Going) -> Ticket:
    """One step to `going.to`; `invalid_transition` lists the steps there are, the guards say what is missing."""
    ticket = readable(work, number, version, {"state": going.to.value})
    step = _move_to(work, ticket, going.to)
    if step is Move.ACCEPT:
        return assign(work, number, None, "me", going.reason)
    ticket = writable(work, number)
    _STEPS[step](work, ticket, going)
    return ticket


def possible(work: Work, number: str) -> list[tuple[TicketState, Move, tuple[Guard, ...]]]:
    """Every step from here with the guards it does not meet yet, for the console's one popup."""
    ticket = seen(work, number)
    steps = allowed(facts(work, ticket)).items()
    return [(TRANSITIONS[ticket.state, step].to, step, guards) for step, guards in steps]


def wake_due(work: Work, ticket: Ticket) -> None:
    """The customer has had their time: back to work, and the owner is told once."""
    if ticket.state is not TicketState.WAITING_CUSTOMER or ticket.wake_at is None or ticket.wake_at > work.now:
        return
    woken_at = ticket.wake_at
    contacts.wake(work, ticket, "wake_at", woken_at)
    if ticket.owner_id is not None:
        subject = notices.Subject(ticket_id=ticket.id)
        params: notices.Params = {"number": ticket.number, "subject": ticket.subject}
        cause = f"ticket:{ticket.id}:woke:{woken_at.isoformat()}"
        notices.tell(work, ticket.owner_id, "ticket_woke", cause, subject, params)


def close_due(work: Work, ticket: Ticket) -> None:
    """Nobody has come back on it in time (T9)."""
    if ticket.state is TicketState.RESOLVED and not unmet(facts(work, ticket), Move.CLOSE):
        endings.close(work, ticket, "auto_close")


def _move_to(work: Work, ticket: Ticket, to: TicketState) -> Move:
    for (state, step), transition in TRANSITIONS.items():
        if state is ticket.state and transition.to is to and step is not Move.MERGE:
            return step
    raise IllegalMove(
        to=to.value, state=ticket.state.value, allowed=[step.value for step in allowed(facts(work, ticket))]
    )


def _wait_customer(work: Work, ticket: Ticket, going: Going) -> None:
    _, _, policy, time = terms.of_ticket(work.session, ticket)
    wake_at = going.wake_at or time.add(work.now, policy.longest_pause_s)
    planned = time.between(work.now, wake_at) if wake_at > work.now else -1
    known = facts(
        work,
        ticket,
        has_reason=bool(going.reason),
        planned_pause_s=planned,
        longest_pause_s=policy.longest_pause_s,
    )
    before = ticket.state
    number = ticket.wait(known, work.now, wake_at)
    clocks.change(work, ticket, Ledger.waiting)
    timers.plan(work, timers.Owed(endings.TICKET, ticket.id, contacts.WAKE_TIMER, wake_at))
    endings.moved(work, ticket, before, number, going.reason)


def _wake(work: Work, ticket: Ticket, going: Going) -> None:
    contacts.wake(work, ticket, going.reason)


def _refer(work: Work, ticket: Ticket, going: Going) -> None:
    _plain(work, ticket, Move.REFER, going.reason)
    clocks.change(work, ticket, Ledger.transferred)


def _return(work: Work, ticket: Ticket, going: Going) -> None:
    _plain(work, ticket, Move.RETURN, going.reason)
    clocks.change(work, ticket, Ledger.returned)


def _plain(work: Work, ticket: Ticket, step: Move, reason: str) -> None:
    before = ticket.state
    number = ticket.step(step, facts(work, ticket, has_reason=bool(reason)))
    endings.moved(work, ticket, before, number, reason)


def _resolve(work: Work, ticket: Ticket, going: Going) -> None:
    finish(work, ticket, going.resolution or LastWord("", ""), force=going.force)


def _close(work: Work, ticket: Ticket, going: Going) -> None:
    endings.close(work, ticket, going.reason)
    callbacks.cancel_owed(work, ticket, FOLLOW_UPS)


def _reopen(work: Work, ticket: Ticket, going: Going) -> None:
    endings.reopen(work, ticket, going.reason)
    callbacks.cancel_owed(work, ticket, FOLLOW_UPS)


def _cancel(work: Work, ticket: Ticket, going: Going) -> None:
    """T13: spam, wrong number, filed twice; nothing is owed any more."""
    if not work.may(Permission.TICKET_ASSIGN, ticket.target):
        raise Forbidden(permission=Permission.TICKET_ASSIGN.value)
    before = ticket.state
    number = ticket.step(Move.CANCEL, facts(work, ticket, has_reason=bool(going.reason)))
    clocks.change(work, ticket, lambda ledger, now: ledger.cancelled(now, "cancelled"))
    callbacks.cancel_owed(work, ticket)
    endings.moved(work, ticket, before, number, going.reason)


_STEPS = {
    Move.WAIT_CUSTOMER: _wait_customer,
    Move.WAKE: _wake,
    Move.REFER: _refer,
    Move.RETURN: _return,
    Move.RESOLVE: _resolve,
    Move.CLOSE: _close,
    Move.REOPEN: _reopen,
    Move.CANCEL: _cancel,
}
