"""A calendar as other programs read it (RFC 5545): escaped by the library, with the time zones that it needs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

MEDIA_TYPE = "text/calendar"
PRODUCT = "-//Rexian//Calendar//EN"
#: How often programs are asked to look again.
EVERY = "PT1H"


@dataclass(frozen=True)
class Entry:
    """`uid` stays the same for the life of the thing, `sequence` grows with every change of it."""

    uid: str
    sequence: int
    start_at: datetime
    end_at: datetime
    zone: str
    stamp_at: datetime
    summary: str
    cancelled: bool = False
    place: str = ""
    about: str = ""


def written(name: str, entries: Sequence[Entry]) -> bytes:
    """The file; the same entries give the same bytes."""
    calendar = Calendar()
    for key, value in (("prodid", PRODUCT), ("version", "2.0"), ("method", "PUBLISH"), ("x-wr-calname", name)):
        calendar.add(key, value)
    calendar.add("x-published-ttl", EVERY)
    for entry in entries:
        calendar.add_component(_event(entry))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _event(entry: Entry) -> Event:
    event, zone = Event(), ZoneInfo(entry.zone)
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.stamp_at)
    event.add("dtstart", entry.start_at.astimezone(zone))
    event.add("dtend", entry.end_at.astimezone(zone))
    event.add("summary", entry.summary)
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    for key, text in (("location", entry.place), ("description", entry.about)):
        if text:
            event.add(key, text)
    return event
