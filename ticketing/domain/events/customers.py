"""What happened to a customer's file."""

from dataclasses import dataclass

from ticketing.domain.events.root import Event, TicketEvent


@dataclass(frozen=True)
class CustomerChanged(Event):
    """A file was added, edited, merged, parted again, barred, allowed or erased (`domain.customers.Deed`)."""

    customer_id: int
    deed: str


@dataclass(frozen=True)
class CustomerTold(TicketEvent):
    """What became of a notice: `delivery` is its state (queued: it waits for the morning), `unsent` why it went not."""

    delivery_id: int
    template: str
    way: str
    delivery: str
    unsent: str = ""
