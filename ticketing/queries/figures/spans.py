"""A stretch of time and the buckets it is cut into, as the wall clock of a zone shows them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from ticketing.domain.instants import instant
from ticketing.domain.metrics import Bucket, days, hours, months_between
from ticketing.domain.metrics.agent_sums import QUARTER_US
from ticketing.models.calls import QueueVisit

INTERVALS = ("15m", "hour", "day", "month")
#: More buckets than a year of days, or a month of quarters of an hour, are no question that a person asks.
MOST_BUCKETS = 3_000

#: Where the whole of a span stands among its buckets.
WHOLE = -1


@dataclass(frozen=True)
class Span:
    """[from_us, to_us) cut by an interval in a zone, looked at at `now_us`; buckets are cut to the span."""

    from_us: int
    to_us: int
    zone: ZoneInfo
    interval: str
    now_us: int

    @property
    def buckets(self) -> list[Bucket]:
        match self.interval:
            case "15m":
                return list(_quarters(self))
            case "30m":
                return list(_half_hours(self))
            case "hour":
                return hours(self.from_us, self.to_us, self.zone)
            case "day":
                return days(self.from_us, self.to_us, self.zone)
            case _:
                return months_between(self.from_us, self.to_us, self.zone)


def visits_in(span: Span, codes: Collection[str] | None) -> sa.Select[QueueVisit]:
    """The visits that arrived in the span, of these queues; None: of all."""
    rows = sa.select(QueueVisit).where(QueueVisit.enter_us >= span.from_us, QueueVisit.enter_us < span.to_us)
    return rows if codes is None else rows.where(QueueVisit.queue.in_(codes))


def _quarters(span: Span) -> Iterable[Bucket]:
    at = span.from_us - span.from_us % QUARTER_US
    while at < span.to_us:
        name = instant(at).astimezone(span.zone).isoformat()
        yield Bucket(name, max(at, span.from_us), min(at + QUARTER_US, span.to_us))
        at += QUARTER_US


def _half_hours(span: Span) -> Iterable[Bucket]:
    """From the span's own start: a day of 23, 24 or 25 hours has 46, 48 or 50, each named with its offset."""
    for at in range(span.from_us, span.to_us, 2 * QUARTER_US):
        yield Bucket(instant(at).astimezone(span.zone).isoformat(), at, min(at + 2 * QUARTER_US, span.to_us))
