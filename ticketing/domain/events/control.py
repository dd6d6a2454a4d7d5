"""What was asked of a phone system, and what it answered."""

from dataclasses import dataclass

from ticketing.domain.events.root import Event, TicketEvent


@dataclass(frozen=True)
class CommandAsked(Event):
    """Somebody (`by_id`) wants something done with a person's phone or call; numbers in `target` are masked."""

    command_id: int
    act: str
    by_id: int
    person_id: int
    target: str = ""
    reason: str = ""


@dataclass(frozen=True)
class CommandEnded(Event):
    """`state` is done, refused, expired or lost; `result` says why in a word of ours."""

    command_id: int
    act: str
    by_id: int
    person_id: int
    state: str
    result: str = ""
    target: str = ""


@dataclass(frozen=True)
class CustomerDialled(TicketEvent):
    """A call was placed from the console about a ticket, and how that went."""

    command_id: int
    by_id: int
    result: str
    target: str = ""


@dataclass(frozen=True)
class ControlChanged(Event):
    """A phone system lets itself be controlled in another way than before."""

    source_id: int


@dataclass(frozen=True)
class RecordingHeard(Event):
    """Somebody opened, played, sought in or saved the `no`-th recording of a call (`how`)."""

    call_id: int
    no: int
    by_id: int
    how: str
