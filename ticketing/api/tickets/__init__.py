"""Tickets over HTTP: /api/v1/tickets."""

from ticketing.api.tickets import company, deeds, files, looks, many, relations, transfers
from ticketing.api.tickets.blueprint import blp

__all__ = ["blp", "company", "deeds", "files", "looks", "many", "relations", "transfers"]
