"""Attendance over HTTP."""

from ticketing.api.attendance import deeds, looks
from ticketing.api.attendance.blueprint import blp

__all__ = ["blp", "deeds", "looks"]
