"""Checks as screens show them, what is owed, and the live truth that a sheet is prefilled from."""

from ticketing.queries.equipment_checks.looks import seen
from ticketing.queries.equipment_checks.owed import owed, plan
from ticketing.queries.equipment_checks.page import Counted, between, changes, items, last_done_at, one, page, rows

__all__ = [
    "Counted",
    "between",
    "changes",
    "items",
    "last_done_at",
    "one",
    "owed",
    "page",
    "plan",
    "rows",
    "seen",
]
