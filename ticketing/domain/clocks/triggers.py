"""When each rung of a ladder is reached by a clock: the dispatcher arms the nearest of these instants."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from ticketing.domain.calendars import WorkingTime
from ticketing.domain.clocks.records import ClockRecord, ClockState
from ticketing.domain.escalations import Basis, Level


def triggers(ladder: Sequence[Level], clock: ClockRecord, time: WorkingTime) -> dict[int, datetime | None]:
    """Each level's own instant, by level; None while the clock does not run (it is armed anew on resume)."""
    return {rung.level: trigger_at(rung, clock, time) for rung in ladder}


def trigger_at(rung: Level, clock: ClockRecord, time: WorkingTime) -> datetime | None:
    """The instant at which a running clock reaches `rung`, or None when it does not run.

    A share of the target is counted by elapsed time, an offset from the due instant, so that time spent waiting for
    the customer moves both. A rung that was passed before the clock last began to run is reached at that beginning.
    """
    if clock.state is not ClockState.RUNNING or clock.resumed_at is None or clock.due_at is None:
        return None
    if rung.pct is not None and rung.pct < 100:
        return _after(clock, clock.target_s * rung.pct // 100, time)
    if rung.basis is Basis.WALL:
        return clock.due_at + timedelta(seconds=rung.offset_s)
    if rung.offset_s == 0:
        return clock.due_at
    return _after(clock, clock.allowance_s + rung.offset_s, time)


def next_due(clock: ClockRecord, now: datetime) -> datetime | None:
    """The next warning or the due instant after which the clock must be looked at again, or None."""
    if clock.state is not ClockState.RUNNING or clock.breached_at:
        return None
    coming = [one for one in clock.warn_at if one > now]
    return min([*coming, clock.due_at], default=None) if clock.due_at else None


def _after(clock: ClockRecord, elapsed_s: int, time: WorkingTime) -> datetime | None:
    if clock.resumed_at is None:
        return None
    return time.add(clock.resumed_at, max(0, elapsed_s - clock.elapsed_s))
