"""Roll-ups move with what they count, in the same transaction: what a row counted before is taken away first."""

from ticketing.actions.rollups.delta import PEOPLE, Delta
from ticketing.actions.rollups.remake import OUTBOUND, RING, SLICE, VISIT, remake, remake_agents, remake_time
from ticketing.actions.rollups.told import Told

__all__ = ["OUTBOUND", "PEOPLE", "RING", "SLICE", "VISIT", "Delta", "Told", "remake", "remake_agents", "remake_time"]
