"""A broken deadline climbs from desk to desk until somebody answers for it."""

from ticketing.actions.escalations.answer import acknowledge, assign, take
from ticketing.actions.escalations.climb import came_back, climb_clock, climb_promise, raise_for
from ticketing.actions.escalations.hand_over import hand_over

__all__ = ["acknowledge", "assign", "came_back", "climb_clock", "climb_promise", "hand_over", "raise_for", "take"]
