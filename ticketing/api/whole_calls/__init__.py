"""Calls over HTTP: the list that every figure's drill-down opens, and one call with everything told of it."""

from ticketing.api.whole_calls.looks import blp

__all__ = ["blp"]
