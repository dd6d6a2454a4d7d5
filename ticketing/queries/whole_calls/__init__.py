"""Calls as people look for them, and one call with everything told of it."""

from ticketing.queries.whole_calls.listing import SORTS, CallFilter, Listed, page, parts_of
from ticketing.queries.whole_calls.one import Whole, one, own_numbers

__all__ = ["SORTS", "CallFilter", "Listed", "Whole", "one", "own_numbers", "page", "parts_of"]
