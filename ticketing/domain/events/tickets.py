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
    """`kind`: note, reply or message."""

    changes_words: ClassVar[bool] = True

    note_id: int
    kind: str = "note"


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


@dataclass(frozen=True)
class TicketTaken(TicketEvent):
    """This ticket has taken up another (R8); `callbacks` moved with it."""

    changes_words: ClassVar[bool] = True
    source_id: int
    source: str
    callbacks: list[int]


@dataclass(frozen=True)
class TicketGivenBack(TicketEvent):
    """What this ticket had taken up stands by itself again."""

    changes_words: ClassVar[bool] = True
    source_id: int
    source: str
    callbacks: list[int]


@dataclass(frozen=True)
class TicketLinked(TicketEvent):
    """`kind`: related, caused_by, duplicate_of, split_from, parent; `is_linked` False when it was undone."""

    other: str
    kind: str
    is_linked: bool = True


@dataclass(frozen=True)
class TicketSplit(TicketEvent):
    """Some of what was written here is a matter of its own now."""

    changes_words: ClassVar[bool] = True
    into: str
    notes: list[int]


@dataclass(frozen=True)
class NoteMoved(TicketEvent):
    """Something written on another ticket belongs to this one."""

    changes_words: ClassVar[bool] = True
    note_id: int
    source: str


@dataclass(frozen=True)
class FileAttached(TicketEvent):
    attachment_id: int
    file: str


@dataclass(frozen=True)
class WatchingChanged(TicketEvent):
    person_id: int
    watches: bool
