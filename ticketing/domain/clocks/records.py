"""One row per clock: what has been used, what is left, and by when."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ClockKind(StrEnum):
    ACK = "ack"
    FIRST_RESPONSE = "first_response"
    NEXT_RESPONSE = "next_response"
    UPDATE = "update"
    RESOLUTION = "resolution"
    OLA = "ola"
    PROMISE = "promise"
    FOLLOW_UP = "follow_up"


class ClockState(StrEnum):
    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    MET_LATE = "met_late"
    CANCELLED = "cancelled"


OPEN_STATES = frozenset({ClockState.RUNNING, ClockState.PAUSED})


class ClockFlag(StrEnum):
    RETARGETED = "retargeted"
    # Somebody granted more time (延期).
    EXTENDED = "extended"


@dataclass(frozen=True)
class Run:
    """A stretch of time in which a clock ran and was then paused or re-dated."""

    began_at: datetime
    ended_at: datetime


@dataclass(frozen=True, kw_only=True)
class ClockRecord:
    """A clock as it is stored; every move gives a new one.

    `elapsed_s` are the working seconds used up to `resumed_at` (running) or altogether (paused, ended).
    `allowance_s` is the elapsed time at which the clock falls due: the target, unless grace moved it.
    `due_at` is null while a clock that is not broken waits; after a breach it stays as it was.
    `warn_at` holds the warnings not yet passed when the clock was last dated. `generation` counts the datings:
    a timer armed for an older one is void. `team` is the code of the team that owes it (OLA). `runs` are the finished
    stretches, for a recomputation from the start.
    """

    kind: ClockKind
    seq: int
    state: ClockState
    target_s: int
    allowance_s: int
    started_at: datetime
    elapsed_s: int = 0
    resumed_at: datetime | None = None
    due_at: datetime | None = None
    breached_at: datetime | None = None
    stopped_at: datetime | None = None
    flags: frozenset[ClockFlag] = frozenset()
    warn_at: tuple[datetime, ...] = ()
    generation: int = 1
    reopened: bool = False
    team: str = ""
    paused_target_s: int | None = None
    reason: str | None = None
    runs: tuple[Run, ...] = ()

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES
