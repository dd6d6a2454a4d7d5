"""Writes down the checks of the equipment that are due, and tells of those that were missed."""

from ticketing.actions import equipment_checks
from ticketing.db import do
from ticketing.domain.actors import SYSTEM


def owe() -> None:
    """Whatever today's shifts owe."""
    do(SYSTEM, equipment_checks.owe)
