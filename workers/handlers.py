"""Which action answers which kind of timer."""

from collections.abc import Mapping

from ticketing.actions import due

HANDLERS: Mapping[str, due.Handler] = due.HANDLERS
