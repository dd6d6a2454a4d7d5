"""Shifts that change hands after publication: swaps between two, and gaps that whoever is first fills."""

from ticketing.actions.swaps.covers import close_gap, open_gaps, take
from ticketing.actions.swaps.trades import SwapWish, accept, decide, offer, withdraw

__all__ = ["SwapWish", "accept", "close_gap", "decide", "offer", "open_gaps", "take", "withdraw"]
