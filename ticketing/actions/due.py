"""What each kind of timer does when its time has come. A handler looks at the row first: much may have changed."""

from collections.abc import Callable, Sequence

import sqlalchemy as sa

from ticketing.actions import (
    alerts,
    callbacks,
    clocks,
    contacts,
    control,
    cutoffs,
    endings,
    escalations,
    ladders,
    supervision,
    tickets,
)
from ticketing.actions.callbacks import plan
from ticketing.models.callbacks import Callback
from ticketing.models.clocks import TicketClock
from ticketing.models.control import PbxCommand
from ticketing.models.supervision import Order
from ticketing.models.tickets import Ticket
from ticketing.models.timers import Timer
from ticketing.work import Work

Handler = Callable[[Work, Timer], None]


def hold(work: Work, timer_ids: Sequence[int]) -> None:
    """Lock the tickets behind these timers, before the timers themselves are marked as fired.

    People's actions lock a ticket and then move its timers; taking both in that order, neither waits for the other.
    """
    behind = sa.union(*(ticket_ids.where(Timer.id.in_(timer_ids)) for ticket_ids in _BEHIND))
    held = sa.select(Ticket.id).where(Ticket.id.in_(behind)).order_by(Ticket.id).with_for_update()
    work.session.execute(held)
    alerts.hold(work, timer_ids)
    cutoffs.hold(work, timer_ids)


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
    alerts.WATCH_TIMER: alerts.look_again,
    cutoffs.CHECK_TIMER: cutoffs.check_due,
    endings.AUTO_CLOSE_TIMER: _of_ticket(tickets.close_due),
    supervision.ORDER_TIMER: lambda work, timer: supervision.fall_due(work, work.get(Order, timer.subject_id)),
    control.COMMAND_TIMER: lambda work, timer: control.overdue(work, work.get(PbxCommand, timer.subject_id)),
}

# The ticket of each kind of subject.
_BEHIND = (
    sa.select(TicketClock.ticket_id).join(
        Timer, sa.and_(Timer.subject == ladders.CLOCK, Timer.subject_id == TicketClock.id)
    ),
    sa.select(Callback.ticket_id).join(
        Timer, sa.and_(Timer.subject == ladders.PROMISE, Timer.subject_id == Callback.id)
    ),
    sa.select(Order.ticket_id).join(Timer, sa.and_(Timer.subject == supervision.ORDER, Timer.subject_id == Order.id)),
    sa.select(Timer.subject_id).where(Timer.subject == endings.TICKET),
)
