"""What leaves the house for a person: by which way, in which words, how often it is tried."""

from ticketing.domain.deliveries.backing_off import GOOD_FOR, MOST_TRIES, next_try
from ticketing.domain.deliveries.recipients import LONGEST_ADDRESS, email_of, masked_address
from ticketing.domain.deliveries.words import (
    GAPS,
    LONGEST_SUBJECT,
    OPEN_DELIVERIES,
    Channel,
    DeliveryState,
    Fate,
    Template,
    check,
    filled,
    one_line,
)

__all__ = [
    "GAPS",
    "GOOD_FOR",
    "LONGEST_ADDRESS",
    "LONGEST_SUBJECT",
    "MOST_TRIES",
    "OPEN_DELIVERIES",
    "Channel",
    "DeliveryState",
    "Fate",
    "Template",
    "check",
    "email_of",
    "filled",
    "masked_address",
    "next_try",
    "one_line",
]
