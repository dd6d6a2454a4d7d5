"""What happened to a ticket, told in words."""

from datetime import UTC, datetime

import pytest
from flask import Flask

from ticketing.journal import JournalEntry
from ticketing.pages import history
from ticketing.queries.tickets import Told

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("+27000s working", "7:30:00 of working time past the deadline"),
        ("+900s wall", "15:00 past the deadline"),
        ("75%", "75%"),
        ("3 calls in 7 days", "3 calls in 7 days"),
    ],
)
def test_the_code_of_a_rung_is_told_in_words(app: Flask, rule: str, said: str) -> None:
    entry = JournalEntry(id=1, name="Escalated", payload={"level": 4, "rule": rule}, happened_at=AT)
    with app.test_request_context("/?lang=en"):
        assert history.tell(Told(entry, None, None)).detail == f"level 4 · {said}"
