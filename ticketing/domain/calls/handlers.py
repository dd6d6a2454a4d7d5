"""Which rule hears which signal: the table of telephony.md 5.4 and 5.5."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from ticketing.domain.signals import Signal, SignalKind

if TYPE_CHECKING:
    from ticketing.domain.calls.fold import Fold

Handler = Callable[["Fold", Signal], None]

HANDLERS: dict[SignalKind, Handler] = {}
