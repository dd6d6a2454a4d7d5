"""Find tickets: what a list is narrowed to, one page of it, and the counters that stand beside the views."""

from ticketing.queries.finding.asked import ACTIVE, WORDS, Asked, kept, read
from ticketing.queries.finding.counters import countable, counts
from ticketing.queries.finding.filters import Filter, Sort
from ticketing.queries.finding.pages import CURSORS, cursor_of, page
from ticketing.queries.finding.sides import seen_by

__all__ = [
    "ACTIVE",
    "Asked",
    "CURSORS",
    "Filter",
    "Sort",
    "WORDS",
    "countable",
    "counts",
    "cursor_of",
    "kept",
    "page",
    "read",
    "seen_by",
]
