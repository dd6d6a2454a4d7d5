"""What the figures mean: every number of the centre is computed here and nowhere else (telephony.md 3)."""

from ticketing.domain.metrics.agent_sums import AgentSums
from ticketing.domain.metrics.agents import AgentTally
from ticketing.domain.metrics.buckets import Bucket, days, hours, months, months_between, whole_days
from ticketing.domain.metrics.callers import CallTally, tally_calls
from ticketing.domain.metrics.numbers import mean_s, percent, seconds
from ticketing.domain.metrics.quarters import Quarters
from ticketing.domain.metrics.queues import QueueTally
from ticketing.domain.metrics.repeats import RepeatTally, same_caller, tally_repeats
from ticketing.domain.metrics.service_level import Formula, parts_of, service_level
from ticketing.domain.metrics.sums import EDGES, has_threshold, rolled_up, tally_of

__all__ = [
    "EDGES",
    "AgentSums",
    "AgentTally",
    "Bucket",
    "CallTally",
    "Formula",
    "Quarters",
    "QueueTally",
    "RepeatTally",
    "days",
    "has_threshold",
    "hours",
    "mean_s",
    "months",
    "months_between",
    "parts_of",
    "percent",
    "rolled_up",
    "same_caller",
    "seconds",
    "service_level",
    "tally_calls",
    "tally_of",
    "tally_repeats",
    "whole_days",
]
