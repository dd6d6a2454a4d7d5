"""Take a call-back in hand together with the ticket that it hangs on."""

from ticketing.errors import NotFound
from ticketing.models.callbacks import Callback
from ticketing.models.tickets import Ticket
from ticketing.work import Work


def both(work: Work, callback_id: int) -> tuple[Callback, Ticket | None]:
    """Both under lock, the ticket first, as everybody takes them; `NotFound` without such a call-back.

    Whoever had the ticket before us may have merged it: then the call-back hangs on another by now, locked as well.
    """
    callback = work.session.get(Callback, callback_id)
    if callback is None:
        raise NotFound(what=Callback.__tablename__)
    ticket: Ticket | None = None
    while callback.ticket_id is not None and (ticket is None or ticket.id != callback.ticket_id):
        ticket = work.get(Ticket, callback.ticket_id)
        work.session.refresh(callback, ["ticket_id"])
    return work.get(Callback, callback_id), ticket
