"""Rosters as rules and screens read them: places, plans, versions."""

from ticketing.queries.rosters.plans import Wanted, findings, of_person, plan
from ticketing.queries.rosters.sites import Place, missing_year, place_of, places, special_days

__all__ = [
    "Place",
    "Wanted",
    "findings",
    "missing_year",
    "of_person",
    "place_of",
    "places",
    "plan",
    "special_days",
]
