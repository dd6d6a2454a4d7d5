"""Where two calendars part: what falls due before is dated the same by either."""

from datetime import datetime, timedelta

from ticketing.domain.calendars.hours import Span, open_hours
from ticketing.domain.calendars.rules import Calendar
from ticketing.domain.calendars.zones import DAY, from_us, to_us

# Holidays, make-up days and special days are known two years ahead at the most; the week repeats.
_AHEAD = timedelta(days=800)
_STEP = 28 * DAY


def first_difference(one: Calendar, other: Calendar, at: datetime) -> datetime | None:
    """The first instant from `at` on at which one is open and the other is not; None when they never part."""
    start, end = to_us(at), to_us(at + _AHEAD)
    while start < end:
        stop = min(start + _STEP, end)
        here, there = (_united(list(open_hours(each).spans(start, stop))) for each in (one, other))
        if here != there:
            return from_us(_parting(here, there))
        start = stop
    return None


def _united(spans: list[Span]) -> list[Span]:
    """Touching spans as one, because two calendars may cut the same hours differently."""
    found: list[Span] = []
    for opens, closes in spans:
        if found and opens <= found[-1][1]:
            found[-1] = found[-1][0], max(closes, found[-1][1])
        else:
            found.append((opens, closes))
    return found


def _parting(here: list[Span], there: list[Span]) -> int:
    edges = zip([edge for span in here for edge in span], [edge for span in there for edge in span], strict=False)
    for mine, theirs in edges:
        if mine != theirs:
            return min(mine, theirs)
    longer = here if len(here) > len(there) else there
    return longer[min(len(here), len(there))][0]
