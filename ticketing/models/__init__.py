"""Rows that know their own moves. Importing this package knows every table."""

from ticketing.models import (
    callbacks,
    calls,
    clocks,
    control,
    customers,
    escalations,
    guards,
    people,
    presence,
    queues,
    reports,
    shifts,
    system,
    telephony,
    tickets,
    timers,
    whole_calls,
)
from ticketing.models.base import Base

__all__ = [
    "Base",
    "callbacks",
    "calls",
    "clocks",
    "control",
    "customers",
    "escalations",
    "guards",
    "people",
    "presence",
    "queues",
    "reports",
    "shifts",
    "system",
    "telephony",
    "tickets",
    "timers",
    "whole_calls",
]
