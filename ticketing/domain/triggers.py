"""When each rung of a ladder is reached by a clock that runs on (4.4)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from ticketing.domain.calendars import WorkingTime
from ticketing.domain.clocks import ClockRecord, ClockState
from ticketing.domain.escalations import Basis, Level


def triggers(ladder: Sequence[Level], clock: ClockRecord, time: WorkingTime) -> dict[int, datetime | None]:
    """Each level's own instant by level, which may lie behind; None for all while the clock stands still."""
    return {rung.level: trigger_at(rung, clock, time) for rung in ladder}


def trigger_at(rung: Level, clock: ClockRecord, time: WorkingTime) -> datetime | None:
    """The instant at which a running clock reaches `rung`, or None when it does not run.

    Shares and working offsets are counted by elapsed time, so that waiting for the customer moves both (R2: overdue
    time is running time). A rung that was passed before the clock last began to run is reached at that beginning.
    """
    if clock.state is not ClockState.RUNNING or clock.resumed_at is None or clock.due_at is None:
        return None
    if rung.pct is not None and rung.pct < 100:
        return _reached_at(clock.target_s * rung.pct // 100, clock, clock.resumed_at, time)
    if rung.basis is Basis.WALL:
        return clock.due_at + timedelta(seconds=rung.offset_s)
    if rung.offset_s == 0:
        return clock.due_at
    return _reached_at(clock.allowance_s + rung.offset_s, clock, clock.resumed_at, time)


def _reached_at(elapsed_s: int, clock: ClockRecord, resumed_at: datetime, time: WorkingTime) -> datetime:
    return time.add(resumed_at, max(0, elapsed_s - clock.elapsed_s))
