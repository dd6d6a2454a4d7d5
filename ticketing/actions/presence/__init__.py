"""What agents say about themselves, and the one timeline of each person that phones and console come to."""

from ticketing.actions.presence.links import miss, seen
from ticketing.actions.presence.say import book, call_ended, force, say
from ticketing.actions.presence.timelines import mark, settle

__all__ = ["book", "call_ended", "force", "mark", "miss", "say", "seen", "settle"]
