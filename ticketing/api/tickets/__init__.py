"""Tickets over HTTP: /api/v1/tickets."""

from ticketing.api.tickets import deeds, looks, many
from ticketing.api.tickets.blueprint import blp

__all__ = ["blp", "deeds", "looks", "many"]
