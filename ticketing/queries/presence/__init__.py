"""Where people stand: now, at the console and on the phone, and over time."""

from ticketing.queries.presence.facts import Told, told
from ticketing.queries.presence.now import ON_A_CALL, is_on_a_call, said

__all__ = ["ON_A_CALL", "Told", "is_on_a_call", "said", "told"]
