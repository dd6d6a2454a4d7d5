"""Reads for the quality of calls: what can be drawn, what is to be scored, what was scored."""

from ticketing.queries.quality.cases import (
    Filter,
    appeal_of,
    case_by_number,
    counts,
    draws,
    notes,
    of_call,
    of_draw,
    page,
    scores,
    steps,
)
from ticketing.queries.quality.frame import Facts, any_call, candidates, facts
from ticketing.queries.quality.sheets import current, editions, sheets
from ticketing.queries.quality.sight import month_within, spread, visible
from ticketing.queries.quality.sums import Month, mean_of_month, month_of
from ticketing.queries.quality.wanted import PLAN, plan

__all__ = [
    "PLAN",
    "Facts",
    "Filter",
    "Month",
    "any_call",
    "appeal_of",
    "candidates",
    "case_by_number",
    "counts",
    "current",
    "draws",
    "editions",
    "facts",
    "mean_of_month",
    "month_of",
    "month_within",
    "notes",
    "of_call",
    "of_draw",
    "page",
    "plan",
    "scores",
    "sheets",
    "spread",
    "steps",
    "visible",
]
