"""The floor is looked at by its rules; what is not well is told once, followed, and cleared once."""

from ticketing.actions.alerts.acknowledge import acknowledge
from ticketing.actions.alerts.evaluate import WATCH_TIMER, evaluate, hold, look_again
from ticketing.actions.alerts.rules import RuleWish, add_rule, edit_rule, first_rules, remove_rule, tried

__all__ = [
    "WATCH_TIMER",
    "RuleWish",
    "acknowledge",
    "add_rule",
    "edit_rule",
    "evaluate",
    "first_rules",
    "hold",
    "look_again",
    "remove_rule",
    "tried",
]
