"""Move a promise to another time, or let it go because the customer was reached in another way."""

from collections.abc import Set
from datetime import datetime

import sqlalchemy as sa

from ticketing.actions import codes, contacts, notices
from ticketing.actions.callbacks import listed, plan, recur
from ticketing.actions.callbacks.attempt import held
from ticketing.actions.callbacks.held import both
from ticketing.actions.callbacks.moving import moved
from ticketing.actions.callbacks.promise import check_window
from ticketing.domain.callbacks import (
    DEDUPLICATED,
    OPEN_CALLBACKS,
    CallbackKind,
    CallbackOutcome,
    CallbackState,
    OwnerMode,
    Window,
)
from ticketing.domain.events import CallbackAsked, CallbackFinished, CallbackMoved
from ticketing.domain.permissions import Permission
from ticketing.domain.phones import normal
from ticketing.domain.tickets import TicketState
from ticketing.errors import Conflict
from ticketing.models.callbacks import Callback
from ticketing.models.tickets import Ticket
from ticketing.queries import callbacks as looks
from ticketing.work import Work


def reschedule(work: Work, callback_id: int, window: Window, *, customer_asked: bool) -> Callback:
    """A new window. Agreed with the customer in time the promise stands; moved by us after its start it is broken."""
    callback, _ = held(work, callback_id)
    check_window(work, window)
    moved(work, callback, window, customer_asked=customer_asked)
    callback.version += 1
    plan.follow(work, callback)
    return callback


def answered_inbound(work: Work, phone: str | None, at: datetime, person_id: int | None) -> list[Callback]:
    """The customer rang and was answered, on whichever of their numbers: what was owed for their missed calls is done
    (4.5).

    A promise stands: a customer's call never cancels one; whoever answered is asked whether it is settled. The ticket
    of a missed call counts as answered, and goes to whoever answered if nobody had it.
    """
    number = normal(phone, work.centre.phone_region)
    if number is None:
        return []
    found = work.session.scalars(
        sa.select(Callback)
        .join(Ticket, Ticket.id == Callback.ticket_id)
        .where(
            Callback.phone.in_(looks.numbers_of(work.session, number)),
            Callback.state.in_(OPEN_CALLBACKS),
            # What became known late and lies before the missed call answers nothing.
            Ticket.opened_at <= at,
        )
        .order_by(Callback.ticket_id)
    ).all()
    for promised in found:
        if promised.kind not in DEDUPLICATED and person_id is not None:
            _ask(work, promised, at, person_id)
    return [_reached(work, callback, at, person_id) for callback in found if callback.kind in DEDUPLICATED]


def settle(work: Work, callback_id: int, note: str) -> Callback:
    """What was promised came up when the customer rang by themselves: nobody needs to ring. 409 `did_not_ring` when
    they have not."""
    callback, _ = held(work, callback_id)
    callback.must_be_open()
    if callback.rang_at is None:
        raise Conflict("did_not_ring")
    callback.note = note or callback.note
    _end(work, callback, CallbackState.DONE, CallbackOutcome.REACHED_INBOUND, work.now)
    return callback


def call_off(work: Work, callback_id: int, reason: str) -> Callback:
    """Nobody rings after all, and the reason stands beside it; only whoever answers for the people of its queue."""
    callback, ticket = held(work, callback_id)
    work.require(Permission.TICKET_OVERRIDE, ticket.target if ticket else None)
    callback.must_be_open()
    callback.cancel_reason = reason
    _end(work, callback, CallbackState.CANCELLED, CallbackOutcome.CANCELLED, work.now)
    return callback


def assign(work: Work, callback_id: int, owner: str | None) -> Callback:
    """Somebody else's, by code, or with None everybody's of its queue."""
    callback, ticket = held(work, callback_id)
    work.require(Permission.TICKET_ASSIGN, ticket.target if ticket else None)
    callback.must_be_open()
    to = codes.by_code(work, owner) if owner is not None else None
    before, callback.owner_id = callback.owner_id, to.id if to else None
    callback.owner_mode = OwnerMode.AGENT if to else OwnerMode.TEAM
    callback.let_go()
    callback.version += 1
    plan.follow(work, callback)
    work.record(CallbackMoved(callback.ticket_id, callback.id, before or 0, callback.owner_id, "assigned"))
    return callback


def cancel(work: Work, callback_id: int) -> None:
    """It turned out that nothing was owed; what somebody has tried already stays as it is."""
    callback, ticket = both(work, callback_id)
    if callback.is_open and not callback.counted_attempts and ticket is not None:
        _end(work, callback, CallbackState.CANCELLED, CallbackOutcome.CANCELLED, work.now)


def cancel_owed(work: Work, ticket: Ticket, kinds: Set[CallbackKind] = DEDUPLICATED) -> None:
    """Nobody needs to ring about this any more: by default, about the missed calls of a settled matter."""
    owed = sa.select(Callback).where(
        Callback.ticket_id == ticket.id, Callback.kind.in_(kinds), Callback.state.in_(OPEN_CALLBACKS)
    )
    for callback in work.session.scalars(owed.with_for_update()).all():
        _end(work, callback, CallbackState.CANCELLED, CallbackOutcome.CANCELLED, work.now)


def _ask(work: Work, callback: Callback, at: datetime, person_id: int) -> None:
    callback.rang_at = at
    work.record(CallbackAsked(callback.ticket_id, callback.id, person_id))
    params: notices.Params = {"number": callback.ticket.number if callback.ticket else None}
    subject = notices.Subject(ticket_id=callback.ticket_id, callback_id=callback.id)
    notices.tell(work, person_id, "promise_asked", f"callback:{callback.id}:asked:{at.isoformat()}", subject, params)


def _reached(work: Work, callback: Callback, at: datetime, person_id: int | None) -> Callback:
    callback, ticket = both(work, callback.id)
    if not callback.is_open or ticket is None:
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
    listed.settle(work, callback, callback.cancel_reason)
    recur.follow(work, callback, satisfied=outcome is CallbackOutcome.REACHED_INBOUND)
