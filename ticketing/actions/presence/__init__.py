"""What agents say about themselves, and the one timeline of each person that phones and console come to."""

from ticketing.actions.presence.going import SHIFT_TIMER, plan_ends, shift_over
from ticketing.actions.presence.help import ask as ask_help
from ticketing.actions.presence.help import come as come_and_help
from ticketing.actions.presence.links import miss, seen
from ticketing.actions.presence.say import book, call_ended, force, say
from ticketing.actions.presence.timelines import mark, settle

__all__ = [
    "SHIFT_TIMER",
    "plan_ends",
    "shift_over",
    "ask_help",
    "book",
    "call_ended",
    "come_and_help",
    "force",
    "mark",
    "miss",
    "say",
    "seen",
    "settle",
]
