"""Tickets over HTTP: /api/v1/tickets."""

from ticketing.api.tickets import company, deeds, files, looks, many, relations
from ticketing.api.tickets.blueprint import blp

__all__ = ["blp", "company", "deeds", "files", "looks", "many", "relations"]
from ticketing.api.tickets import transfers

__all__ = ["blp", "deeds", "looks", "many", "transfers"]
