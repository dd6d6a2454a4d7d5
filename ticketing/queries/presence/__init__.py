"""Where people stand: now, at the console and on the phone, and over time."""

from ticketing.queries.presence.day import DayLook, Evidence, Strip, day
from ticketing.queries.presence.facts import Told, told
from ticketing.queries.presence.now import ON_A_CALL, is_on_a_call, is_ready, is_serving, said

__all__ = [
    "ON_A_CALL",
    "DayLook",
    "Evidence",
    "Strip",
    "Told",
    "day",
    "is_on_a_call",
    "is_ready",
    "is_serving",
    "said",
    "told",
]
