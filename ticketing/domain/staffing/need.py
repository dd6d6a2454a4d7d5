"""How many must be there, and why just so many (workforce.md 1.7)."""

from dataclasses import dataclass
from math import ceil

from ticketing.domain.staffing.erlang import Level, Load, least, level

#: What part of paid time is not spent on the line, until a site has measured its own.
SHRINKAGE = 0.30
#: Fewer who gave up tell nothing about how long people wait.
ENOUGH_ABANDONED = 50
#: Of less work than one agent can do no statistics are made.
THIN_ERLANGS = 1.0


@dataclass(frozen=True)
class Target:
    """`service_level` of the callers answered within `within_s`; `most_busy` binds how busy an agent may be, from 0 to
    1; `min_staff` stand there even when nobody calls."""

    service_level: float
    within_s: float
    shrinkage: float = SHRINKAGE
    most_busy: float | None = None
    min_staff: int = 0


@dataclass(frozen=True)
class Need:
    """`raw` agents on the line and so `rostered` on the roster; `found` is what the formula asked for and `below` what
    one agent fewer would come to. `thin`: too little work for statistics."""

    load: Load
    target: Target
    raw: int
    rostered: int
    found: Level
    below: Level | None
    thin: bool

    @property
    def model(self) -> str:
        """Erlang `a` (callers lose patience) or `c` (they never do)."""
        return "a" if self.load.patience_s is not None else "c"


def need_of(load: Load, target: Target) -> Need:
    """The fewest agents that meet the target."""
    found = least(load, target.within_s, target.service_level, target.most_busy)
    thin = 0 < load.erlangs < THIN_ERLANGS
    raw = max(found.agents, target.min_staff, 1 if thin else 0)
    below = level(load, found.agents - 1, target.within_s) if found.agents > 1 else None
    # The part that is lost may make a whole number a hair more than one.
    rostered = ceil(raw / (1 - target.shrinkage) - 1e-9)
    return Need(load, target, raw, rostered, found, below, thin)


def patience(abandoned: int, waited_s: float) -> float | None:
    """How long callers wait before they give up, on average: all waiting over those who gave up, for who was answered
    would have waited longer. None where too few gave up to tell."""
    return waited_s / abandoned if abandoned >= ENOUGH_ABANDONED and waited_s > 0 else None
