"""Promise a call about a ticket, or about a matter that is none yet."""

from ticketing.actions import callbacks
from ticketing.actions.tickets.birth import TicketWish, open_ticket
from ticketing.actions.tickets.held import readable
from ticketing.domain.tickets import TicketKind
from ticketing.models.callbacks import Callback
from ticketing.models.recurrences import Recurrence
from ticketing.work import Work


def promise(work: Work, number: str | None, agreed: callbacks.Promise) -> Callback:
    """A call-back on ticket `number`; without one a ticket is opened for it, so that it hangs on something."""
    if number is not None:
        return callbacks.promise(work, readable(work, number), agreed)
    wish = TicketWish(kind=TicketKind.OTHER, subject=agreed.note or agreed.phone, contact_phone=agreed.phone)
    return callbacks.promise(work, open_ticket(work, wish), agreed)


def come_round(work: Work, number: str, wanted: callbacks.Round) -> Recurrence:
    """A follow-up on ticket `number` again and again."""
    return callbacks.begin(work, readable(work, number), wanted)
