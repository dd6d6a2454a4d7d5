"""What the figures mean: every number of the centre is computed here and nowhere else (telephony.md 3)."""

from ticketing.domain.metrics.agents import AgentTally
from ticketing.domain.metrics.buckets import Bucket, days, hours
from ticketing.domain.metrics.callers import CallTally, tally_calls
from ticketing.domain.metrics.numbers import mean_s, percent, seconds
from ticketing.domain.metrics.queues import QueueTally
from ticketing.domain.metrics.repeats import RepeatTally, same_caller, tally_repeats
from ticketing.domain.metrics.service_level import Formula, service_level
from ticketing.domain.metrics.sums import EDGES, has_threshold, sums_of, tally_of

__all__ = [
    "EDGES",
    "AgentTally",
    "Bucket",
    "CallTally",
    "Formula",
    "QueueTally",
    "RepeatTally",
    "days",
    "has_threshold",
    "hours",
    "mean_s",
    "percent",
    "same_caller",
    "seconds",
    "service_level",
    "sums_of",
    "tally_calls",
    "tally_of",
    "tally_repeats",
]
