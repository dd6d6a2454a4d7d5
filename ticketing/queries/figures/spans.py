"""A stretch of time and the buckets it is cut into, as the wall clock of a zone shows them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import groupby
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from ticketing.domain.instants import SECOND_US
from ticketing.domain.metrics import Bucket, days, hours
from ticketing.models.calls import QueueVisit
from ticketing.queries.folded import QUARTER_US

INTERVALS = ("15m", "hour", "day", "month")
#: More buckets than a year of days, or a month of quarters of an hour, are no question that a person asks.
MOST_BUCKETS = 3_000


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
            case "hour":
                return hours(self.from_us, self.to_us, self.zone)
            case "day":
                return days(self.from_us, self.to_us, self.zone)
            case _:
                return _months(days(self.from_us, self.to_us, self.zone))


def visits_in(span: Span, codes: Collection[str] | None) -> sa.Select[QueueVisit]:
    """The visits that arrived in the span, of these queues; None: of all."""
    rows = sa.select(QueueVisit).where(QueueVisit.enter_us >= span.from_us, QueueVisit.enter_us < span.to_us)
    return rows if codes is None else rows.where(QueueVisit.queue.in_(codes))


def _quarters(span: Span) -> Iterable[Bucket]:
    at = span.from_us - span.from_us % QUARTER_US
    while at < span.to_us:
        yield Bucket(str(at // SECOND_US), max(at, span.from_us), min(at + QUARTER_US, span.to_us))
        at += QUARTER_US


def _months(found: Iterable[Bucket]) -> list[Bucket]:
    months = []
    for name, group in groupby(found, key=lambda day: day.name[:7]):
        within = list(group)
        months.append(Bucket(name, within[0].start_us, within[-1].end_us))
    return months
