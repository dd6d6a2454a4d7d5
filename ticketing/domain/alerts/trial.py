"""What a rule would have told, had it stood then: the same steps as live, over readings out of history (试算)."""

from collections.abc import Iterable
from typing import NamedTuple

from ticketing.domain.alerts.metrics import Level
from ticketing.domain.alerts.watch import CALM, Limits, Reading, Watch, step


class Measured(NamedTuple):
    """From `at_us` on the figure was this, until the next one."""

    at_us: int
    reading: Reading


class Fired(NamedTuple):
    """One alert that would have been: raised once, at worst this level, cleared at (None: not within the time)."""

    raised_us: int
    level: Level
    cleared_us: int | None


def fired(history: Iterable[Measured], limits: Limits, until_us: int) -> list[Fired]:
    """The alerts of one figure up to `until_us`; `history` in the order of time."""
    found: list[Fired] = []
    watch: Watch = CALM
    reading, next_us = Reading(), None
    for at_us, after in (*history, Measured(until_us, Reading())):
        while next_us is not None and next_us < at_us:
            look_us = next_us
            before, (watch, next_us) = watch, step(watch, limits, reading, look_us)
            _note(found, before.level, watch.level, look_us)
        if at_us >= until_us:
            break
        reading = after
        before, (watch, next_us) = watch, step(watch, limits, reading, at_us)
        _note(found, before.level, watch.level, at_us)
    return found


def _note(found: list[Fired], before: Level, after: Level, at_us: int) -> None:
    if not before and after:
        found.append(Fired(at_us, after, None))
    elif before and not after:
        found[-1] = found[-1]._replace(cleared_us=at_us)
    elif after > before:
        found[-1] = found[-1]._replace(level=max(found[-1].level, after))
