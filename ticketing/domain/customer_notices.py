"""Which of the things that happen are told to the customer, when they may be told, and which numbers get a message."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from typing import Any, Final

import phonenumbers
from phonenumbers import PhoneNumberType

from ticketing.domain.callbacks import CallbackKind, CallingHours
from ticketing.domain.deliveries import Channel, Template
from ticketing.domain.events import (
    CallbackAttempted,
    CallbackPromised,
    CallbackRescheduled,
    ComplaintWritten,
    Event,
    TicketMoved,
    TicketOpened,
)
from ticketing.domain.tickets import Source, TicketState

#: In the order in which the page shows them.
TO_CUSTOMERS: Final = (
    Template.TICKET_FILED,
    Template.CALLBACK_PROMISED,
    Template.CALLBACK_MOVED,
    Template.CALLBACK_KEPT,
    Template.COMPLAINT_ANSWERED,
    Template.SATISFACTION,
)
WAYS: Final = (Channel.SMS, Channel.EMAIL)
#: Nobody handed these in to us: a caller who gave up, a list of old matters, ourselves.
_NOT_FILED: Final = frozenset({Source.MISSED_CALL, Source.IMPORT, Source.INTERNAL})
_REACHED_BY_SMS: Final = frozenset({PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE})


@dataclass(frozen=True)
class NoticeRules:
    """By which ways each kind goes, none at first, and between which wall times of the customer anything goes."""

    ways: Mapping[Template, tuple[Channel, ...]] = field(default_factory=dict)
    opens: time = time(8)
    closes: time = time(21)
    version: int = 0

    def hours(self, tz: str) -> CallingHours:
        """By the customer's own clock; outside of them a notice waits for the next opening."""
        return CallingHours(tz, ((self.opens, self.closes),))

    def shown(self) -> dict[str, Any]:
        """Every kind there is with its ways, as plain values."""
        ways = {kind.value: [way.value for way in self.ways.get(kind, ())] for kind in TO_CUSTOMERS}
        hours = {"opens": f"{self.opens:%H:%M}", "closes": f"{self.closes:%H:%M}"}
        return {"ways": ways, **hours, "version": self.version}


def occasion_of(event: Event) -> Template | None:
    """What the customer might be told of this event; None for what is nobody's business but ours."""
    match event:
        case CallbackPromised(kind=CallbackKind.PROMISE):
            return Template.CALLBACK_PROMISED
        case CallbackRescheduled():
            return Template.CALLBACK_MOVED
        case CallbackAttempted():
            return Template.CALLBACK_KEPT
        case TicketOpened(source=source) if source not in _NOT_FILED:
            return Template.TICKET_FILED
        case ComplaintWritten(part="reply"):
            return Template.COMPLAINT_ANSWERED
        case TicketMoved(to_state=TicketState.RESOLVED):
            return Template.SATISFACTION
        case _:
            return None


def takes_messages(number: str | None, region: str) -> bool:
    """Whether a short message to this number reaches a person of our country and costs what messages cost.

    Masked, unknown and inner numbers are none, nor are landlines, numbers abroad and those that cost extra.
    """
    if not number or not number.startswith("+") or not number[1:].isdecimal():
        return False
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return False
    ours = parsed.country_code == phonenumbers.country_code_for_region(region)
    return ours and phonenumbers.is_valid_number(parsed) and phonenumbers.number_type(parsed) in _REACHED_BY_SMS
