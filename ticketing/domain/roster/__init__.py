"""Rosters on plain values: the rules, what counting says can not be met, who may step in, what a solver is asked."""

from ticketing.domain.roster.judging import barring, caused_by, judge
from ticketing.domain.roster.plan import (
    Cell,
    DayKind,
    Finding,
    Member,
    Plan,
    Template,
    Weight,
    days_between,
    longest_run,
)
from ticketing.domain.roster.rules import Rules, rules_of

__all__ = [
    "Cell",
    "DayKind",
    "Finding",
    "Member",
    "Plan",
    "Rules",
    "Template",
    "Weight",
    "barring",
    "caused_by",
    "days_between",
    "judge",
    "longest_run",
    "rules_of",
]
