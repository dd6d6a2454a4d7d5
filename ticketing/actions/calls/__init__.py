"""What happens when the phone system says something: it is written down, folded, and told to whom it concerns."""

from ticketing.actions.calls.compare import judge, look, replay
from ticketing.actions.calls.heard import Heard, Tally, text_hash, total
from ticketing.actions.calls.link import link_moved
from ticketing.actions.calls.names import assign, map_alias
from ticketing.actions.calls.record import ReadTo, pass_time, record, state_now, write_checkpoint
from ticketing.actions.calls.refold import Refolding
from ticketing.actions.calls.settle import catch_up, settle
from ticketing.actions.calls.tell import LIVE_US
from ticketing.actions.calls.verdicts import Again, drop, release

__all__ = [
    "LIVE_US",
    "Again",
    "Heard",
    "ReadTo",
    "Refolding",
    "Tally",
    "assign",
    "catch_up",
    "drop",
    "judge",
    "link_moved",
    "look",
    "map_alias",
    "pass_time",
    "record",
    "replay",
    "release",
    "settle",
    "state_now",
    "text_hash",
    "total",
    "write_checkpoint",
]
