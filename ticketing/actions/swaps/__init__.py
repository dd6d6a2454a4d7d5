"""Shifts that change hands after publication: swaps between two, and gaps that whoever is first fills."""

from ticketing.actions.swaps.covers import COVER_TIMER, close_gap, open_gaps, run_out, take
from ticketing.actions.swaps.trades import SWAP_TIMER, SwapWish, accept, decide, expire, offer, withdraw

__all__ = [
    "COVER_TIMER",
    "SWAP_TIMER",
    "SwapWish",
    "accept",
    "close_gap",
    "decide",
    "expire",
    "offer",
    "open_gaps",
    "run_out",
    "take",
    "withdraw",
]
