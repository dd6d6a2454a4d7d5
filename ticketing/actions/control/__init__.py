"""Have a phone system do something: ask, hand over to the link, write down what came of it."""

from ticketing.actions.control.ask import CHANNEL, Wish, ask
from ticketing.actions.control.mirror import mirror
from ticketing.actions.control.outcome import Order, answer, bar, claim, learn, left_open, take_back
from ticketing.actions.control.overdue import COMMAND_TIMER, overdue

__all__ = [
    "CHANNEL",
    "COMMAND_TIMER",
    "Order",
    "Wish",
    "answer",
    "ask",
    "claim",
    "bar",
    "learn",
    "left_open",
    "mirror",
    "overdue",
    "take_back",
]
