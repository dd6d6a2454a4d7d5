"""What every event is: frozen, plain values, fields only ever added."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class Event:
    """The root of all events."""


@dataclass(frozen=True)
class TicketEvent(Event):
    """Whatever happens to a ticket carries its id: the timeline is the journal filtered by it.

    None only where a call-back of a follow-up list hangs on no ticket.
    """

    #: Whether the ticket may have other words from now on, so that it is found by others.
    changes_words: ClassVar[bool] = False

    ticket_id: int | None


def kinds_of(root: type[Event]) -> dict[str, type[Event]]:
    """Every event below this one, by its wire name."""
    found: dict[str, type[Event]] = {}
    for kind in root.__subclasses__():
        found[kind.__name__] = kind
        found.update(kinds_of(kind))
    return found
