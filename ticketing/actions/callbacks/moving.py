"""Another window for a call-back: what it does to the promise."""

from ticketing.domain.callbacks import Window, judged_window
from ticketing.domain.events import CallbackRescheduled, PromiseBroken
from ticketing.models.callbacks import Callback
from ticketing.work import Work


def moved(work: Work, callback: Callback, window: Window, *, customer_asked: bool) -> None:
    """Move it and say so; the caller counts the version and plans its timers."""
    judged = judged_window(callback.window, window, work.now, customer_asked=customer_asked)
    broken = callback.reschedule(window, judged, work.now)
    start, end = window.start.isoformat(), window.end.isoformat()
    work.record(CallbackRescheduled(callback.ticket_id, callback.id, start, end))
    if broken:
        work.record(PromiseBroken(callback.ticket_id, callback.id))
