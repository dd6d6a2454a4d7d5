"""Opening hours and the working time inside them; pure, exact and fast over years."""

from ticketing.domain.calendars.differences import first_difference
from ticketing.domain.calendars.hours import NoOpenTime, OpenHours, open_hours, require_open_time
from ticketing.domain.calendars.rules import Calendar, Day, DayException, DayType, Opening, always_open
from ticketing.domain.calendars.versions import Version, WorkingTime
from ticketing.domain.calendars.zones import next_valid, zone

__all__ = [
    "Calendar",
    "Day",
    "DayException",
    "DayType",
    "NoOpenTime",
    "OpenHours",
    "Opening",
    "Version",
    "WorkingTime",
    "always_open",
    "first_difference",
    "next_valid",
    "open_hours",
    "require_open_time",
    "zone",
]
