"""A broken deadline climbs from desk to desk until somebody answers for it."""

from ticketing.actions.escalations.answer import acknowledge, assign, take
from ticketing.actions.escalations.climb import came_back, climb_clock, climb_promise, raise_for

__all__ = ["acknowledge", "assign", "came_back", "climb_clock", "climb_promise", "raise_for", "take"]
