"""The list of equipment over HTTP."""

from ticketing.api.equipment.pieces import blp

__all__ = ["blp"]
