"""A day's need of agents by the half hour: what past days had, what is planned, who was there."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.instants import instant, micros
from ticketing.domain.staffing import (
    SHRINKAGE,
    DayClass,
    Expected,
    Load,
    Need,
    Slot,
    Target,
    class_of,
    days_like,
    expected,
    need_of,
)
from ticketing.models.queues import Queue
from ticketing.models.rollups import QueueRollup
from ticketing.queries.rosters.sites import changed_days
from ticketing.queries.staffing.history import SLOT_US, history, usual
from ticketing.queries.staffing.people import actual, planned, shrinkage

__all__ = ["SLOT_US", "DayNeed", "SlotNeed", "day_need"]


@dataclass(frozen=True)
class SlotNeed:
    """Half an hour: `expected` calls of days alike, the `need` they make, who is `planned` and who was there in the
    mean (`actual`; None: not over yet)."""

    from_us: int
    expected: Expected
    need: Need
    planned: int
    actual: float | None


@dataclass(frozen=True)
class DayNeed:
    """`days` are the past days looked at; `patience_s` None: nobody knows, so they wait for ever; `measured` says
    whether the shrinkage is the site's own."""

    queue: Queue
    on_day: date
    kind: DayClass
    days: Sequence[date]
    patience_s: float | None
    shrinkage: float
    measured: bool
    slots: Sequence[SlotNeed]


def day_need(session: Session, queue: Queue, on_day: date, zone: ZoneInfo, now: datetime) -> DayNeed:
    """The need of one queue over a local day, expected of the days before it that are alike and are over. Eight
    queries, however many days."""
    bounds = _bounds(on_day, zone)
    changed = changed_days(session)
    alike = partial(days_like, on_day, changed=changed)
    past = _past_days(session, queue, min(on_day, now.astimezone(zone).date()), alike, zone)
    slots = history(session, queue, past)
    waits_s, usual_s = usual(session, queue, now)
    own = shrinkage(session, now)
    target = Target(queue.sl_target_pct / 100, queue.sl_threshold_s, SHRINKAGE if own is None else own)
    there, were = planned(session, queue, bounds), actual(session, queue, bounds, now)
    found = []
    for number, from_us in enumerate(range(*bounds, SLOT_US)):
        will = expected({day: slots.get((day, number), Slot()) for day in past}, usual_s)
        need = need_of(Load(will.calls, will.aht_s, waits_s), target)
        found.append(SlotNeed(from_us, will, need, there.get(number, 0), were.get(number)))
    kind = class_of(on_day, changed)
    return DayNeed(queue, on_day, kind, list(past), waits_s, target.shrinkage, own is not None, found)


def _bounds(day: date, zone: ZoneInfo) -> tuple[int, int]:
    """Midnight to midnight; a day on which the clocks change has two half hours more or fewer."""
    first, last = (datetime.combine(one, time(), zone) for one in (day, day + timedelta(days=1)))
    return micros(first), micros(last)


def _past_days(
    session: Session, queue: Queue, before: date, alike: Callable[[date], list[date]], zone: ZoneInfo
) -> dict[date, tuple[int, int]]:
    """The last whole days like this one of which there is a log."""
    first_us = session.scalar(sa.select(sa.func.min(QueueRollup.bucket_us)).where(QueueRollup.queue == queue.code))
    if first_us is None:
        return {}
    since = instant(first_us).astimezone(zone).date()
    return {day: _bounds(day, zone) for day in alike(since) if day < before}
