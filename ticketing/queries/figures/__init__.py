"""Figures of queues and agents over any stretch, in any zone, by quarter of an hour, hour, day or month."""

from ticketing.queries.figures.agents import agent_figures, timeline
from ticketing.queries.figures.queues import queue_figures
from ticketing.queries.figures.spans import INTERVALS, MOST_BUCKETS, Span

__all__ = ["INTERVALS", "MOST_BUCKETS", "Span", "agent_figures", "queue_figures", "timeline"]
