"""Which action answers which kind of timer."""

from collections.abc import Callable, Mapping

from ticketing.actions import due
from ticketing.models.timers import Timer
from ticketing.work import Work

Handler = Callable[[Work, Timer], None]

HANDLERS: Mapping[str, Handler] = due.HANDLERS
