"""When each rung of a ladder is reached by a clock that runs on (4.4)."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from ticketing.domain.calendars import WorkingTime
from ticketing.domain.clocks import ClockKind, ClockRecord, ClockState
from ticketing.domain.escalations import DEFAULT_LADDER, Basis, Level

# Scenario 31 counts exactly four instances for a ticket that nobody touches: only the promise to resolve climbs.
LADDERS: Mapping[ClockKind, Sequence[Level]] = {ClockKind.RESOLUTION: DEFAULT_LADDER}


def triggers(ladder: Sequence[Level], clock: ClockRecord, time: WorkingTime) -> dict[int, datetime | None]:
    """Each level's own instant, which may lie behind; None for all while the clock stands still."""
    if clock.state is not ClockState.RUNNING or clock.due_at is None:
        return {rung.level: None for rung in ladder}
    return {rung.level: _reached_at(rung, clock, clock.due_at, time) for rung in ladder}


def _reached_at(rung: Level, clock: ClockRecord, due_at: datetime, time: WorkingTime) -> datetime:
    if rung.pct is not None and rung.pct < 100 and clock.resumed_at is not None:
        return time.add(clock.resumed_at, max(0, clock.target_s * rung.pct // 100 - clock.elapsed_s))
    if rung.basis is Basis.WALL:
        return due_at + timedelta(seconds=rung.offset_s)
    return time.add(due_at, rung.offset_s)
