"""A visit is one stay of one caller in one queue, from entering it to leaving it."""

from dataclasses import dataclass, field, fields
from enum import StrEnum
from operator import attrgetter
from typing import Any, Final, NamedTuple


class Outcome(StrEnum):
    """How a visit came out; every visit has exactly one, so that offered is the sum of them (property P5)."""

    WAITING = "waiting"
    ANSWERED = "answered"
    ABANDONED = "abandoned"
    TIMEOUT = "timeout"
    EXIT_KEY = "exit_key"
    EXIT_EMPTY = "exit_empty"
    WITHDRAWN = "withdrawn"
    FAILED = "failed"
    LOST = "lost"


class Stage(StrEnum):
    """Where a visit stands now."""

    WAITING = "waiting"
    CONNECTING = "connecting"
    TALKING = "talking"
    ENDED = "ended"


class EndReason(StrEnum):
    """Who or what ended an answered visit."""

    AGENT = "agent"
    CALLER = "caller"
    BLIND_TRANSFER = "blind_transfer"
    ATTENDED_TRANSFER = "attended_transfer"
    TRANSFER_INFERRED = "transfer_inferred"
    LOST = "lost"


class Mark:
    """Bits of `Visit.marks`; plain integers, because they are tested for every line."""

    CALLID_DRIFT: Final = 1
    CONNECT_INFERRED: Final = 2
    ENTER_INFERRED: Final = 4
    INFERRED_END: Final = 8
    SUPERSEDED: Final = 16
    CLOCK_STEP: Final = 32
    DUPLICATE_TERMINAL: Final = 64
    #: The logged value and the stamps differ by more than two seconds (R10): kept as logged, shown.
    MISMATCH: Final = 128
    #: Known from AMI alone; the log may still say otherwise.
    PROVISIONAL: Final = 256
    #: Waits and talks that stay out of means and maxima.
    WAIT_UNSURE: Final = 512
    TALK_UNSURE: Final = 1024
    #: What the queue log itself has said of this visit so far.
    LOG_ENTER: Final = 1 << 12
    LOG_CONNECT: Final = 1 << 13
    LOG_END: Final = 1 << 14
    #: What AMI has said of it.
    AMI_ENTER: Final = 1 << 15
    #: A caller who came back to a place in the queue: the logged waits count the time away too.
    RESUMED: Final = 1 << 16


FLAGS: Final = {
    Mark.CALLID_DRIFT: "callid_drift",
    Mark.CONNECT_INFERRED: "connect_inferred",
    Mark.ENTER_INFERRED: "enter_inferred",
    Mark.INFERRED_END: "inferred_end",
    Mark.SUPERSEDED: "superseded",
    Mark.CLOCK_STEP: "clock_step",
    Mark.DUPLICATE_TERMINAL: "duplicate_terminal",
}


class VisitKey(NamedTuple):
    """What names a visit for ever: given at birth and never changed."""

    callid: str
    queue: str
    enter_us: int
    seq: int


@dataclass(slots=True, eq=False)
class Visit:
    """The facts of one visit; times and durations in microseconds, None while unknown.

    `wait_us`, `ring_us` and `talk_us` are as logged where the log said so, else worked out from the stamps.
    `agent_end_us` is when the agent's part ended, which a second call may do before the visit ends (R7).
    `left_us` is when the caller left the waiting line for an agent (AMI), `last_us` the last instant anything was
    heard of the visit, `version` the ref of the signal that last changed it.
    """

    callid: str
    queue: str
    enter_us: int
    seq: int
    serial: int
    stage: Stage = Stage.WAITING
    outcome: Outcome = Outcome.WAITING
    caller: str | None = None
    caller_name: str | None = None
    url: str | None = None
    dnis: str | None = None
    ivr: str | None = None
    disposition: str | None = None
    position: int | None = None
    wait_us: int | None = None
    agent: str | None = None
    connect_us: int | None = None
    ring_us: int | None = None
    member_uniqueid: str | None = None
    talk_us: int | None = None
    hold_us: int | None = None
    acw_us: int = 0
    agent_end_us: int | None = None
    end_us: int | None = None
    end_reason: EndReason | None = None
    transfer_to: str | None = None
    exit_key: str | None = None
    note: str | None = None
    marks: int = 0
    left_us: int | None = None
    last_us: int = 0
    version: int = 0
    #: What names it; made once, for it is asked for with every fact of an agent's time.
    key: VisitKey = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.key = VisitKey(self.callid, self.queue, self.enter_us, self.seq)
        self.last_us = self.last_us or self.enter_us

    @property
    def flags(self) -> list[str]:
        """The public names of its data-quality marks, in a fixed order."""
        return [name for bit, name in FLAGS.items() if self.marks & bit]

    @property
    def is_open(self) -> bool:
        """Whether the caller is still in the queue, on the way to an agent or in talk."""
        return self.stage is not Stage.ENDED

    @property
    def is_doubtful(self) -> bool:
        """Its end was inferred, so a real end line may still come and replace it (R4, R6)."""
        return bool(self.marks & Mark.INFERRED_END)

    def to_list(self) -> list[Any]:
        """Its plain values in the order of VISIT_FIELDS, for a state that can be stored."""
        return list(_VALUES(self))

    @classmethod
    def from_list(cls, values: list[Any]) -> "Visit":
        """The inverse of `to_list`."""
        visit = cls(**dict(zip(VISIT_FIELDS, values, strict=True)))
        visit.stage = Stage(visit.stage)
        visit.outcome = Outcome(visit.outcome)
        visit.end_reason = EndReason(visit.end_reason) if visit.end_reason is not None else None
        return visit


VISIT_FIELDS: Final = tuple(entry.name for entry in fields(Visit) if entry.init)
_VALUES: Final = attrgetter(*VISIT_FIELDS)
