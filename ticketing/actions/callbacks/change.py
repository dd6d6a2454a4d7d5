"""Move a promise to another time, or let it go because the customer was reached in another way."""

from collections.abc import Set
from datetime import datetime

import sqlalchemy as sa

from ticketing.actions import contacts
from ticketing.actions.callbacks import plan
from ticketing.actions.callbacks.attempt import held
from ticketing.actions.callbacks.promise import check_window
from ticketing.domain.callbacks import (
    DEDUPLICATED,
    OPEN_CALLBACKS,
    CallbackKind,
    CallbackOutcome,
    CallbackState,
    Window,
    judged_window,
)
from ticketing.domain.events import CallbackFinished, CallbackRescheduled, PromiseBroken
from ticketing.domain.phones import normal
from ticketing.domain.tickets import TicketState
from ticketing.models.callbacks import Callback
from ticketing.models.tickets import Ticket
from ticketing.work import Work


def reschedule(work: Work, callback_id: int, window: Window, *, customer_asked: bool) -> Callback:
    """A new window. Agreed with the customer in time the promise stands; moved by us after its start it is broken."""
    callback, ticket = held(work, callback_id)
    check_window(work, window)
    judged = judged_window(callback.window, window, work.now, customer_asked=customer_asked)
    broken = callback.reschedule(window, judged, work.now)
    callback.version += 1
    plan.follow(work, callback)
    work.record(CallbackRescheduled(ticket.id, callback.id, window.start.isoformat(), window.end.isoformat()))
    if broken:
        work.record(PromiseBroken(ticket.id, callback.id))
    return callback


def answered_inbound(work: Work, phone: str | None, at: datetime, person_id: int | None) -> list[Callback]:
    """The customer rang and was answered: what was owed for their missed calls is done (4.5).

    A promise stands: a customer's call never cancels one. The ticket of a missed call counts as answered, and goes
    to whoever answered if nobody had it.
    """
    number = normal(phone, work.centre.phone_region)
    if number is None:
        return []
    found = work.session.scalars(
        sa.select(Callback)
        .join(Ticket, Ticket.id == Callback.ticket_id)
        .where(
            *(Callback.phone == number, Callback.kind.in_(DEDUPLICATED), Callback.state.in_(OPEN_CALLBACKS)),
            # What became known late and lies before the missed call answers nothing.
            Ticket.opened_at <= at,
        )
        .order_by(Callback.ticket_id)
    ).all()
    return [_reached(work, callback, at, person_id) for callback in found]


def cancel(work: Work, callback_id: int) -> None:
    """It turned out that nothing was owed; what somebody has tried already stays as it is."""
    callback = work.session.get(Callback, callback_id)
    ticket = work.get(Ticket, callback.ticket_id if callback else 0)
    callback = work.get(Callback, callback_id)
    if callback.is_open and not callback.counted_attempts and callback.ticket_id == ticket.id:
        _end(work, callback, CallbackState.CANCELLED, CallbackOutcome.CANCELLED, work.now)


def cancel_owed(work: Work, ticket: Ticket, kinds: Set[CallbackKind] = DEDUPLICATED) -> None:
    """Nobody needs to ring about this any more: by default, about the missed calls of a settled matter."""
    owed = sa.select(Callback).where(
        Callback.ticket_id == ticket.id, Callback.kind.in_(kinds), Callback.state.in_(OPEN_CALLBACKS)
    )
    for callback in work.session.scalars(owed.with_for_update()).all():
        _end(work, callback, CallbackState.CANCELLED, CallbackOutcome.CANCELLED, work.now)


def _reached(work: Work, callback: Callback, at: datetime, person_id: int | None) -> Callback:
    ticket = work.get(Ticket, callback.ticket_id)
    callback = work.get(Callback, callback.id)
    if not callback.is_open:
        return callback
    _end(work, callback, CallbackState.DONE, CallbackOutcome.REACHED_INBOUND, at)
    if ticket.state is TicketState.NEW and person_id is not None:
        ticket.assign(person_id, None)
        contacts.accept(work, ticket, "reached_inbound", fit=True)
    contacts.note(work, ticket, contacts.Spoken("in", answered=True, at=at))
    return callback


def _end(work: Work, callback: Callback, state: CallbackState, outcome: CallbackOutcome, at: datetime) -> None:
    callback.end(state, outcome, at)
    callback.version += 1
    plan.follow(work, callback)
    work.record(CallbackFinished(callback.ticket_id, callback.id, outcome.value))
