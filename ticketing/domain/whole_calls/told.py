"""What was told of calls, by whichever source, and what a call as a whole comes to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from ticketing.domain.calls import Visit
from ticketing.domain.legs import CdrRecord, CelEvent


class Direction(StrEnum):
    INBOUND = "inbound"
    OUTBOUND = "outbound"
    INTERNAL = "internal"


class CallOutcome(StrEnum):
    """How a call came out: the words of its visits, and those of calls that no queue took."""

    WAITING = "waiting"
    ANSWERED = "answered"
    ABANDONED = "abandoned"
    TIMEOUT = "timeout"
    EXIT_KEY = "exit_key"
    EXIT_EMPTY = "exit_empty"
    WITHDRAWN = "withdrawn"
    FAILED = "failed"
    LOST = "lost"
    #: A queue let the caller not in: full, or nobody there (nothing of it stands in a queue log).
    REFUSED = "refused"
    #: Ended among announcements and keys: nobody was rung.
    IVR = "ivr"
    NO_ANSWER = "no_answer"
    BUSY = "busy"


class Side(StrEnum):
    """Who hung up: the person outside, the one inside, or the phone system itself."""

    CALLER = "caller"
    AGENT = "agent"
    SYSTEM = "system"


class Said(NamedTuple):
    """A record and the feed it came from: two feeds may tell the same one."""

    source_id: int
    record: CdrRecord


class Placed(NamedTuple):
    """A call that an agent placed, as the queue log's OUTCALL has it."""

    at_us: int
    callid: str
    agent: str
    connected: bool
    talk_us: int


class Ended(NamedTuple):
    """A channel that hung up, as the manager link or a switch's own record told it.

    `by_itself`: the channel's own end hung up; None: not told.
    """

    at_us: int
    callid: str
    cause: int | None
    by_itself: bool | None = None
    hold_us: int | None = None


@dataclass(slots=True)
class Told:
    """Everything that sources said of some calls of one phone system; `links` are ids known to be of one call."""

    visits: list[Visit] = field(default_factory=list)
    records: list[Said] = field(default_factory=list)
    events: list[CelEvent] = field(default_factory=list)
    placed: list[Placed] = field(default_factory=list)
    ended: list[Ended] = field(default_factory=list)
    links: list[tuple[str, ...]] = field(default_factory=list)
    #: When the phone system was last heard before each of its restarts: what went on then was cut off.
    restarts: list[int] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.visits or self.records or self.events or self.placed)


@dataclass(frozen=True, slots=True)
class House:
    """What tells inside from outside: an inner number has at most `inner_digits` digits; `trunks` are peers that lead
    outside (`PJSIP/trunk`), `phones` those of our own people; `ivr` names what a key stands for."""

    inner_digits: int = 6
    trunks: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    ivr: Mapping[str, str] = field(default_factory=lambda: {"1": "咨询", "2": "投诉"})


class Leg(NamedTuple):
    """One attempt to bring two channels together; instants in microseconds, `talk_us` reckoned from the stamps.

    (uniqueid, linkedid, sequence) names it where the source has a sequence.
    """

    uniqueid: str
    linkedid: str
    sequence: str
    src: str
    dst: str
    channel: str
    dstchannel: str
    app: str
    start_us: int
    answer_us: int | None
    end_us: int | None
    talk_us: int
    disposition: str
    hangup_cause: int | None
    hung_up_by: str
    recording: str
    ref: int


class Guess(NamedTuple):
    """A value that no source said outright: which field, and the reason as a code with what it speaks of."""

    field: str
    why: str
    what: str = ""


@dataclass(slots=True)
class WholeCall:
    """One call from its first channel to its last, whatever queues and phones it went through.

    `root` names it: the unique id of its oldest channel. `number` is the outside party's as it came, `agents` the raw
    names inside in order of talking; `channels` are all ids and channel names that mean it.
    """

    root: str
    first_us: int
    direction: Direction = Direction.INBOUND
    linkedid: str | None = None
    caller: str | None = None
    caller_name: str | None = None
    number: str | None = None
    dnis: str | None = None
    ivr: tuple[str, ...] = ()
    queues: tuple[str, ...] = ()
    agents: tuple[str, ...] = ()
    outcome: CallOutcome = CallOutcome.WAITING
    refused_by: tuple[str, ...] = ()
    answer_us: int | None = None
    end_us: int | None = None
    wait_us: int = 0
    talk_us: int = 0
    hold_us: int | None = None
    transfers: int = 0
    hangup_cause: int | None = None
    hung_up_by: Side | None = None
    survey: str | None = None
    recordings: tuple[str, ...] = ()
    legs: Sequence[Leg] = ()
    channels: frozenset[str] = frozenset()
    guesses: list[Guess] = field(default_factory=list)
    #: The name that goes with a phone inside: `PJSIP/1007` is 孙磊's.
    phones: Mapping[str, str] = field(default_factory=dict)
    #: Which kinds of source told of it: log, cdr, cel.
    told_by: tuple[str, ...] = ()

    @property
    def is_over(self) -> bool:
        return self.end_us is not None
