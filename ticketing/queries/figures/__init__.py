"""Figures of queues and agents over any stretch, in any zone, by quarter of an hour, hour, day or month."""

from ticketing.queries.figures.agents import AgentReport, agent_figures, agent_report, timeline
from ticketing.queries.figures.queue_view import Asked
from ticketing.queries.figures.queues import QueueReport, queue_figures, queue_report
from ticketing.queries.figures.resolution import resolution
from ticketing.queries.figures.scope import Hole, names_of, outages, people_of, queues_of, span_of
from ticketing.queries.figures.spans import INTERVALS, MOST_BUCKETS, Span

__all__ = [
    "INTERVALS",
    "MOST_BUCKETS",
    "AgentReport",
    "Asked",
    "Hole",
    "QueueReport",
    "Span",
    "agent_figures",
    "agent_report",
    "names_of",
    "outages",
    "people_of",
    "queue_figures",
    "queue_report",
    "queues_of",
    "resolution",
    "span_of",
    "timeline",
]
