"""One figure under watch: raised once, lowered once, and between two looks it knows when it must look again.

Everything is microseconds. A figure that grows by itself is told by the instant it began at, so its crossings are
exact whenever the look happens, and the next look can be planned instead of polled.
"""

from typing import NamedTuple

from ticketing.domain.alerts.metrics import Level
from ticketing.domain.instants import SECOND_US


class Limits(NamedTuple):
    """Two steps, of which either may be None; from `hold_us` past a step on it is raised, see `Rule`."""

    warn: float | None
    critical: float | None
    low_is_bad: bool = False
    margin: float = 0.0
    hold_us: int = 0
    calm_us: int = 0

    def of(self, level: Level) -> float | None:
        return self.warn if level is Level.WARN else self.critical

    def passed(self, level: Level, value: float, margin: float = 0.0) -> bool:
        """Whether the value is as bad as this step, or within `margin` of it."""
        limit = self.of(level)
        if limit is None:
            return False
        return value < limit + margin if self.low_is_bad else value >= limit - margin


class Reading(NamedTuple):
    """A figure as it stands: its value, or the instant since which it grows by a second per second.

    `again_us` is when the value may change although nothing happens (a call leaves the window).
    """

    value: float | None = None
    since_us: int | None = None
    again_us: int | None = None

    def at(self, now_us: int) -> float | None:
        if self.since_us is None:
            return self.value
        return max(0, now_us - self.since_us) / SECOND_US


class Watch(NamedTuple):
    """What is told (`level`), since when each step is passed, since when it is calm enough to lower the level."""

    level: Level = Level.CALM
    warn_us: int | None = None
    critical_us: int | None = None
    under_us: int | None = None

    def over(self, level: Level) -> int | None:
        return self.warn_us if level is Level.WARN else self.critical_us


CALM = Watch()
_STEPS = (Level.WARN, Level.CRITICAL)


def step(watch: Watch, limits: Limits, reading: Reading, now_us: int) -> tuple[Watch, int | None]:
    """Look once: the watch as it stands now, and when to look again if nobody says anything before (None: never)."""
    value = reading.at(now_us)
    over = {level: _over(watch, limits, reading, level, now_us) for level in _STEPS}
    level, under_us = watch.level, None
    due = [one for one, since in over.items() if since is not None and now_us >= since + limits.hold_us]
    if due and due[-1] > level:
        level = due[-1]
    elif level:
        holds = _held(limits, value)
        if holds < level:
            under_us = now_us if watch.under_us is None else watch.under_us
            if now_us >= under_us + limits.calm_us:
                level, under_us = holds, None
    after = Watch(level, over[Level.WARN], over[Level.CRITICAL], under_us)
    return after, _next(after, limits, reading, now_us)


def _over(watch: Watch, limits: Limits, reading: Reading, level: Level, now_us: int) -> int | None:
    """Since when the step is passed without a break."""
    value, limit = reading.at(now_us), limits.of(level)
    if value is None or limit is None or not limits.passed(level, value):
        return None
    if reading.since_us is not None:
        return reading.since_us + round(limit * SECOND_US)
    known = watch.over(level)
    return now_us if known is None else known


def _held(limits: Limits, value: float | None) -> Level:
    """The highest step that is not clearly behind us."""
    if value is None:
        return Level.CALM
    return max((level for level in _STEPS if limits.passed(level, value, limits.margin)), default=Level.CALM)


def _next(watch: Watch, limits: Limits, reading: Reading, now_us: int) -> int | None:
    instants = [] if watch.under_us is None else [watch.under_us + limits.calm_us]
    for level in _STEPS:
        crossing_us = watch.over(level)
        if crossing_us is None and reading.since_us is not None and limits.of(level) is not None:
            crossing_us = reading.since_us + round((limits.of(level) or 0) * SECOND_US)
        if crossing_us is not None and level > watch.level:
            instants.append(crossing_us + limits.hold_us)
    if reading.again_us is not None:
        instants.append(reading.again_us)
    return min((instant for instant in instants if instant > now_us), default=None)
