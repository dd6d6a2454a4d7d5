"""What every event is: frozen, plain values, fields only ever added."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Event:
    """The root of all events."""


@dataclass(frozen=True)
class TicketEvent(Event):
    """Whatever happens to a ticket carries its id: the timeline is the journal filtered by it."""

    ticket_id: int
