"""Look once more before a notice goes out: hours pass between owing and sending, and a mind may change in them."""

import sqlalchemy as sa

from ticketing.actions import deliveries
from ticketing.domain.customer_notices import TO_CUSTOMERS
from ticketing.domain.deliveries import OPEN_DELIVERIES, Channel, Template
from ticketing.domain.tickets import TicketState
from ticketing.models.callbacks import Callback
from ticketing.models.customers import Customer
from ticketing.models.deliveries import Delivery
from ticketing.models.tickets import Ticket
from ticketing.queries import customer_notices
from ticketing.work import Work

WINDOWS = (Template.CALLBACK_PROMISED, Template.CALLBACK_MOVED)


def is_wanted(work: Work, delivery_id: int) -> bool:
    """Whether to send it now. One that is no longer true or wanted is dropped, one of the night waits for morning."""
    row = work.get(Delivery, delivery_id)
    kind = Template(row.template)
    if kind not in TO_CUSTOMERS:
        return True
    if row.state not in OPEN_DELIVERIES:
        return False
    callback = _callback(work, row) if kind in WINDOWS else None
    why = _unwanted(work, row) or _outdated(work, row, kind, callback)
    if why:
        row.drop()
        row.answer = why
        deliveries.settled(work, row)
        return False
    zone = (callback.tz if callback else None) or work.centre.timezone
    opening = customer_notices.rules(work.session).hours(zone).next_opening(work.now)
    if opening > work.now:
        row.next_at = opening
    return opening <= work.now


def _unwanted(work: Work, row: Delivery) -> str:
    rules = customer_notices.rules(work.session)
    if row.channel not in rules.ways.get(Template(row.template), ()):
        return "switched_off"
    customer = work.session.get(Customer, row.customer_id) if row.customer_id else None
    said_no = customer is not None and (customer.no_notices or customer.barred_at is not None)
    by_number = row.channel is Channel.SMS and customer_notices.unwilling(work.session, [row.address])
    return "no_notices" if said_no or by_number else ""


def _outdated(work: Work, row: Delivery, kind: Template, callback: Callback | None) -> str:
    if kind in WINDOWS:
        stands = callback is not None and callback.is_open and work.now < callback.window_end
        return "" if stands and callback and row.key.startswith(_key_of(kind, callback)) else "superseded"
    if kind is Template.SATISFACTION:
        state = work.session.scalar(sa.select(Ticket.state).where(Ticket.id == row.ticket_id))
        return "" if state in (TicketState.RESOLVED, TicketState.CLOSED) else "superseded"
    return ""


def _callback(work: Work, row: Delivery) -> Callback | None:
    """The key of a notice names its matter: customer:callback_moved:<id>:<occasion>:<way>."""
    return work.session.get(Callback, int(row.key.split(":")[2]))


def _key_of(kind: Template, callback: Callback) -> str:
    return f"customer:{kind.value}:{callback.id}:{callback.window_start.isoformat()}:"
