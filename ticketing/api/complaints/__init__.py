"""Complaints over HTTP: /api/v1/complaints, one address for each part of the record."""

from ticketing.api.complaints import deeds, looks, money, parts
from ticketing.api.complaints.blueprint import blp

__all__ = ["blp", "deeds", "looks", "money", "parts"]
