"""What each kind of timer does when its time has come. A handler looks at the row first: much may have changed.

A handler is given timers of its kind that are due together, in their order.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

import sqlalchemy as sa

from ticketing.actions import (
    alerts,
    callbacks,
    clocks,
    complaints,
    contacts,
    control,
    cutoffs,
    endings,
    escalations,
    handovers,
    ladders,
    presence,
    quality,
    supervision,
    swaps,
    tickets,
)
from ticketing.actions.callbacks import plan
from ticketing.models.base import Base
from ticketing.models.callbacks import Callback
from ticketing.models.clocks import TicketClock
from ticketing.models.complaints import Measure
from ticketing.models.control import PbxCommand
from ticketing.models.handovers import HandoverSheet
from ticketing.models.supervision import Order
from ticketing.models.swaps import Cover, Swap
from ticketing.models.tickets import Ticket
from ticketing.models.timers import Timer
from ticketing.work import Work

Row = TypeVar("Row", bound=Base)
Handler = Callable[[Work, Sequence[Timer]], None]


def hold(work: Work, timer_ids: Sequence[int]) -> None:
    """Lock the tickets behind these timers, before the timers themselves are marked as fired.

    People's actions lock a ticket and then move its timers; taking both in that order, neither waits for the other.
    """
    behind = sa.union(*(ticket_ids.where(Timer.id.in_(timer_ids)) for ticket_ids in _BEHIND))
    held = sa.select(Ticket.id).where(Ticket.id.in_(behind)).order_by(Ticket.id).with_for_update()
    work.session.execute(held)
    alerts.hold(work, timer_ids)
    cutoffs.hold(work, timer_ids)


def _clocks(work: Work, due: Sequence[Timer]) -> None:
    of = sa.select(TicketClock.ticket_id).where(TicketClock.id.in_([timer.subject_id for timer in due]))
    held = sa.select(Ticket).where(Ticket.id.in_(of)).order_by(Ticket.id)
    fresh = held.with_for_update().execution_options(populate_existing=True)
    clocks.due(work, *work.session.scalars(fresh).all())


def _ladder(work: Work, timer: Timer) -> None:
    if timer.subject == ladders.PROMISE:
        escalations.climb_promise(work, work.get(Callback, timer.subject_id))
        return
    clock = work.get(TicketClock, timer.subject_id)
    escalations.climb_clock(work, work.get(Ticket, clock.ticket_id), clock)


def each(effect: Callable[[Work, Timer], None]) -> Handler:
    """A handler that takes its timers one by one."""

    def handle(work: Work, due: Sequence[Timer]) -> None:
        for timer in due:
            effect(work, timer)

    return handle


def _of(model: type[Row], effect: Callable[[Work, Row], None]) -> Handler:
    return each(lambda work, timer: effect(work, work.get(model, timer.subject_id)))


HANDLERS: dict[str, Handler] = {
    clocks.CLOCK_TIMER: _clocks,
    ladders.LADDER_TIMER: each(_ladder),
    plan.READY_TIMER: _of(Callback, callbacks.ready),
    plan.WINDOW_TIMER: _of(Callback, callbacks.window_over),
    plan.LEASE_TIMER: _of(Callback, callbacks.claim_lapsed),
    contacts.WAKE_TIMER: _of(Ticket, tickets.wake_due),
    alerts.WATCH_TIMER: each(alerts.look_again),
    cutoffs.CHECK_TIMER: each(cutoffs.check_due),
    endings.AUTO_CLOSE_TIMER: _of(Ticket, tickets.close_due),
    complaints.MEASURE_TIMER: _of(Measure, complaints.measure_due),
    supervision.ORDER_TIMER: _of(Order, supervision.fall_due),
    presence.SHIFT_TIMER: each(lambda work, timer: presence.shift_over(work, timer.subject_id)),
    handovers.HANDOVER_TIMER: _of(HandoverSheet, handovers.unaccepted),
    quality.CONFIRM_TIMER: each(quality.confirmation_lapsed),
    quality.APPEAL_TIMER: each(quality.appeal_overdue),
    control.COMMAND_TIMER: _of(PbxCommand, control.overdue),
    swaps.SWAP_TIMER: _of(Swap, swaps.expire),
    swaps.COVER_TIMER: _of(Cover, swaps.run_out),
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
    sa.select(Measure.ticket_id).join(
        Timer, sa.and_(Timer.subject == complaints.MEASURE, Timer.subject_id == Measure.id)
    ),
    sa.select(Timer.subject_id).where(Timer.subject == endings.TICKET),
)
