"""What happened on the telephones and at the consoles."""

from dataclasses import dataclass

from ticketing.domain.events.root import Event


@dataclass(frozen=True)
class FloorMoved(Event):
    """A batch of the telephony log changed these queues' figures and these agents' states (raw names).

    Not `live`: it told only of what is long over.
    """

    pbx_id: int
    queues: list[str]
    agents: list[str]
    live: bool = True


@dataclass(frozen=True)
class CallRang(Event):
    """A phone began to ring for a caller: the agent's console pops."""

    person_id: int
    callid: str
    queue: str
    caller: str | None


@dataclass(frozen=True)
class CallAnswered(Event):
    person_id: int | None
    callid: str
    queue: str
    caller: str | None


@dataclass(frozen=True)
class CallEnded(Event):
    person_id: int | None
    callid: str
    queue: str


@dataclass(frozen=True)
class CallMissed(Event):
    """A caller left unanswered; `outcome` is abandoned, timeout, exit_key, exit_empty, withdrawn, failed or lost."""

    callid: str
    queue: str
    caller: str | None
    outcome: str


@dataclass(frozen=True)
class ConsoleStateChanged(Event):
    person_id: int
    state: str
    reason: str
    by_id: int | None = None


@dataclass(frozen=True)
class NextStateBooked(Event):
    """What an agent will do after the call; `state` None takes it back."""

    person_id: int
    state: str | None


@dataclass(frozen=True)
class AgentMapped(Event):
    pbx_id: int
    raw_name: str
    person_id: int | None


@dataclass(frozen=True)
class LinesReleased(Event):
    """Lines of a feed came out of quarantine into the log (raw events)."""

    pbx_id: int
    source_id: int
    lines: list[int]


@dataclass(frozen=True)
class LinesDropped(Event):
    """Somebody decided that these lines count for nothing."""

    source_id: int
    lines: list[int]


@dataclass(frozen=True)
class LinkChanged(Event):
    """A PBX link came up, went down or was refused."""

    source_id: int
    state: str
    error: str = ""


@dataclass(frozen=True)
class StateCompared(Event):
    """The live state of a phone system was laid beside a replay: it differed, or it agrees again after that."""

    pbx_id: int
    agrees: bool
