"""What each kind of timer does when its time has come. A handler looks at the row first: much may have changed."""

from collections.abc import Callable

import sqlalchemy as sa

from ticketing.actions import callbacks, clocks, contacts, endings, escalations, ladders, tickets
from ticketing.actions.callbacks import plan
from ticketing.models.callbacks import Callback
from ticketing.models.clocks import TicketClock
from ticketing.models.tickets import Ticket
from ticketing.models.timers import Timer
from ticketing.work import Work

Handler = Callable[[Work, Timer], None]


def fire(work: Work, timer_id: int, generation: int) -> bool:
    """Let one due timer have its effect, once: False when it was re-planned, voided or fired before, or is not due.

    The subject is locked before the timer, as in people's own actions, so the two never wait for each other.
    """
    timer = work.session.get(Timer, timer_id)
    if timer is None or timer.kind not in HANDLERS:
        return False
    _lock(work, timer)
    mine = (
        sa.update(Timer)
        .where(
            Timer.id == timer_id,
            Timer.generation == generation,
            Timer.fired_at.is_(None),
            Timer.next_at.is_not(None),
            Timer.due_at <= work.now,
        )
        .values(next_at=None, fired_at=work.now)
        .execution_options(synchronize_session=False)
        .returning(Timer.id)
    )
    if work.session.scalar(mine) is None:
        return False
    work.session.refresh(timer)
    HANDLERS[timer.kind](work, timer)
    return True


def _lock(work: Work, timer: Timer) -> None:
    ticket_id = work.session.scalar(_TICKET_OF[timer.subject](timer.subject_id))
    if ticket_id is not None:
        work.get(Ticket, ticket_id)


def _clock(work: Work, timer: Timer) -> None:
    clock = work.get(TicketClock, timer.subject_id)
    clocks.due(work, work.get(Ticket, clock.ticket_id))


def _ladder(work: Work, timer: Timer) -> None:
    if timer.subject == ladders.PROMISE:
        escalations.climb_promise(work, work.get(Callback, timer.subject_id))
        return
    clock = work.get(TicketClock, timer.subject_id)
    escalations.climb_clock(work, work.get(Ticket, clock.ticket_id), clock)


def _of_callback(effect: Callable[[Work, Callback], None]) -> Handler:
    return lambda work, timer: effect(work, work.get(Callback, timer.subject_id))


def _of_ticket(effect: Callable[[Work, Ticket], None]) -> Handler:
    return lambda work, timer: effect(work, work.get(Ticket, timer.subject_id))


HANDLERS: dict[str, Handler] = {
    clocks.CLOCK_TIMER: _clock,
    ladders.LADDER_TIMER: _ladder,
    plan.READY_TIMER: _of_callback(callbacks.ready),
    plan.WINDOW_TIMER: _of_callback(callbacks.window_over),
    plan.LEASE_TIMER: _of_callback(callbacks.claim_lapsed),
    contacts.WAKE_TIMER: _of_ticket(tickets.wake_due),
    endings.AUTO_CLOSE_TIMER: _of_ticket(tickets.close_due),
}

_TICKET_OF: dict[str, Callable[[int], sa.Select[int]]] = {
    ladders.CLOCK: lambda key: sa.select(TicketClock.ticket_id).where(TicketClock.id == key),
    ladders.PROMISE: lambda key: sa.select(Callback.ticket_id).where(Callback.id == key),
    endings.TICKET: lambda key: sa.select(Ticket.id).where(Ticket.id == key),
}
