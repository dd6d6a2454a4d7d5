"""What is told to customers at all, and which numbers a message is sent to."""

import pytest

from ticketing.domain.customer_notices import occasion_of, takes_messages
from ticketing.domain.deliveries import Template
from ticketing.domain.events import CallbackPromised, ComplaintWritten, TicketMoved, TicketOpened


@pytest.mark.parametrize(
    ("number", "region", "takes"),
    [
        ("+8613800138000", "CN", True),
        ("138****8000", "CN", False),
        ("anonymous", "CN", False),
        (None, "CN", False),
        ("8001", "CN", False),
        ("+862161234567", "CN", False),
        ("+4915112345678", "CN", False),
        ("+4915112345678", "DE", True),
        # Extra charge: 0900 and 0190.
        ("+499001234567", "DE", False),
        ("+12025550123", "US", True),
        ("+19002345678", "US", False),
    ],
)
def test_messages_go_to_mobiles_of_our_country_and_to_nothing_else(number: str | None, region: str, takes: bool):
    assert takes_messages(number, region) is takes


def test_only_what_a_customer_waits_to_hear_is_an_occasion():
    window = ("2026-03-02T07:00:00+00:00", "2026-03-02T08:00:00+00:00")
    assert occasion_of(CallbackPromised(1, 2, "promise", *window)) is Template.CALLBACK_PROMISED
    assert occasion_of(CallbackPromised(1, 2, "missed_call", *window)) is None
    assert occasion_of(TicketOpened(1, "web", "inquiry")) is Template.TICKET_FILED
    assert [occasion_of(TicketOpened(1, source, "order")) for source in ("import", "missed_call", "internal")] == [
        None
    ] * 3
    assert occasion_of(ComplaintWritten(1, "reply")) is Template.COMPLAINT_ANSWERED
    assert occasion_of(ComplaintWritten(1, "asked")) is None
    assert occasion_of(TicketMoved(1, "open", "resolved", "T8")) is Template.SATISFACTION
    assert occasion_of(TicketMoved(1, "resolved", "closed", "T9")) is None
