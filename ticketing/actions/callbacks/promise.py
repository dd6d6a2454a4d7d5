"""Promise somebody a call: agreed with the customer, or owed because their call was missed."""

from collections.abc import Collection
from dataclasses import dataclass, field

import sqlalchemy as sa

from ticketing.actions.callbacks import plan
from ticketing.domain.calendars.zones import zone
from ticketing.domain.callbacks import (
    DEDUPLICATED,
    MAX_ATTEMPTS,
    OPEN_CALLBACKS,
    CallbackKind,
    CallbackState,
    CallingHours,
    OwnerMode,
    Window,
    first_window,
)
from ticketing.domain.events import CallbackPromised, CallbackRepeated
from ticketing.domain.permissions import Permission
from ticketing.domain.phones import normal
from ticketing.errors import Invalid
from ticketing.models.callbacks import Callback
from ticketing.models.tickets import Ticket
from ticketing.queries import calling_hours
from ticketing.work import Work


@dataclass(frozen=True)
class Promise:
    """What was agreed: whom to ring at which number, between when and when."""

    phone: str
    window: Window
    note: str = ""
    kind: CallbackKind = CallbackKind.PROMISE
    owner_id: int | None = field(default=None)
    # Whoever of the queue is there: nobody owns it.
    by_team: bool = False
    # The customer's zone where it is not the centre's.
    tz: str | None = None
    max_attempts: int = MAX_ATTEMPTS


def promise(work: Work, ticket: Ticket, agreed: Promise) -> Callback:
    """A call-back on a ticket. `bad_phone`, `window_backwards` and `window_past` refuse what nobody could keep."""
    work.require(Permission.CALLBACK_WORK, ticket.target)
    number = normal(agreed.phone, work.centre.phone_region)
    if number is None or "*" in agreed.phone:
        raise Invalid("bad_phone", errors={"phone": ["bad_phone"]})
    check_zone(agreed.tz)
    check_window(work, agreed.window)
    return written(work, ticket, agreed, number)


def missed(work: Work, ticket: Ticket, number: str, kind: CallbackKind = CallbackKind.MISSED_CALL) -> Callback:
    """The call-back owed to a caller whom nobody answered, in the first window that calling hours leave."""
    window = first_window(kind, ticket.opened_at, hours(work))
    return written(work, ticket, Promise(number, window, kind=kind), number)


def dropped(work: Work, ticket: Ticket, number: str, owner_id: int | None) -> Callback:
    """The call-back owed to a caller who was cut off: in five minutes from now, by whoever was talking with them."""
    window = first_window(CallbackKind.DROPPED_CALL, work.now, hours(work))
    return written(work, ticket, Promise(number, window, kind=CallbackKind.DROPPED_CALL, owner_id=owner_id), number)


#: By number and queue.
Owed = dict[tuple[str, int | None], Callback]


def owed_to(work: Work, numbers: Collection[str]) -> Owed:
    """What callers (E.164) of missed and dropped calls are owed in each queue, held until the work is done."""
    if not numbers:
        return {}
    rows = work.session.scalars(
        sa.select(Callback)
        .where(Callback.phone.in_(numbers), Callback.kind.in_(DEDUPLICATED), Callback.state.in_(OPEN_CALLBACKS))
        .order_by(Callback.id)
        .with_for_update()
    )
    return {(row.phone, row.queue_id): row for row in rows}


def repeated(work: Work, callback: Callback | None) -> Callback | None:
    """One more missed call of a number that is owed this one already; None when it is owed none (4.5)."""
    if callback is None or callback.state not in OPEN_CALLBACKS:
        return None
    callback.repeat()
    callback.version += 1
    work.record(CallbackRepeated(callback.ticket_id, callback.id, callback.call_count))
    return callback


def follow_up(work: Work, ticket: Ticket, window: Window) -> Callback:
    """Ask the customer of a complaint whether the answer satisfies them."""
    return written(work, ticket, Promise(_phone_of(ticket), window, kind=CallbackKind.FOLLOW_UP), None)


def check_window(work: Work, window: Window) -> None:
    """Refuse a window that runs backwards or is over."""
    if window.end < window.start:
        raise Invalid("window_backwards", errors={"window_end": ["window_backwards"]})
    if window.end <= work.now:
        raise Invalid("window_past", errors={"window_end": ["window_past"]})


def check_zone(name: str | None) -> None:
    """Refuse a zone that nobody knows."""
    try:
        if name is not None:
            zone(name)
    except ValueError:
        raise Invalid("unknown_zone", errors={"tz": ["unknown_zone"]}) from None


def hours(work: Work, tz: str | None = None) -> CallingHours:
    """When customers may be rung, by the wall clock of their own zone, or else the centre's."""
    return calling_hours.of(work.session, tz or work.centre.timezone)


def _phone_of(ticket: Ticket) -> str:
    known = ticket.customer.phones if ticket.customer else []
    return ticket.contact_phone or (known[0].e164 if known else "")


def _owner(ticket: Ticket, agreed: Promise) -> int | None:
    """Whoever promised it or holds the matter; a missed call is everybody's."""
    if agreed.by_team or (agreed.kind is CallbackKind.MISSED_CALL and agreed.owner_id is None):
        return None
    return agreed.owner_id or ticket.owner_id


def written(work: Work, ticket: Ticket, agreed: Promise, number: str | None) -> Callback:
    """The row with its timers, checked by whoever calls."""
    owner = _owner(ticket, agreed)
    callback = work.add(
        Callback(
            kind=agreed.kind,
            state=CallbackState.SCHEDULED,
            ticket_id=ticket.id,
            customer_id=ticket.customer_id,
            queue_id=ticket.queue_id,
            phone=number or agreed.phone,
            window_start=agreed.window.start,
            window_end=agreed.window.end,
            tz=agreed.tz,
            max_attempts=agreed.max_attempts,
            owner_mode=OwnerMode.AGENT if owner is not None else OwnerMode.TEAM,
            owner_id=owner,
            note=agreed.note,
            promised_at=work.now,
        )
    )
    plan.start(work, callback)
    start, end = callback.window_start.isoformat(), callback.window_end.isoformat()
    work.record(CallbackPromised(ticket.id, callback.id, callback.kind.value, start, end))
    return callback
