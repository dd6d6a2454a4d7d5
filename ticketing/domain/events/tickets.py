"""What happened to a matter and its deadlines."""

from dataclasses import dataclass
from typing import ClassVar

from ticketing.domain.events.root import TicketEvent


@dataclass(frozen=True)
class TicketOpened(TicketEvent):
    changes_words: ClassVar[bool] = True

    source: str
    kind: str


@dataclass(frozen=True)
class TicketEdited(TicketEvent):
    changes_words: ClassVar[bool] = True

    fields: list[str]


@dataclass(frozen=True)
class TicketMoved(TicketEvent):
    """A transition of the state table; `move` is its number (T4, T8, ...)."""

    # The last word is part of it.
    changes_words: ClassVar[bool] = True

    from_state: str
    to_state: str
    move: str
    reason: str = ""


@dataclass(frozen=True)
class TicketAssigned(TicketEvent):
    owner_id: int | None
    by_id: int | None
    reason: str = ""


@dataclass(frozen=True)
class PriorityChanged(TicketEvent):
    """`rule` names the rung that raised it; empty when somebody did."""

    from_priority: str
    to_priority: str
    rule: str = ""


@dataclass(frozen=True)
class NoteWritten(TicketEvent):
    changes_words: ClassVar[bool] = True

    note_id: int


@dataclass(frozen=True)
class ContactMade(TicketEvent):
    direction: str
    answered: bool


@dataclass(frozen=True)
class ClockBreached(TicketEvent):
    clock_id: int
    kind: str
    due_at: str


@dataclass(frozen=True)
class ClockWarned(TicketEvent):
    clock_id: int
    kind: str
    pct: int


@dataclass(frozen=True)
class ClocksMoved(TicketEvent):
    """Due instants changed without anything else worth a line."""

    kinds: list[str]
