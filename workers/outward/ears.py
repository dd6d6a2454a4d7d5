"""Everybody outside the house who hears of what happens in it."""

from collections.abc import Sequence

from ticketing.journal import JournalEntry
from workers.outward import hooks, to_customers


def hear(entries: Sequence[JournalEntry]) -> None:
    """Other systems and customers; each bears a repeat."""
    hooks.hear(entries)
    to_customers.hear(entries)
