"""What happened to a customer's file."""

from dataclasses import dataclass

from ticketing.domain.events.root import Event


@dataclass(frozen=True)
class CustomerChanged(Event):
    """A file was added, edited, merged, parted again, barred, allowed or erased (`domain.customers.Deed`)."""

    customer_id: int
    deed: str
